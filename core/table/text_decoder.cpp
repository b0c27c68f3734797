#include "core/table/text_decoder.hpp"

#include <algorithm>
#include <array>

#include "core/base/text.hpp"

namespace vk {
namespace {

constexpr size_t kFirstBytes = 1024;
constexpr size_t kDecodeBlock = size_t{32} * 1024;

// windows-1252 at 0x80-0x9F (Unicode mapping table CP1252.TXT); 0 = not assigned.
constexpr std::array<uint16_t, 32> kWindows1252 = {0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                   0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,      0x017D, 0,
                                                   0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                   0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178};

void append_code_point(uint32_t point, std::string& text) {
  const auto low6 = [](uint32_t bits) { return static_cast<char>(0x80U | (bits & 0x3FU)); };
  if (point < 0x80U) {
    text += static_cast<char>(point);
  } else if (point < 0x800U) {
    text += static_cast<char>(0xC0U | (point >> 6U));
    text += low6(point);
  } else if (point < 0x10000U) {
    text += static_cast<char>(0xE0U | (point >> 12U));
    text += low6(point >> 6U);
    text += low6(point);
  } else {
    text += static_cast<char>(0xF0U | (point >> 18U));
    text += low6(point >> 12U);
    text += low6(point >> 6U);
    text += low6(point);
  }
}

/// Code point of a byte above 0x7F in ISO-8859-15, which differs from ISO-8859-1 in eight places.
uint32_t latin9_point(uint32_t byte) {
  switch (byte) {
    case 0xA4:
      return 0x20AC;
    case 0xA6:
      return 0x0160;
    case 0xA8:
      return 0x0161;
    case 0xB4:
      return 0x017D;
    case 0xB8:
      return 0x017E;
    case 0xBC:
      return 0x0152;
    case 0xBD:
      return 0x0153;
    case 0xBE:
      return 0x0178;
    default:
      return byte;
  }
}

void decode_single_bytes(std::string_view bytes, Encoding encoding, std::string& text) {
  for (const char c : bytes) {
    uint32_t point = static_cast<unsigned char>(c);
    if (encoding == Encoding::iso_8859_15) point = latin9_point(point);
    if (encoding == Encoding::windows_1252 && point >= 0x80U && point < 0xA0U) point = kWindows1252[point - 0x80U];
    if (point == 0 && c != '\0') {
      text += kMalformedByte;
    } else {
      append_code_point(point, text);
    }
  }
}

size_t zero_bytes(std::string_view bytes, size_t first) {
  size_t count = 0;
  for (size_t i = first; i < bytes.size(); i += 2) count += static_cast<size_t>(bytes[i] == '\0');
  return count;
}

}  // namespace

void TextDecoder::append_unit(uint32_t unit, std::string& text) {
  if (high_surrogate_ != 0) {
    const uint32_t high = high_surrogate_;
    high_surrogate_ = 0;
    if (unit >= 0xDC00U && unit < 0xE000U) {
      append_code_point(0x10000U + ((high - 0xD800U) << 10U) + (unit - 0xDC00U), text);
      return;
    }
    text += kMalformedByte;
  }
  if (unit >= 0xD800U && unit < 0xDC00U) {
    high_surrogate_ = unit;
  } else if (unit >= 0xDC00U && unit < 0xE000U) {
    text += kMalformedByte;
  } else {
    append_code_point(unit, text);
  }
}

void TextDecoder::decode_utf16(std::string_view bytes, std::string& text) {
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (half_ < 0) {
      half_ = byte;
      continue;
    }
    const auto first = static_cast<uint32_t>(half_);
    half_ = -1;
    append_unit(encoding_ == Encoding::utf16le ? first | (uint32_t{byte} << 8U) : (first << 8U) | byte, text);
  }
}

void TextDecoder::decode(std::string_view bytes, std::string& text) {
  switch (encoding_) {
    case Encoding::utf8:
      text += bytes;
      return;
    case Encoding::utf16:
    case Encoding::utf16le:
    case Encoding::utf16be:
      decode_utf16(bytes, text);
      return;
    case Encoding::windows_1252:
    case Encoding::iso_8859_1:
    case Encoding::iso_8859_15:
      decode_single_bytes(bytes, encoding_, text);
      return;
  }
}

void TextDecoder::finish(std::string& text) {
  if (half_ >= 0 || high_surrogate_ != 0) text += kMalformedByte;
  half_ = -1;
  high_surrogate_ = 0;
}

EncodingFound detect_encoding(std::string_view first_bytes, Encoding declared) {
  if (first_bytes.starts_with(kByteOrderMark)) return {Encoding::utf8, kByteOrderMark.size()};
  if (first_bytes.starts_with("\xFF\xFE")) return {Encoding::utf16le, 2};
  if (first_bytes.starts_with("\xFE\xFF")) return {Encoding::utf16be, 2};
  if (declared != Encoding::utf16) return {declared, 0};
  const bool big_endian = zero_bytes(first_bytes, 0) > zero_bytes(first_bytes, 1);
  return {big_endian ? Encoding::utf16be : Encoding::utf16le, 0};
}

TextStream::TextStream(ByteSource& source, Encoding declared)
    : source_(source), encoding_(declared), decoder_(declared) {
  first_bytes_.resize(kFirstBytes);
  first_bytes_.resize(source_.read(first_bytes_));
  const EncodingFound found = detect_encoding(first_bytes_, declared);
  encoding_ = found.encoding;
  decoder_ = TextDecoder(encoding_);
  decoder_.decode(std::string_view{first_bytes_}.substr(found.mark_bytes), ready_);
}

void TextStream::decode_more() {
  std::array<char, kDecodeBlock> bytes;
  const size_t got = source_.read(bytes);
  ready_.clear();
  ready_at_ = 0;
  decoder_.decode({bytes.data(), got}, ready_);
  if (got < bytes.size()) {
    decoder_.finish(ready_);
    finished_ = true;
  }
}

size_t TextStream::read(std::span<char> room) {
  size_t filled = 0;
  while (filled < room.size()) {
    const size_t count = std::min(room.size() - filled, ready_.size() - ready_at_);
    std::copy_n(ready_.data() + ready_at_, count, room.data() + filled);
    ready_at_ += count;
    filled += count;
    if (filled == room.size() || finished_) break;
    if (encoding_ == Encoding::utf8) return filled + source_.read(room.subspan(filled));
    decode_more();
  }
  return filled;
}

}  // namespace vk
