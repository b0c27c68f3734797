#pragma once
#include <cstdint>
#include <span>
#include <string>

#include "core/table/source_table.hpp"

namespace vk {

/// A row as a person finds it: its file and its number among the good rows of that file, counted from 1,
/// those that the source's condition leaves out with them.
struct RowPlace {
  std::string file;
  uint64_t row = 0;
  uint32_t line = 0;  ///< on which the row begins; 0 = not looked for, or not to be found

  /// "line 12", else "row 11".
  std::string text() const;
  /// The beginning of a sentence about the row, after its place: "the row", else "row 11".
  std::string subject() const;
};

/// Where the row with this SourceBatch::file_rows number stands; without files no file is named.
RowPlace place_of_row(const SourceTable& source, uint32_t file_row);

/// Fills in the lines of `places`, reading each of their files once more: lines are not kept while reading, since only
/// rows with problems are asked for theirs. Where rows were skipped the good ones cannot be counted, and lines stay 0.
void find_lines(const SourceFormat& format, const SourceTable& source, std::span<RowPlace> places);

}  // namespace vk
