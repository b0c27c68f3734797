#include "core/table/csv_writer.hpp"

#include <algorithm>

#include "core/base/text.hpp"

namespace vk {
namespace {

/// Optional sign, digits, at most one decimal sign between digits.
bool is_plain_number(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const size_t point = text.find_first_of(".,");
  const std::string_view whole = text.substr(0, point);
  const std::string_view fraction = point == std::string_view::npos ? "0" : text.substr(point + 1);
  return !whole.empty() && !fraction.empty() && std::all_of(whole.begin(), whole.end(), is_digit) &&
         std::all_of(fraction.begin(), fraction.end(), is_digit);
}

bool looks_like_formula(std::string_view text) {
  return !text.empty() && std::string_view{"=+-@\t\r"}.find(text.front()) != std::string_view::npos &&
         !is_plain_number(text);
}

}  // namespace

CsvWriter::CsvWriter(CsvDialect dialect) : dialect_(dialect) {
  if (dialect_ == CsvDialect::excel_eu) text_ = kByteOrderMark;
}

void CsvWriter::row(std::span<const CsvCell> cells) {
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) text_ += dialect_ == CsvDialect::iso ? ',' : ';';
    std::visit([&](const auto& value) { cell(value); }, cells[i]);
  }
  // RFC 4180 ends lines with CRLF; LF keeps the iso files friendly to every line tool, and readers take both.
  text_ += dialect_ == CsvDialect::iso ? "\n" : "\r\n";
}

void CsvWriter::cell(std::string_view text) {
  const bool formula = looks_like_formula(text);
  const bool has_outer_blank = !text.empty() && (text.front() == ' ' || text.back() == ' ' || text.back() == '\t');
  const bool quoted = text.empty() || has_outer_blank || text.find_first_of(",;\"\r\n\t") != std::string_view::npos;
  if (quoted) text_ += '"';
  if (formula) text_ += '\'';
  for (const char c : text) {
    text_ += c;
    if (c == '"') text_ += '"';
  }
  if (quoted) text_ += '"';
}

void CsvWriter::cell(int64_t number) {
  text_ += std::to_string(number);
}

void CsvWriter::cell(const Money& amount) {
  std::string plain = to_plain(amount);
  if (dialect_ == CsvDialect::excel_eu) std::replace(plain.begin(), plain.end(), '.', ',');
  text_ += plain;
}

}  // namespace vk
