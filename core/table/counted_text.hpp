#pragma once
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace vk {

// A text behind its length: one byte, or a mark and four, so that "a", "bc" and "ab", "c" differ.

constexpr uint8_t kLongText = 255;
/// Bytes that a length takes at most.
constexpr size_t kMostCountBytes = 1 + sizeof(uint32_t);

/// Two copies of fixed size that overlap, which need no call.
template <size_t Half>
inline void copy_halves(char* to, const char* from, size_t length) {
  char head[Half];
  char tail[Half];
  std::memcpy(head, from, Half);
  std::memcpy(tail, from + length - Half, Half);
  std::memcpy(to, head, Half);
  std::memcpy(to + length - Half, tail, Half);
}

/// memcpy without its call for the usual lengths of keys.
inline void copy_text(char* to, const char* from, size_t length) {
  if (length > 64 || length < 8) {
    std::memcpy(to, from, length);
  } else if (length <= 16) {
    copy_halves<8>(to, from, length);
  } else if (length <= 32) {
    copy_halves<16>(to, from, length);
  } else {
    copy_halves<32>(to, from, length);
  }
}

/// Writes a text behind its length; gives the place behind it.
inline char* put_counted(char* to, std::string_view text) {
  const auto length = static_cast<uint32_t>(text.size());
  const auto first = static_cast<uint8_t>(std::min<uint32_t>(length, kLongText));
  std::memcpy(to++, &first, 1);
  if (first == kLongText) {
    std::memcpy(to, &length, sizeof length);
    to += sizeof length;
  }
  if (length > 0) copy_text(to, text.data(), length);
  return to + length;
}

/// Reads a text that put_counted() wrote; gives the place behind it.
inline const char* take_counted(const char* at, std::string_view& text) {
  uint32_t length = static_cast<uint8_t>(*at++);
  if (length == kLongText) {
    std::memcpy(&length, at, sizeof length);
    at += sizeof length;
  }
  text = {at, length};
  return at + length;
}

}  // namespace vk
