#include "core/money/allocation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

#include "core/base/error.hpp"
#include "core/money/money.hpp"

namespace vk {
namespace {

__extension__ using Wide = __int128;

struct Division {
  Wide quotient = 0;   ///< rounded towards minus infinity
  Wide remainder = 0;  ///< in [0, divisor)
};

/// `value` / `divisor` with a divisor above zero.
Division floor_divide(Wide value, Wide divisor) {
  Division result{value / divisor, value % divisor};
  if (result.remainder < 0) {
    result.remainder += divisor;
    --result.quotient;
  }
  return result;
}

bool fits_int64(Wide value) {
  return value >= std::numeric_limits<int64_t>::min() && value <= std::numeric_limits<int64_t>::max();
}

/// The floors of all parts, one more for the `total` - sum of floors largest remainders, ties to the lower index.
std::vector<int64_t> largest_remainder(const std::vector<Division>& parts, int64_t total) {
  Wide missing = total;
  for (const Division& part : parts) missing -= part.quotient;
  if (missing < 0 || missing > static_cast<Wide>(parts.size())) {
    throw Error(ErrorCode::invalid_input,
                fmt::format("total {} cannot be reached by rounding {} parts", total, parts.size()));
  }
  std::vector<size_t> order(parts.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return parts[a].remainder > parts[b].remainder; });
  std::vector<int64_t> result(parts.size());
  for (size_t i = 0; i < parts.size(); ++i) {
    const Wide value = parts[order[i]].quotient + (static_cast<Wide>(i) < missing ? 1 : 0);
    if (!fits_int64(value)) throw Error(ErrorCode::invalid_input, "a part leaves the range of 64 bits");
    result[order[i]] = static_cast<int64_t>(value);
  }
  return result;
}

}  // namespace

std::vector<int64_t> allocate(int64_t total, std::span<const int64_t> weights) {
  Wide sum = 0;
  for (size_t i = 0; i < weights.size(); ++i) {
    if (weights[i] < 0) {
      throw Error(ErrorCode::invalid_input, fmt::format("weight {} at index {} is below zero", weights[i], i));
    }
    sum += weights[i];
  }
  if (sum == 0) throw Error(ErrorCode::invalid_input, fmt::format("the {} weights add up to zero", weights.size()));
  std::vector<Division> parts;
  parts.reserve(weights.size());
  for (const int64_t weight : weights) parts.push_back(floor_divide(static_cast<Wide>(total) * weight, sum));
  return largest_remainder(parts, total);
}

std::vector<int64_t> round_to_total(std::span<const int64_t> numerators, int64_t denominator, int64_t total) {
  if (denominator <= 0) {
    throw Error(ErrorCode::invalid_input, fmt::format("denominator {} is not above zero", denominator));
  }
  std::vector<Division> parts;
  parts.reserve(numerators.size());
  for (const int64_t numerator : numerators) parts.push_back(floor_divide(numerator, denominator));
  return largest_remainder(parts, total);
}

std::vector<int64_t> round_parts(std::span<const double> values, int64_t total) {
  constexpr double kMost = 9.2e18;
  std::vector<int64_t> result;
  std::vector<double> remainder;
  int64_t missing = total;
  for (const double value : values) {
    if (!(std::abs(value) < kMost)) {
      throw Error(ErrorCode::invalid_input, fmt::format("part {} leaves the range of 64 bits", value));
    }
    result.push_back(static_cast<int64_t>(std::floor(value)));
    remainder.push_back(value - std::floor(value));
    const std::optional<int64_t> rest = checked_subtract(missing, result.back());
    if (!rest) throw Error(ErrorCode::invalid_input, "the parts add up beyond 64 bits");
    missing = *rest;
  }
  if (missing < 0 || missing > static_cast<int64_t>(values.size())) {
    throw Error(ErrorCode::invalid_input,
                fmt::format("total {} cannot be reached by rounding {} parts", total, values.size()));
  }
  std::vector<size_t> order(values.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return remainder[a] > remainder[b]; });
  for (size_t i = 0; i < static_cast<size_t>(missing); ++i) ++result[order[i]];
  return result;
}

int64_t scale_half_even(int64_t value, int64_t numerator, int64_t denominator) {
  if (denominator <= 0) {
    throw Error(ErrorCode::invalid_input, fmt::format("denominator {} is not above zero", denominator));
  }
  Division division = floor_divide(static_cast<Wide>(value) * numerator, denominator);
  const Wide twice = division.remainder * 2;
  if (twice > denominator || (twice == denominator && division.quotient % 2 != 0)) ++division.quotient;
  if (!fits_int64(division.quotient)) {
    throw Error(ErrorCode::invalid_input,
                fmt::format("{} * {} / {} leaves the range of 64 bits", value, numerator, denominator));
  }
  return static_cast<int64_t>(division.quotient);
}

}  // namespace vk
