#include "core/table/read_source.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "core/base/check.hpp"
#include "core/table/date_pattern.hpp"
#include "core/table/read_source_tuned.hpp"
#include "core/table/row_condition.hpp"
#include "core/table/row_filter.hpp"
#include "core/table/source_file.hpp"

namespace vk {
namespace {

/// One thing in a format that no file can be read with.
struct FormatFault {
  std::string message;
  std::string expected;
};

std::vector<FormatFault> faults_of(const SourceFormat& format, const ReadRequest& request) {
  std::vector<FormatFault> faults;
  const auto is_line_end = [](char c) { return c == '\n' || c == '\r' || c == '\0'; };
  if (is_line_end(format.delimiter) || (format.delimiter == format.quote && format.fixed.empty())) {
    faults.push_back({"the delimiter is a line end or the quote", "one sign such as \",\", \";\" or \"\\t\""});
  }
  if (format.header_row > format.header_rows && format.header_rows > 0) {
    faults.push_back({fmt::format("header_row is {}, but header_rows is {}", format.header_row, format.header_rows),
                      fmt::format("1 to {}, or 0 for all of them joined", format.header_rows)});
  }
  const auto is_day = [](const auto& column) { return column.kind == CellKind::day; };
  const bool needs_date =
      std::any_of(request.columns.begin(), request.columns.end(), is_day) ||
      (format.rows && std::any_of(format.rows->columns.begin(), format.rows->columns.end(), is_day));
  if (needs_date && !DatePattern::from(format.date)) {
    faults.push_back(
        {fmt::format("the date pattern \"{}\" cannot be used", format.date),
         "yyyy, m or mm, d or dd once each and signs between them, such as \"dd.mm.yyyy\" or \"m/d/yyyy\""});
  }
  for (const FixedField& field : format.fixed) {
    if (field.first >= 1 && field.length >= 1) continue;
    faults.push_back(
        {fmt::format("the fixed column \"{}\" is at {} and {} long", field.name, field.first, field.length),
         "a place from 1 on and a length of at least 1"});
  }
  return faults;
}

/// Tells what is wrong with the format; true when nothing is.
bool check_format(const SourceFormat& format, const ReadRequest& request, Diagnostics& diagnostics) {
  const std::vector<FormatFault> faults = faults_of(format, request);
  for (const FormatFault& fault : faults) {
    Diagnostic diagnostic;
    diagnostic.code = "T015";
    diagnostic.at = request.columns.empty() ? request.key_asked_at : request.columns.front().asked_at;
    diagnostic.message = fmt::format("source \"{}\": {}", request.source, fault.message);
    diagnostic.expected = fault.expected;
    diagnostics.add(std::move(diagnostic));
  }
  return faults.empty();
}

}  // namespace

SourceTable read_source_tuned(const SourceFormat& format, const ReadRequest& request, const SourceInput& input,
                              Diagnostics& diagnostics) {
  VK_CHECK(request.key.empty() || input.index != nullptr, "a key is resolved in an index");
  SourceTable result;
  if (!check_format(format, request, diagnostics)) return result;
  SourceColumns columns(format, request, input.index);
  SourceProblems problems(format, request, diagnostics);
  std::optional<RowFilter> filter;
  if (format.rows) filter.emplace(*format.rows, format, first_condition_request(request));
  for (const std::filesystem::path& file : input.files) {
    SourceFile reader({format, request, input.tuning, columns, problems, filter ? &*filter : nullptr}, file);
    result.provenance.push_back(reader.read());
    result.rows_skipped += result.provenance.back().rows_skipped;
    result.rows_left_out += result.provenance.back().rows_left_out;
  }
  if (filter) problems.add_unseen_values(filter->unseen());
  if (!input.files.empty()) problems.finish(input.files.back());
  columns.finish(result);
  return result;
}

SourceTable read_source(const SourceFormat& format, const ReadRequest& request,
                        std::span<const std::filesystem::path> files, SubjectIndex* index, Diagnostics& diagnostics) {
  return read_source_tuned(format, request, {files, index, {}}, diagnostics);
}

}  // namespace vk
