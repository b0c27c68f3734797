#pragma once
#include <cstddef>
#include <cstdint>

#include "core/table/chunk_masks.hpp"

namespace vk {

/// Whether all 8 bytes are from 0 to 9.
inline bool are_digits(uint64_t bytes) {
  return (((bytes + 0x7676767676767676U) | bytes) & 0x8080808080808080U) == 0;
}

/// The value of 8 digits, a byte from 0 to 9 each, the highest in the lowest byte.
inline uint64_t value_of_digits(uint64_t digits) {
  // Pairs, then fours, then all eight at once (Mula; Lemire, "Quickly parsing eight digits", 2018).
  digits = digits * 10 + (digits >> 8U);
  constexpr uint64_t kMask = 0x000000FF000000FFU;
  return ((digits & kMask) * 0x000F424000000064U + ((digits >> 16U) & kMask) * 0x0000271000000001U) >> 32U;
}

/// The value of the `count` (1-8) digits before `end`; false when one of them is no digit. Reads the 8 bytes before
/// `end`.
inline bool up_to_8_digits(const char* end, unsigned count, uint64_t& value) {
  constexpr uint64_t kZeros = 0x3030303030303030U;
  const unsigned drop = 64 - 8 * count;
  const uint64_t zeros_before = (kZeros >> (4 * count)) >> (4 * count);
  const uint64_t text = ((load_little_endian(end - 8) >> drop) << drop) | zeros_before;
  const uint64_t digits = text ^ kZeros;
  if (!are_digits(digits)) return false;
  value = value_of_digits(digits);
  return true;
}

/// The value of the `count` (0-16) digits before `end`; false for other counts and when one of them is no digit.
inline bool up_to_16_digits(const char* end, size_t count, uint64_t& value) {
  if (count <= 8) {
    value = 0;
    return count == 0 || up_to_8_digits(end, static_cast<unsigned>(count), value);
  }
  if (count > 16) return false;
  uint64_t high = 0;
  if (!up_to_8_digits(end, 8, value) || !up_to_8_digits(end - 8, static_cast<unsigned>(count - 8), high)) return false;
  value += high * 100000000U;
  return true;
}

/// How a plainly written number of a column looks.
struct PlainNumber {
  char decimal = '.';
  unsigned digits = 0;  ///< decimals it has when it has any
  uint64_t scale = 1;   ///< 10^digits
};

/// Reads "-123" and "-123.45" (exactly `digits` decimals) as an integer times 10^digits. False for anything else, also
/// for what a slower reader would take: the fast path of integers and money. Reads up to 16 bytes before the cell.
inline bool plain_number(const char* cell, size_t length, const PlainNumber& shape, int64_t& value) {
  const bool negative = length > 0 && cell[0] == '-';
  const char* const end = cell + length;
  const size_t count = length - (negative ? 1 : 0);
  if (count == 0 || count > 16) return false;
  uint64_t whole = 0;
  uint64_t fraction = 0;
  if (shape.digits > 0 && count > shape.digits + 1 && *(end - shape.digits - 1) == shape.decimal) {
    if (!up_to_8_digits(end, shape.digits, fraction)) return false;
    if (!up_to_16_digits(end - shape.digits - 1, count - shape.digits - 1, whole)) return false;
  } else if (!up_to_16_digits(end, count, whole)) {
    return false;
  }
  uint64_t magnitude = 0;
  if (__builtin_mul_overflow(whole, shape.scale, &magnitude) || magnitude > 999999999999999999U) return false;
  magnitude += fraction;
  value = negative ? -static_cast<int64_t>(magnitude) : static_cast<int64_t>(magnitude);
  return true;
}

}  // namespace vk
