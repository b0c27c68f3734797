#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace vk {

/// Shares of a whole in tenths of a percent, by largest remainder so that they add to 1000 (100.0 %). With a part below
/// zero the parts are rounded one by one instead and need not add up. Empty when the whole is not above zero: such
/// shares are not defined.
std::vector<int64_t> share_tenths(std::span<const int64_t> parts);

/// numerator / denominator in tenths of a percent, half to even; the denominator must not be zero.
int64_t ratio_tenths(int64_t numerator, int64_t denominator);

}  // namespace vk
