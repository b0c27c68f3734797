#pragma once
#include <span>
#include <string>
#include <string_view>

#include "core/table/byte_source.hpp"
#include "core/table/source_format.hpp"

namespace vk {

/// The byte that stands in decoded text for what the file's encoding does not allow; no UTF-8 text has it, so a cell
/// with it is told as malformed.
inline constexpr char kMalformedByte = '\xFF';

/// Turns pieces of text in any supported encoding into UTF-8; sequences may be split between pieces.
class TextDecoder {
 public:
  /// `encoding` must not be utf16: its byte order is settled by detect_encoding.
  explicit TextDecoder(Encoding encoding) : encoding_(encoding) {}

  /// Appends the UTF-8 form of `bytes` to `text`. UTF-8 is passed on as it stands.
  void decode(std::string_view bytes, std::string& text);
  /// Appends a malformed byte when the input ended inside a character.
  void finish(std::string& text);

 private:
  void decode_utf16(std::string_view bytes, std::string& text);
  void append_unit(uint32_t unit, std::string& text);

  Encoding encoding_;
  int half_ = -1;  ///< first byte of a split UTF-16 unit
  uint32_t high_surrogate_ = 0;
};

/// What the first bytes of a file say about its encoding.
struct EncodingFound {
  Encoding encoding = Encoding::utf8;
  size_t mark_bytes = 0;  ///< length of the byte order mark, which is no part of the text
};

/// A byte order mark wins over `declared`; utf16 without one is settled by where the zero bytes are.
EncodingFound detect_encoding(std::string_view first_bytes, Encoding declared);

/// A file as a stream of UTF-8 bytes without byte order mark.
class TextStream {
 public:
  /// Reads the first bytes of `source`, which must outlive the stream.
  TextStream(ByteSource& source, Encoding declared);

  /// Fills `room` from the front; fewer bytes than asked for only at the end.
  size_t read(std::span<char> room);
  Encoding encoding() const { return encoding_; }
  /// The first stored bytes (at most 1024), unpacked but not decoded: to see what a file really is.
  std::string_view first_bytes() const { return first_bytes_; }

 private:
  void decode_more();

  ByteSource& source_;
  std::string first_bytes_;
  Encoding encoding_;
  TextDecoder decoder_;
  std::string ready_;  ///< decoded, not handed out yet from ready_at_ on
  size_t ready_at_ = 0;
  bool finished_ = false;
};

}  // namespace vk
