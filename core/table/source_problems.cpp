#include "core/table/source_problems.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "core/table/column_builder.hpp"
#include "core/table/row_condition.hpp"

namespace vk {
namespace {

constexpr size_t kMostShown = 60;
constexpr size_t kLongestExcerpt = 200;

/// The length of the well-formed UTF-8 sequence `text` starts with; 0 when it starts with none.
size_t sequence_at(std::string_view text) {
  for (size_t length = 1; length <= 4 && length <= text.size(); ++length) {
    if (is_utf8(text.substr(0, length))) return length;
  }
  return 0;
}

struct FileKind {
  std::string_view magic;
  std::string_view name;
  std::string_view hint;
};

constexpr std::array kForeignKinds = std::to_array<FileKind>({
    {"PK\x03\x04", "a zip archive or an Excel workbook", "export the sheet as CSV"},
    {"\xD0\xCF\x11\xE0", "an old Excel workbook", "export the sheet as CSV"},
    {"%PDF", "a PDF document", "export the table as CSV"},
    {"SQLite format 3", "an SQLite database", "export the table as CSV"},
    {"PAR1", "a Parquet file", "export the table as CSV"},
});

/// True when every second byte of the text, or nearly, is NUL and the others are not, as in UTF-16 of Latin letters.
bool alternates(std::string_view bytes) {
  std::array<size_t, 2> zeros{};
  for (size_t i = 0; i < bytes.size(); ++i) zeros[i % 2] += bytes[i] == '\0' ? 1U : 0U;
  const auto [few, many] = std::minmax(zeros[0], zeros[1]);
  return many * 3 > bytes.size() && few * 10 < many;
}

std::string zero_byte_hint(std::string_view first_bytes) {
  for (const FileKind& kind : kForeignKinds) {
    if (first_bytes.starts_with(kind.magic)) return fmt::format("it is {}; {}", kind.name, kind.hint);
  }
  if (alternates(first_bytes)) return "it looks like UTF-16; set encoding = \"utf-16\"";
  return "give the file as text: CSV, fixed columns, or either of them as .gz";
}

}  // namespace

std::string mended_utf8(std::string_view text) {
  if (is_utf8(text)) return std::string{text};
  std::string result;
  while (!text.empty()) {
    const size_t length = sequence_at(text);
    result += length == 0 ? "\uFFFD" : text.substr(0, length);
    text.remove_prefix(std::max<size_t>(1, length));
  }
  return result;
}

std::string shown(std::string_view text) {
  std::string result;
  size_t points = 0;
  while (!text.empty()) {
    if (points++ == kMostShown) return result + "...";
    const size_t length = sequence_at(text);
    if (length == 0) {
      result += "\uFFFD";
    } else if (static_cast<unsigned char>(text.front()) < 0x20U || text.front() == '\x7F') {
      result += ' ';
    } else {
      result += text.substr(0, length);
    }
    text.remove_prefix(std::max<size_t>(1, length));
  }
  return result;
}

void SourceProblems::add_file_error(const std::filesystem::path& file, std::string code, std::string message,
                                    std::string hint) {
  Diagnostic diagnostic;
  diagnostic.code = std::move(code);
  diagnostic.at.file = file.generic_string();
  diagnostic.message = std::move(message);
  diagnostic.hint = std::move(hint);
  diagnostics_.add(std::move(diagnostic));
}

void SourceProblems::add_header_error(const std::filesystem::path& file, TextPosition position, std::string code,
                                      std::string message, std::string hint) {
  Diagnostic diagnostic;
  diagnostic.code = std::move(code);
  diagnostic.at = {file.generic_string(), position.line, position.column};
  diagnostic.message = std::move(message);
  diagnostic.hint = std::move(hint);
  diagnostics_.add(std::move(diagnostic));
}

void SourceProblems::add_file_warning(const std::filesystem::path& file, std::string code, std::string message) {
  Diagnostic diagnostic;
  diagnostic.severity = Severity::warning;
  diagnostic.code = std::move(code);
  diagnostic.at.file = file.generic_string();
  diagnostic.message = std::move(message);
  diagnostics_.add(std::move(diagnostic));
}

void SourceProblems::add_request_error(Diagnostic diagnostic, const SourcePosition& asked_at,
                                       const std::filesystem::path& file) {
  diagnostic.at = asked_at;
  if (diagnostic.at.file.empty()) diagnostic.at.file = file.generic_string();
  diagnostics_.add(std::move(diagnostic));
}

void SourceProblems::add_record_fault(const std::filesystem::path& file, const RecordReader& reader,
                                      std::string_view first_bytes) {
  const TextPosition position = reader.position(reader.fault_at());
  Diagnostic diagnostic;
  diagnostic.at = {file.generic_string(), position.line, position.column};
  switch (reader.fault()) {
    case RecordFault::none:
      return;
    case RecordFault::zero_byte:
      diagnostic.code = "T004";
      diagnostic.message = fmt::format("{} is not a text file: it has a NUL byte here", file.filename().string());
      diagnostic.hint = zero_byte_hint(first_bytes);
      break;
    case RecordFault::open_quote:
      diagnostic.code = "T012";
      diagnostic.message = "the quote that opens here is not closed";
      diagnostic.expected = fmt::format("a closing {} before a delimiter or line end", format_.quote);
      diagnostic.hint = "write a quote inside a quoted cell twice, or set quote = \"\" when the file does not quote";
      break;
    case RecordFault::record_too_long:
      diagnostic.code = "T012";
      diagnostic.message = "the line that begins here is too long to be a row";
      break;
  }
  diagnostics_.add(std::move(diagnostic));
}

std::string SourceProblems::column_name(const BadCell& cell) const {
  if (cell.request < request_.columns.size()) return request_.columns[cell.request].name;
  if (cell.request < first_condition_request(request_)) return request_.key;
  return format_.rows->columns[cell.request - first_condition_request(request_)].name;
}

std::string SourceProblems::expected_in(const BadCell& cell) const {
  if (cell.request < request_.columns.size()) return expectation(request_.columns[cell.request], format_);
  if (cell.request < first_condition_request(request_)) return "a subject key";
  ColumnRequest column;
  column.kind = format_.rows->columns[cell.request - first_condition_request(request_)].kind;
  const bool is_number = column.kind == CellKind::text && cell.kind == BadCellKind::bad_value;
  if (is_number || column.kind == CellKind::money) column.kind = CellKind::decimal;
  return fmt::format("{}, as `rows` of the source compares it", expectation(column, format_));
}

Diagnostic SourceProblems::bad_cell_diagnostic(const BadCell& cell, std::string_view raw, std::string detail) const {
  const std::string where = fmt::format("in column \"{}\"", column_name(cell));
  const std::string what = fmt::format("\"{}\" {}", shown(raw), where);
  Diagnostic diagnostic;
  if (cell.kind != BadCellKind::cell_count) diagnostic.expected = expected_in(cell);
  switch (cell.kind) {
    case BadCellKind::bad_value:
      diagnostic.code = "T008";
      diagnostic.message = what + " cannot be read";
      break;
    case BadCellKind::too_many_decimals:
      diagnostic.code = "T008";
      diagnostic.message = what + " has too many decimals";
      break;
    case BadCellKind::overflow:
      diagnostic.code = "T008";
      diagnostic.message = what + " is too large";
      break;
    case BadCellKind::missing_value:
      diagnostic.code = "T009";
      diagnostic.message = "no value " + where;
      break;
    case BadCellKind::bad_encoding:
      diagnostic.code = "T010";
      diagnostic.message = fmt::format("{} has bytes that are not {}", what, to_string(format_.encoding));
      diagnostic.hint = "set the encoding the file was written in, such as encoding = \"windows-1252\"";
      break;
    case BadCellKind::stray_text:
      diagnostic.code = "T013";
      diagnostic.message = what + " has text after its closing quote";
      diagnostic.hint = "write a quote inside a quoted cell twice";
      break;
    case BadCellKind::cell_count:
      diagnostic.code = "T011";
      diagnostic.message = std::move(detail);
      diagnostic.hint = "mend the row, quote cells that hold the delimiter, or set on_bad_row = \"skip\"";
      break;
  }
  return diagnostic;
}

void SourceProblems::add_bad_cell(const std::filesystem::path& file, const RecordReader& reader, const BadCell& cell,
                                  std::string detail) {
  if (bad_cells_++ >= request_.most_diagnostics) return;
  const std::string_view raw{reader.text() + cell.offset, cell.length};
  const TextPosition position = reader.position(cell.offset);
  Diagnostic diagnostic = bad_cell_diagnostic(cell, raw, std::move(detail));
  diagnostic.severity = format_.on_bad_row == OnBadRow::fail ? Severity::error : Severity::warning;
  diagnostic.at = {file.generic_string(), position.line, position.column};
  const std::string_view line = reader.line_around(cell.offset);
  if (line.size() <= kLongestExcerpt) {
    const std::string_view one_line = raw.substr(0, raw.find_first_of("\r\n"));
    diagnostic.excerpt = mended_utf8(line);
    diagnostic.length = static_cast<uint32_t>(std::max<size_t>(1, utf8_length(one_line)));
  }
  diagnostics_.add(std::move(diagnostic));
}

void SourceProblems::add_unseen_values(std::span<const UnseenValue> values) {
  for (const UnseenValue& value : values) {
    const std::string& column = format_.rows->columns[value.column].name;
    Diagnostic diagnostic;
    diagnostic.severity = Severity::warning;
    diagnostic.code = "T016";
    diagnostic.at = value.at;
    diagnostic.excerpt = format_.rows->excerpt;
    diagnostic.length = static_cast<uint32_t>(utf8_length(value.text)) + (value.is_text ? 2U : 0U);
    diagnostic.message = fmt::format("no row of source \"{0}\" has {1}{2}{1} in column \"{3}\"", request_.source,
                                     value.is_text ? "\"" : "", shown(value.text), column);
    std::vector<std::string> seen;
    for (const std::string& word : value.seen) seen.push_back(fmt::format("\"{}\"", shown(word)));
    if (!seen.empty()) diagnostic.expected = fmt::format("what the column holds, such as {}", fmt::join(seen, ", "));
    const std::optional<std::string> near = nearest_word(value.text, value.seen);
    if (near) diagnostic.hint = fmt::format("did you mean \"{}\"?", shown(*near));
    diagnostics_.add(std::move(diagnostic));
  }
}

void SourceProblems::finish(const std::filesystem::path& file) {
  if (bad_cells_ <= request_.most_diagnostics) return;
  Diagnostic diagnostic;
  diagnostic.severity = format_.on_bad_row == OnBadRow::fail ? Severity::error : Severity::warning;
  diagnostic.code = "T014";
  diagnostic.at.file = file.generic_string();
  diagnostic.message = fmt::format("... and {} more bad cells or rows in source \"{}\"",
                                   bad_cells_ - request_.most_diagnostics, request_.source);
  diagnostics_.add(std::move(diagnostic));
}

}  // namespace vk
