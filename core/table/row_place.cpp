#include "core/table/row_place.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

#include "core/base/error.hpp"
#include "core/table/byte_source.hpp"
#include "core/table/record_reader.hpp"
#include "core/table/record_shape.hpp"

namespace vk {
namespace {

/// The lines on which these rows of a file begin, by row; `rows` ends where the file ends before them.
void find_lines_in(const SourceFormat& format, const std::string& file, std::map<uint64_t, uint32_t>& rows) {
  ByteSource bytes{file};
  TextStream stream{bytes, format.encoding};
  const ReaderTuning tuning;
  RecordReader reader{stream, syntax_of(format), tuning};
  reader.skip_lines(format.skip_lines);
  uint32_t headers_left = format.header_rows;
  uint64_t row = 0;
  auto wanted = rows.begin();
  while (wanted != rows.end() && reader.next()) {
    for (const Record& record : reader.records()) {
      if (headers_left > 0) {
        headers_left -= is_line_of_blanks(reader, record) ? 0U : 1U;
        continue;
      }
      if (is_blank(format, reader, record) || ++row != wanted->first) continue;
      wanted->second = reader.position(record.start).line;
      if (++wanted == rows.end()) break;
    }
  }
}

}  // namespace

std::string RowPlace::text() const {
  return line > 0 ? fmt::format("line {}", line) : fmt::format("row {}", row);
}

std::string RowPlace::subject() const {
  return line > 0 ? "the row" : text();
}

RowPlace place_of_row(const SourceTable& source, uint32_t file_row) {
  uint64_t left = file_row;
  for (const SourceProvenance& file : source.provenance) {
    const uint64_t rows = file.rows + file.rows_left_out;
    if (left < rows) return {file.file, left + 1, 0};
    left -= rows;
  }
  return {{}, left + 1, 0};
}

void find_lines(const SourceFormat& format, const SourceTable& source, std::span<RowPlace> places) {
  std::map<std::string, std::map<uint64_t, uint32_t>> by_file;
  for (const SourceProvenance& file : source.provenance) {
    if (file.rows_skipped == 0) by_file[file.file];
  }
  for (const RowPlace& place : places) {
    const auto file = by_file.find(place.file);
    if (file != by_file.end()) file->second[place.row] = 0;
  }
  for (auto& [file, rows] : by_file) {
    if (rows.empty()) continue;
    try {
      find_lines_in(format, file, rows);
    } catch (const Error&) {
      rows.clear();  // the file is gone since it was read: the row's number has to do
    }
  }
  for (RowPlace& place : places) {
    const auto file = by_file.find(place.file);
    if (file == by_file.end()) continue;
    const auto row = file->second.find(place.row);
    if (row != file->second.end()) place.line = row->second;
  }
}

}  // namespace vk
