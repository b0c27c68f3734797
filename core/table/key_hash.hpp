#pragma once
#include <cstdint>
#include <string_view>

#include "core/table/chunk_masks.hpp"

namespace vk {

/// High and low half of a 128-bit product folded into one word.
inline uint64_t fold_multiply(uint64_t a, uint64_t b) {
  __extension__ using Wide = unsigned __int128;
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64U);
}

/// a == b without a call for the usual lengths of keys.
inline bool same_key(std::string_view a, std::string_view b) {
  const size_t length = a.size();
  if (length != b.size()) return false;
  if (length < 8 || length > 48) return a == b;
  const auto differs = [&](size_t at) { return load_little_endian(a.data() + at) ^ load_little_endian(b.data() + at); };
  const uint64_t ends = differs(0) | differs(length - 8);
  if (length <= 16) return ends == 0;
  const uint64_t inner = differs(8) | differs(length - 16);
  if (length <= 32) return (ends | inner) == 0;
  return (ends | inner | differs(16) | differs(length - 24)) == 0;
}

/// Seeded 64-bit hash of a key, in the manner of wyhash (Wang Yi, public domain): the same on every machine. Stores
/// keep subjects by it; do not change.
inline uint64_t key_hash(std::string_view key, uint64_t seed) {
  constexpr uint64_t kFirst = 0x2D358DCCAA6C78A5U;
  constexpr uint64_t kSecond = 0x8BB84B93962EACC9U;
  constexpr uint64_t kThird = 0x4B33A62ED433D4A3U;
  const auto load32 = [](const char* bytes) {
    const auto byte = [&](size_t i) { return uint64_t{static_cast<unsigned char>(bytes[i])}; };
    return byte(0) | (byte(1) << 8U) | (byte(2) << 16U) | (byte(3) << 24U);
  };
  const char* bytes = key.data();
  size_t left = key.size();
  uint64_t state = seed ^ kFirst;
  uint64_t a = 0;
  uint64_t b = 0;
  while (left > 16) {
    state = fold_multiply(load_little_endian(bytes) ^ kSecond, load_little_endian(bytes + 8) ^ state);
    bytes += 16;
    left -= 16;
  }
  if (left >= 8) {
    a = load_little_endian(bytes);
    b = load_little_endian(bytes + left - 8);
  } else if (left >= 4) {
    a = load32(bytes);
    b = load32(bytes + left - 4);
  } else if (left > 0) {
    const auto byte = [&](size_t i) { return uint64_t{static_cast<unsigned char>(bytes[i])}; };
    a = byte(0) | (byte(left / 2) << 8U) | (byte(left - 1) << 16U);
  }
  return fold_multiply(kThird ^ key.size(), fold_multiply(a ^ kSecond ^ state, b ^ (state << 32U | state >> 32U)));
}

}  // namespace vk
