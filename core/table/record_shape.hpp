#pragma once
#include <algorithm>

#include "core/table/record_reader.hpp"
#include "core/table/source_format.hpp"

namespace vk {

/// How a file of this format is cut into records.
inline RecordSyntax syntax_of(const SourceFormat& format) {
  if (!format.fixed.empty()) return {'\0', '\0', format.trim};
  return {format.delimiter, format.quote, format.trim || format.delimiter == ' '};
}

inline bool is_blank_sign(char c) {
  return c == ' ' || c == '\t';
}

/// The text of a record as it stands in the block.
inline std::string_view text_of(const RecordReader& reader, const Record& record) {
  const uint32_t end = reader.separators()[record.first_separator + record.cells - 1];
  return {reader.text() + record.start, end - record.start};
}

/// True for a line of blanks alone, which is no header row.
inline bool is_line_of_blanks(const RecordReader& reader, const Record& record) {
  const std::string_view line = text_of(reader, record);
  return record.cells == 1 && std::all_of(line.begin(), line.end(), is_blank_sign);
}

/// True for a record of empty cells alone, which is no row.
inline bool is_blank(const SourceFormat& format, const RecordReader& reader, const Record& record) {
  const std::string_view line = text_of(reader, record);
  const bool delimited = format.fixed.empty();
  return std::all_of(line.begin(), line.end(),
                     [&](char c) { return is_blank_sign(c) || (delimited && c == format.delimiter); });
}

}  // namespace vk
