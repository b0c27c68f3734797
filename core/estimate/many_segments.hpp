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

}  // namespace vk
