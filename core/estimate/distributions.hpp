#pragma once

namespace vk {

/// Quantile of the standard normal distribution; 0 < p < 1, otherwise Error(invalid_input).
double z_quantile(double p);
/// Quantile of Student's t with `df` > 0 degrees of freedom; infinite df is the normal. Otherwise Error(invalid_input).
double t_quantile(double p, double df);
/// Quantile of the beta distribution; 0 < p < 1, a and b above 0, otherwise Error(invalid_input).
double beta_quantile(double p, double a, double b);
/// Probability of |T| >= |t| under Student's t with `df` > 0; infinite df is the normal.
double t_two_sided_p(double t, double df);

}  // namespace vk
