#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "core/money/money.hpp"

namespace vk {

/// How a CSV file is written. iso: comma, '.', LF by RFC 4180 readers everywhere, UTF-8. excel_eu: what a spreadsheet
/// in most of Europe opens by double click: byte order mark, ';', decimal comma, CRLF.
enum class CsvDialect { iso, excel_eu };

/// One cell: nothing (an empty cell), text, a whole number, an amount (written plain, without its currency).
using CsvCell = std::variant<std::monostate, std::string_view, int64_t, Money>;

/// Writes rows as CSV text (RFC 4180). Text that a spreadsheet would run as a formula (it begins with = + - @, a tab or
/// a CR) gets a ' before it, unless it is a plain number. Empty text is written as "", so that it reads back as text
/// and not as missing.
class CsvWriter {
 public:
  explicit CsvWriter(CsvDialect dialect);

  void row(std::span<const CsvCell> cells);
  /// Everything written so far.
  const std::string& text() const { return text_; }

 private:
  void cell(std::monostate) {}
  void cell(std::string_view text);
  void cell(int64_t number);
  void cell(const Money& amount);

  CsvDialect dialect_;
  std::string text_;
};

}  // namespace vk
