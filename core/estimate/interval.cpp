#include "core/estimate/interval.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/base/error.hpp"
#include "core/estimate/distributions.hpp"

namespace vk {
namespace {

constexpr double kReliableAnswers = 30;  ///< worth less: unreliable

double upper_tail(double level) {
  if (!(level > 0 && level < 1))
    throw Error(ErrorCode::invalid_input, fmt::format("level {} is not within 0 and 1", level));
  return 1 - (1 - level) / 2;
}

}  // namespace

Interval t_interval(double estimate, double variance, double df, double level) {
  const double tail = upper_tail(level);
  if (!(variance >= 0)) throw Error(ErrorCode::invalid_input, fmt::format("variance {} is below 0", variance));
  if (variance == 0) return {estimate, estimate};
  const double half = t_quantile(tail, df) * std::sqrt(variance);
  return {estimate - half, estimate + half};
}

Interval korn_graubard(double p, double n, double level) {
  const double tail = upper_tail(level);
  if (!(p >= 0 && p <= 1)) throw Error(ErrorCode::invalid_input, fmt::format("share {} is not within 0 and 1", p));
  if (!(n > 0)) throw Error(ErrorCode::invalid_input, fmt::format("effective sample size {} is not above 0", n));
  if (std::isinf(n)) return {p, p};
  Interval result{0, 1};
  if (p > 0) result.low = beta_quantile(1 - tail, n * p, n * (1 - p) + 1);
  if (p < 1) result.high = beta_quantile(tail, n * p + 1, n * (1 - p));
  return result;
}

double degrees_correction(double n, double df, double level) {
  if (n < 2 || !(df > 0)) return 1;
  const double tail = upper_tail(level);
  const double quotient = t_quantile(tail, n - 1) / t_quantile(tail, df);
  return quotient * quotient;
}

Interval wilson(uint64_t successes, uint64_t n, double level) {
  const double z = z_quantile(upper_tail(level));
  if (successes > n) throw Error(ErrorCode::invalid_input, fmt::format("{} successes among {} cases", successes, n));
  if (n == 0) return {0, 1};
  const double cases = static_cast<double>(n);
  const double p = static_cast<double>(successes) / cases;
  const double shrink = 1 + z * z / cases;
  const double centre = (p + z * z / (2 * cases)) / shrink;
  const double half = z * std::sqrt(p * (1 - p) / cases + z * z / (4 * cases * cases)) / shrink;
  return {std::max(0.0, centre - half), std::min(1.0, centre + half)};
}

Interval adjusted_wald_points(double promoters, double detractors, double n, double level) {
  const double z = z_quantile(upper_tail(level));
  const double p = (promoters * n + 0.75) / (n + 3);
  const double d = (detractors * n + 0.75) / (n + 3);
  const double half = z * std::sqrt((p + d - (p - d) * (p - d)) / (n + 3));
  return {std::max(-100.0, 100 * (p - d - half)), std::min(100.0, 100 * (p - d + half))};
}

NetPromoter adjusted_wald_nps(uint64_t promoters, uint64_t passives, uint64_t detractors, double level) {
  const double pro = static_cast<double>(promoters);
  const double det = static_cast<double>(detractors);
  const double n = pro + static_cast<double>(passives) + det;
  if (n == 0) throw Error(ErrorCode::invalid_input, "a net promoter score without answers");
  return {100 * (pro - det) / n, adjusted_wald_points(pro / n, det / n, n, level)};
}

Interval mover_difference(const BoundedEstimate& first, const BoundedEstimate& second, double rho) {
  const auto reach = [rho](double a, double b) { return std::sqrt(std::max(0.0, a * a + b * b - 2 * rho * a * b)); };
  const double difference = second.value - first.value;
  return {difference - reach(second.value - second.interval.low, first.interval.high - first.value),
          difference + reach(second.interval.high - second.value, first.value - first.interval.low)};
}

const char* to_string(ShareQuality quality) {
  switch (quality) {
    case ShareQuality::ok:
      return "ok";
    case ShareQuality::review:
      return "review";
    case ShareQuality::unreliable:
      return "unreliable";
  }
  return "";
}

ShareQuality quality_of_answers(double n_eff) {
  return n_eff < kReliableAnswers ? ShareQuality::unreliable : ShareQuality::ok;
}

ShareQuality share_quality(double p, const Interval& interval, double n_eff, double df) {
  const double width = interval.high - interval.low;
  const bool relatively_wide = width > 0.05 && width > 1.30 * p;
  if (n_eff < kReliableAnswers || width >= 0.30 || relatively_wide) return ShareQuality::unreliable;
  if (df < 8 || p <= 0 || p >= 1) return ShareQuality::review;
  return ShareQuality::ok;
}

}  // namespace vk
