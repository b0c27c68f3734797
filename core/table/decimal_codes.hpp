#pragma once
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/table/chunk_masks.hpp"
#include "core/table/digits.hpp"

namespace vk {

/// A number written with at most six digits and one decimal sign, as scores and weights are: "7", "0.25", "0,25". The
/// two together tell the text.
struct PlainDecimal {
  static constexpr size_t kMostBytes = 7;
  static constexpr uint32_t kShapes = 2 * 8 * 8;
  static constexpr uint32_t kNone = ~uint32_t{0};

  uint32_t shape = kNone;  ///< length, place and kind of the decimal sign; kNone = the word is no such number
  uint32_t digits = 0;     ///< as one number, below 1,000,000

  /// 8 bytes from the word's first one must be readable.
  static PlainDecimal of(std::string_view word) {
    constexpr uint64_t kOnes = 0x0101010101010101U;
    const size_t length = word.size();
    if (length == 0 || length > kMostBytes) return {};
    const uint64_t used = ~uint64_t{0} >> (64 - 8 * length);
    const uint64_t values = (load_little_endian(word.data()) ^ ('0' * kOnes)) & used;
    // '.' and ',' differ in one bit. The first byte that is either is found exactly, those behind it need not be.
    const uint64_t signs = (values & ~(kOnes << 1U)) ^ ((('.' ^ '0') & ~2U) * kOnes);
    const uint64_t found = zero_byte_bits(signs);
    const auto at = static_cast<unsigned>(found == 0 ? 7 * 8 : std::countr_zero(found) - 7);
    uint64_t digits = values;
    uint32_t is_point = 0;
    if (found != 0) {
      is_point = static_cast<uint32_t>((values >> (at + 1)) & 1U);
      const uint64_t before = (uint64_t{1} << at) - 1;
      digits = (values & before) | ((values >> 8U) & ~before);
    }
    const size_t count = length - (found != 0 ? 1 : 0);
    if (count == 0 || count > 6 || !are_digits(digits)) return {};
    const uint64_t value = value_of_digits(digits << (64 - 8 * count));
    return {static_cast<uint32_t>(2 * (length * 8 + at / 8) + is_point), static_cast<uint32_t>(value)};
  }
};

/// Codes of words that are plain decimals, by value: numbers near each other are near in memory, and of thousands that
/// are used again and again few lines of it are, where a hash spreads them over all of its slots.
class DecimalCodes {
 public:
  /// Where the code of a word is kept, 0 at first; nothing when the word is no plain decimal or there is no room.
  uint32_t* find(std::string_view word) {
    const PlainDecimal decimal = PlainDecimal::of(word);
    if (decimal.shape == PlainDecimal::kNone) return nullptr;
    std::vector<uint32_t>& codes = codes_[decimal.shape];
    if (decimal.digits >= codes.size() && !grow(codes, decimal.digits)) return nullptr;
    return &codes[decimal.digits];
  }

 private:
  static constexpr size_t kMost = size_t{1} << 20U;  ///< values of all shapes together: 4 MiB

  bool grow(std::vector<uint32_t>& codes, uint32_t digits) {
    const size_t wanted = std::bit_ceil(size_t{digits} + 1);
    if (values_ - codes.size() + wanted > kMost) return false;
    values_ += wanted - codes.size();
    codes.resize(wanted, 0);
    return true;
  }

  std::array<std::vector<uint32_t>, PlainDecimal::kShapes> codes_;
  size_t values_ = 0;
};

}  // namespace vk
