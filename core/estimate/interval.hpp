#pragma once
#include <cstdint>

namespace vk {

/// A closed interval in the unit of its estimate.
struct Interval {
  double low = 0;
  double high = 0;
};

/// est -/+ t(df) sqrt(variance); infinite df takes the normal, zero variance gives zero width. Throws
/// Error(invalid_input) for a negative variance, df <= 0 or a level outside (0, 1).
Interval t_interval(double estimate, double variance, double df, double level);

/// Korn and Graubard's interval of a share `p` in [0, 1] with effective sample size `n` > 0 (METHODS.md c.1; Korn &
/// Graubard 1998): 0 and 1 exactly at the ends. Infinite n gives zero width.
Interval korn_graubard(double p, double n, double level);

/// Korn and Graubard's correction of an effective size for the design's degrees of freedom: [t(n - 1) / t(df)]^2.
/// 1 when n < 2 or df <= 0, where t has no quantile.
double degrees_correction(double n, double df, double level);

/// Wilson's interval of `successes` out of `n` unweighted cases (METHODS.md c.2); 0 cases give [0, 1]. Throws
/// Error(invalid_input) when successes > n.
Interval wilson(uint64_t successes, uint64_t n, double level);

/// A net promoter score in points (-100 to 100) with its interval.
struct NetPromoter {
  double score = 0;
  Interval interval;
};

/// Net promoter score with the adjusted Wald interval of few answers (METHODS.md c.3; Rocks 2016): three answers added
/// (3/4, 3/2, 3/4), normal quantile, clipped to +/-100. Throws Error(invalid_input) without answers.
NetPromoter adjusted_wald_nps(uint64_t promoters, uint64_t passives, uint64_t detractors, double level);

/// The same interval for shares of promoters and detractors that `n` > 0 answers, or what they are worth, stand for.
Interval adjusted_wald_points(double promoters, double detractors, double n, double level);

/// Difference `second` - `first` from single intervals (Zou & Donner 2008, MOVER; METHODS.md b.2), `rho` the
/// correlation of the two estimates.
struct BoundedEstimate {
  double value = 0;
  Interval interval;
};
Interval mover_difference(const BoundedEstimate& first, const BoundedEstimate& second, double rho);

/// How far a printed share can be trusted (NCHS 2017; METHODS.md h.4).
enum class ShareQuality { ok, review, unreliable };
const char* to_string(ShareQuality quality);
/// The flag of a share `p` with its interval, effective sample size and degrees of freedom.
ShareQuality share_quality(double p, const Interval& interval, double n_eff, double df);
/// The flag of a mean or score, by how many answers it is worth.
ShareQuality quality_of_answers(double n_eff);

}  // namespace vk
