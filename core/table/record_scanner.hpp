#pragma once
#include <cstdint>
#include <vector>

#include "core/table/chunk_masks.hpp"

namespace vk {

/// How cells are kept apart. `delimiter` 0 = lines are not divided (fixed columns); `quote` 0 = no quoting.
struct RecordSyntax {
  char delimiter = ',';
  char quote = '"';
  bool trim = true;  ///< blanks may stand before an opening quote

  /// Blank-delimited files: a run of blanks is one delimiter, blanks at the ends of a line none.
  bool blank_runs() const { return delimiter == ' '; }
};

/// One record of the text: its cells end at separators first_separator, first_separator + 1, ... of the scanner.
struct Record {
  uint32_t start = 0;  ///< offset of its first byte
  uint32_t first_separator = 0;
  uint32_t cells = 0;
};

/// Which code classifies bytes; a property test holds all of them against each other.
enum class ScanPath { vector, portable };

/// Finds the ends of cells and records in a text that grows piece by piece. Quoting as RFC 4180: a quote opens a cell
/// only at its start, a doubled quote inside stays in the cell, so do delimiters and line ends. LF, CRLF and CR end a
/// line, also mixed.
class RecordScanner {
 public:
  RecordScanner(const RecordSyntax& syntax, ScanPath path);

  /// Scans text[from, to); text[0, from) was scanned before. 64 bytes before text and after `to` must be readable.
  void scan(const char* text, uint32_t from, uint32_t to);
  /// Ends the last record at `end` when it has no line end of its own; false when a quote is still open.
  bool finish(const char* text, uint32_t end);
  /// Forgets the complete records; the text they took (`consumed()` bytes) is about to be taken from the front.
  void drop_records();

  const std::vector<uint32_t>& separators() const { return separators_; }
  const std::vector<Record>& records() const { return records_; }
  /// Bytes that complete records take.
  uint32_t consumed() const { return consumed_; }
  /// Line ends in all text ever scanned, also those inside quotes.
  uint64_t line_ends() const { return line_ends_; }
  bool quote_is_open() const { return open_; }
  /// Where the cell begins that is being scanned.
  uint32_t cell_start() const { return cell_start_; }
  bool saw_beyond_ascii() const { return beyond_ascii_; }
  bool saw_quote() const { return quote_seen_; }
  bool saw_zero() const { return zero_; }

 private:
  template <class Scan>
  void scan_with(const Scan& classify, const char* text, uint32_t from, uint32_t to);
  void take_separators(uint64_t separators, uint64_t line_ends, uint32_t at);
  void walk(const ChunkMasks& masks, const char* text, uint32_t at);
  void walk_quote(const char* text, uint32_t at);
  void end_cell(const char* text, uint32_t at, bool line_end);
  void add_records(const char* text, size_t ends_before);
  void add_record(const char* text, uint32_t separators_end);

  RecordSyntax syntax_;
  ScanPath path_;
  ScanSigns signs_;
  std::vector<uint32_t> separators_;
  std::vector<uint32_t> ends_;  ///< per complete record: index after its last separator
  std::vector<Record> records_;
  size_t separator_count_ = 0;
  size_t end_count_ = 0;
  uint32_t consumed_ = 0;
  uint32_t cell_start_ = 0;
  uint32_t closed_at_ = 0;  ///< offset of the quote that closed the current cell
  uint64_t line_ends_ = 0;
  bool open_ = false;
  bool quoted_ = false;  ///< the current cell began with a quote
  bool beyond_ascii_ = false;
  bool quote_seen_ = false;
  bool zero_ = false;
};

}  // namespace vk
