#include "core/estimate/many_segments.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "core/base/error.hpp"

namespace vk {

Adjusted adjust_p(std::span<const double> p, double q) {
  const auto require_share = [](double value) {
    if (!(value >= 0 && value <= 1)) {
      throw Error(ErrorCode::invalid_input, fmt::format("probability {} is not within 0 and 1", value));
    }
  };
  require_share(q);
  for (const double value : p) require_share(value);
  std::vector<size_t> order(p.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return p[a] < p[b]; });
  Adjusted result;
  result.p.resize(p.size());
  const double m = static_cast<double>(p.size());
  double least = 1;
  for (size_t rank = p.size(); rank > 0; --rank) {
    const size_t at = order[rank - 1];
    least = std::min(least, m / static_cast<double>(rank) * p[at]);
    result.p[at] = least;
    if (least <= q) ++result.rejected;
  }
  if (result.rejected > 0) result.fcr_level = 1 - static_cast<double>(result.rejected) * q / m;
  return result;
}

AdditiveLink link_by_difference(const BridgeWave& wave, const Measured& before, const Measured& after) {
  AdditiveLink link;
  link.step = {wave.new_form.value - wave.old_form.value,
               std::max(0.0, wave.new_form.variance + wave.old_form.variance - 2 * wave.covariance)};
  link.backcast = {before.value + link.step.value, before.variance + link.step.variance};
  link.change = {after.value - before.value - link.step.value, after.variance + link.backcast.variance};
  return link;
}

MultiplicativeLink link_by_factor(const BridgeWave& wave, const Measured& before, const Measured& after) {
  for (const double value : {wave.old_form.value, wave.new_form.value, before.value, after.value}) {
    if (!(value > 0))
      throw Error(ErrorCode::invalid_input, fmt::format("a factor needs values above 0, not {}", value));
  }
  const double n = wave.new_form.value;
  const double o = wave.old_form.value;
  const double relative = std::max(
      0.0, wave.new_form.variance / (n * n) + wave.old_form.variance / (o * o) - 2 * wave.covariance / (n * o));
  MultiplicativeLink link;
  link.factor = {n / o, n / o * (n / o) * relative};
  link.backcast = {link.factor.value * before.value, link.factor.value * link.factor.value * before.variance +
                                                         before.value * before.value * link.factor.variance};
  link.ratio = after.value / link.backcast.value;
  link.log_variance =
      after.variance / (after.value * after.value) + before.variance / (before.value * before.value) + relative;
  return link;
}

}  // namespace vk
