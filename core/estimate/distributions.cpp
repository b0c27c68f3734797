#include "core/estimate/distributions.hpp"

#include <fmt/format.h>

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

#include "core/base/error.hpp"

namespace vk {
namespace {

void require_probability(double p) {
  if (!(p > 0 && p < 1)) throw Error(ErrorCode::invalid_input, fmt::format("probability {} is not between 0 and 1", p));
}

void require_positive(const char* name, double value) {
  if (!(value > 0)) throw Error(ErrorCode::invalid_input, fmt::format("{} {} is not above 0", name, value));
}

}  // namespace

double z_quantile(double p) {
  require_probability(p);
  return boost::math::quantile(boost::math::normal(), p);
}

double t_quantile(double p, double df) {
  require_probability(p);
  require_positive("degrees of freedom", df);
  if (std::isinf(df)) return z_quantile(p);
  return boost::math::quantile(boost::math::students_t(df), p);
}

double beta_quantile(double p, double a, double b) {
  require_probability(p);
  require_positive("beta parameter", a);
  require_positive("beta parameter", b);
  return boost::math::quantile(boost::math::beta_distribution<double>(a, b), p);
}

double t_two_sided_p(double t, double df) {
  require_positive("degrees of freedom", df);
  if (!std::isfinite(t)) return std::isnan(t) ? 1.0 : 0.0;
  if (std::isinf(df)) return 2 * boost::math::cdf(boost::math::normal(), -std::abs(t));
  return 2 * boost::math::cdf(boost::math::students_t(df), -std::abs(t));
}

}  // namespace vk
