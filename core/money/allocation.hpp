#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace vk {

/// Splits `total` in proportion to `weights` (all >= 0, sum > 0) so that the parts add up to `total`: largest
/// remainder, ties to the lower index; works for negative totals (METHODS.md i). Throws Error(invalid_input) on a
/// negative weight or zero sum.
std::vector<int64_t> allocate(int64_t total, std::span<const int64_t> weights);

/// Rounds the values numerators[i] / denominator (any sign) to integers that add up to `total`: floor, then one more
/// for the largest remainders, ties to the lower index. Throws Error(invalid_input) when rounding cannot reach `total`
/// or the denominator is <= 0.
std::vector<int64_t> round_to_total(std::span<const int64_t> numerators, int64_t denominator, int64_t total);

/// Real values rounded to integers that add up to `total`: floor, then one more for the largest remainders, ties to the
/// lower index. Throws Error(invalid_input) when rounding cannot reach the total or a value is not finite.
std::vector<int64_t> round_parts(std::span<const double> values, int64_t total);

/// value * numerator / denominator rounded half to even, 128 bits in between; throws Error(invalid_input) on overflow
/// or denominator <= 0.
int64_t scale_half_even(int64_t value, int64_t numerator, int64_t denominator);

}  // namespace vk
