#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/table/record_scanner.hpp"
#include "core/table/text_decoder.hpp"

namespace vk {

/// Sizes and paths of a reader; the defaults are right, tests vary them.
struct ReaderTuning {
  uint32_t block_bytes = 128 * 1024;           ///< text read at a time
  uint32_t longest_record = 16 * 1024 * 1024;  ///< a record that grows beyond it is a quote that never closes
  ScanPath scan = ScanPath::vector;
};

/// A line and a column in a text file, both from 1; columns are code points.
struct TextPosition {
  uint32_t line = 1;
  uint32_t column = 1;
};

/// Why a file cannot be read on.
enum class RecordFault { none, zero_byte, open_quote, record_too_long };

/// A text file as blocks of complete records. Memory: one block and the longest record.
class RecordReader {
 public:
  /// `stream` must outlive the reader.
  RecordReader(TextStream& stream, const RecordSyntax& syntax, const ReaderTuning& tuning);

  /// Leaves out the first `lines` lines, whatever is in them. Before the first next().
  void skip_lines(uint32_t lines);
  /// Goes to the next block; false at the end of the file or at a fault. Views into the block before are void then.
  bool next();

  /// The text of the block; offsets in records and separators count from it. 64 bytes before and after are readable.
  const char* text() const { return buffer_.data() + kPadding; }
  std::span<const Record> records() const { return scanner_.records(); }
  std::span<const uint32_t> separators() const { return scanner_.separators(); }
  bool all_ascii() const { return !beyond_ascii_; }
  bool has_quotes() const { return quotes_; }
  /// Bytes of decoded text that complete records have taken so far.
  uint64_t text_bytes() const { return dropped_ + scanner_.consumed(); }

  RecordFault fault() const { return fault_; }
  /// Where the fault is: the NUL byte, the cell with the open quote.
  uint32_t fault_at() const { return fault_at_; }
  /// Line and column of an offset in the block.
  TextPosition position(uint32_t offset) const;
  /// The line of text around `offset`, as far as the block has it.
  std::string_view line_around(uint32_t offset) const;

 private:
  static constexpr size_t kPadding = 64;

  char* bytes() { return buffer_.data() + kPadding; }
  void drop_consumed();
  uint32_t fill();
  bool stop_at(RecordFault fault, uint32_t at);
  bool finish();
  uint32_t line_start(uint32_t offset) const;

  TextStream& stream_;
  RecordScanner scanner_;
  ReaderTuning tuning_;
  std::vector<char> buffer_;
  uint32_t size_ = 0;
  uint64_t lines_skipped_ = 0;
  uint64_t dropped_ = 0;
  uint32_t unscanned_from_ = 0;
  bool at_end_ = false;
  bool finished_ = false;
  bool beyond_ascii_ = false;
  bool quotes_ = false;
  RecordFault fault_ = RecordFault::none;
  uint32_t fault_at_ = 0;
};

}  // namespace vk
