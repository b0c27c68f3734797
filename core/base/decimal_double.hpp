#pragma once
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>

namespace vk {

/// Digits after the point of doubles that are kept as whole numbers.
inline constexpr int kMostPackedDigits = 6;

inline double power_of_ten(int digits) {
  constexpr std::array<double, kMostPackedDigits + 1> kPowers{1, 10, 100, 1000, 10000, 100000, 1000000};
  return kPowers[static_cast<size_t>(digits)];
}

/// The nearest whole number, ties to even, of a value below 2^51; anything for others.
inline double nearest_whole(double value) {
  constexpr double kFractionless = 6755399441055744.0;  // 1.5 times 2^52: doubles of this size have no fraction
  return (value + kFractionless) - kFractionless;
}

/// The whole number nearest to value times 10^digits, ties to even.
inline double scaled_whole(double value, int digits) {
  constexpr double kMost = 2251799813685248.0;
  const double scaled = value * power_of_ten(digits);
  return std::abs(scaled) < kMost ? nearest_whole(scaled) : std::nearbyint(scaled);
}

/// Whether `value` is a decimal of `digits` digits whose whole number gives back every bit.
inline bool is_decimal(double value, int digits) {
  constexpr double kExact = 9007199254740992.0;
  const double scaled = scaled_whole(value, digits);
  const double back = (scaled + 0.0) / power_of_ten(digits);  // a whole number has no -0
  return std::abs(scaled) < kExact && std::bit_cast<uint64_t>(back) == std::bit_cast<uint64_t>(value);
}

/// The fewest digits with which all values but NaN are decimals; kMostPackedDigits + 1 where none is enough.
inline int digits_of(std::span<const double> values) {
  for (int digits = 0; digits <= kMostPackedDigits; ++digits) {
    size_t at = 0;
    while (at < values.size() && (std::isnan(values[at]) || is_decimal(values[at], digits))) ++at;
    if (at == values.size()) return digits;
  }
  return kMostPackedDigits + 1;
}

}  // namespace vk
