#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace vk {

/// p values of many segments corrected together.
struct Adjusted {
  std::vector<double> p;  ///< adjusted, in the order given
  size_t rejected = 0;    ///< how many are at most q
  double fcr_level = 1;   ///< level for intervals of the rejected: 1 - rejected q / m; 1 when none is
};

/// Benjamini and Hochberg 1995, with the false coverage rate level of Benjamini & Yekutieli 2005 (METHODS.md h.1).
/// Throws Error(invalid_input) for a p or q outside [0, 1].
Adjusted adjust_p(std::span<const double> p, double q);

/// What a change of a measure does to it, told by a bridge wave with old and new wording side by side.
struct Measured {
  double value = 0;
  double variance = 0;
};
struct BridgeWave {
  Measured old_form;
  Measured new_form;
  double covariance = 0;  ///< 0 for random halves
};

/// A score linked by a difference (METHODS.md g.2).
struct AdditiveLink {
  Measured step;      ///< new - old
  Measured backcast;  ///< the old cycle in the new wording
  Measured change;    ///< later cycle - backcast
};
AdditiveLink link_by_difference(const BridgeWave& wave, const Measured& before, const Measured& after);

/// Money linked by a factor (METHODS.md g.3). Throws Error(invalid_input) unless all values are above 0.
struct MultiplicativeLink {
  Measured factor;    ///< new / old
  Measured backcast;  ///< the old cycle in the new wording
  double ratio = 0;   ///< later cycle / backcast
  double log_variance = 0;
};
MultiplicativeLink link_by_factor(const BridgeWave& wave, const Measured& before, const Measured& after);

}  // namespace vk
