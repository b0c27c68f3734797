#pragma once
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "core/table/read_source_tuned.hpp"
#include "tests/support/source_rows.hpp"
#include "tests/support/temp_folder.hpp"

namespace vk::test {

/// A request for one column, as tests write it.
inline ColumnRequest column(std::string name, CellKind kind, bool required = false) {
  ColumnRequest request;
  request.name = std::move(name);
  request.kind = kind;
  request.currency = *Currency::from_code("EUR");
  request.required = required;
  request.asked_at = {"year.toml", 7, 3};
  return request;
}

/// What came of reading: the table, the diagnostics and them as text.
struct Reading {
  SourceTable source;
  Table table;  ///< its rows in the order of the file
  Diagnostics diagnostics;
  std::string rendered;  ///< with the folder of the file taken out

  const Column& at(std::string_view name) const {
    const Column* found = table.find(name);
    if (found == nullptr) throw std::runtime_error("no column " + std::string{name});
    return *found;
  }
  std::vector<std::string> texts(std::string_view name) const {
    std::vector<std::string> result;
    const Column& found = at(name);
    for (size_t row = 0; row < found.rows(); ++row) {
      result.push_back(found.is_missing(row) ? "<missing>" : std::string{found.text_at(row)});
    }
    return result;
  }
};

/// Reads `bytes` as the file "data.csv".
inline Reading read_text(std::string_view bytes, const SourceFormat& format, std::vector<ColumnRequest> columns,
                         const ReaderTuning& tuning = {}) {
  const TempFolder folder;
  const std::vector<std::filesystem::path> files{folder.write("data.csv", bytes)};
  ReadRequest request;
  request.source = "data";
  request.columns = std::move(columns);
  Reading reading;
  reading.source = read_source_tuned(format, request, {files, nullptr, tuning}, reading.diagnostics);
  if (!reading.source.buckets.empty()) reading.table = in_file_order(reading.source).table;
  reading.rendered = render(reading.diagnostics);
  const std::string prefix = folder.path().generic_string() + "/";
  for (size_t at = reading.rendered.find(prefix); at != std::string::npos; at = reading.rendered.find(prefix)) {
    reading.rendered.erase(at, prefix.size());
  }
  return reading;
}

}  // namespace vk::test
