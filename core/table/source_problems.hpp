#pragma once
#include <filesystem>
#include <string>

#include "core/table/bad_cell.hpp"
#include "core/table/read_source.hpp"
#include "core/table/record_reader.hpp"
#include "core/table/row_filter.hpp"

namespace vk {

/// Writes what is wrong with a source as diagnostics. Bad cells are listed up to the request's limit and counted
/// beyond.
///
/// Codes (stable; calendars/README.md explains them):
///   T001 file missing or unreadable      T002 file empty or without its header rows   T003 no rows under the header
///   (warning) T004 not a text file                 T005 damaged gzip data                       T006 wrong delimiter
///   T007 no such column                  T008 cell not written as its kind wants      T009 required value missing
///   T010 bytes outside the encoding      T011 too few or too many cells               T012 quote never closed, or
///   record too long T013 text after a closing quote      T014 further bad cells, counted only         T015 source
///   format that cannot be used           T016 value of a condition that no row has (warning)
class SourceProblems {
 public:
  /// All arguments must outlive it.
  SourceProblems(const SourceFormat& format, const ReadRequest& request, Diagnostics& diagnostics)
      : format_(format), request_(request), diagnostics_(diagnostics) {}

  /// The file as a whole cannot be read.
  void add_file_error(const std::filesystem::path& file, std::string code, std::string message, std::string hint = {});
  /// The header, which begins at `position`, cannot be right.
  void add_header_error(const std::filesystem::path& file, TextPosition position, std::string code, std::string message,
                        std::string hint);
  void add_file_warning(const std::filesystem::path& file, std::string code, std::string message);
  /// A problem of what the calendar asks for, told where it asks.
  void add_request_error(Diagnostic diagnostic, const SourcePosition& asked_at, const std::filesystem::path& file);
  /// The reader stopped at its fault.
  void add_record_fault(const std::filesystem::path& file, const RecordReader& reader, std::string_view first_bytes);
  /// One bad cell of the reader's block; `detail` is what a cell_count problem says.
  void add_bad_cell(const std::filesystem::path& file, const RecordReader& reader, const BadCell& cell,
                    std::string detail);
  /// Values that the source's condition asks for and that no row has, told where the calendar has them.
  void add_unseen_values(std::span<const UnseenValue> values);
  /// One line for all bad cells that were counted only.
  void finish(const std::filesystem::path& file);

 private:
  Diagnostic bad_cell_diagnostic(const BadCell& cell, std::string_view raw, std::string detail) const;
  std::string column_name(const BadCell& cell) const;
  std::string expected_in(const BadCell& cell) const;

  const SourceFormat& format_;
  const ReadRequest& request_;
  Diagnostics& diagnostics_;
  uint64_t bad_cells_ = 0;
};

/// `text` fit for a message: malformed bytes as U+FFFD, control characters as blanks, at most 60 code points.
std::string shown(std::string_view text);

/// `text` with every byte that is not part of well-formed UTF-8 replaced by U+FFFD.
std::string mended_utf8(std::string_view text);

}  // namespace vk
