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

}  // namespace vk
