#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/diagnostic.hpp"
#include "core/money/money.hpp"

namespace vk {

struct RowCondition;

enum class Encoding { utf8, utf16, utf16le, utf16be, windows_1252, iso_8859_1, iso_8859_15 };
enum class OnBadRow { fail, skip };

std::optional<Encoding> encoding_from(std::string_view text);
std::string_view to_string(Encoding encoding);

/// A column of fixed width, counted in code points from 1 ("columns 1-6").
struct FixedField {
  std::string name;
  uint32_t first = 1;
  uint32_t length = 1;
};

/// How the rows of a delimited or fixed-width text file are written. Keys of [source.*] in calendars have the same
/// names.
struct SourceFormat {
  Encoding encoding = Encoding::utf8;  ///< a byte order mark wins over it
  char delimiter = ',';
  char quote = '"';  ///< '\0' = no quoting
  NumberFormat number;
  uint32_t skip_lines = 0;   ///< lines before the header rows that are no part of the table
  uint32_t header_rows = 1;  ///< 0 = no header: `columns` names them by position
  std::string header_join =
      " - ";                ///< several header rows: the non-empty cells of a column joined by it when header_row = 0
  uint32_t header_row = 1;  ///< which header row names the columns (1 = first); 0 = joined names of all of them
  std::vector<std::string> columns;  ///< names by position when header_rows = 0 (an empty name skips the column)
  std::vector<FixedField> fixed;     ///< not empty: fixed-width file, no delimiter
  std::string date =
      "yyyy-mm-dd";  ///< patterns of y m d and separators: "m/d/yyyy", "yyyymmdd", "dd.mm.yyyy", "yyyy-mm-dd hh:mm:ss"
  std::vector<std::string> missing;  ///< cell texts that mean "no value", beside the empty cell
  bool trim = true;                  ///< blanks around a cell do not count
  OnBadRow on_bad_row = OnBadRow::fail;
  /// Which rows count; nothing = all.
  std::shared_ptr<const RowCondition> rows;  // shared: formats are copied, conditions never change
};

/// What a reader wants from one column.
enum class CellKind { text, dictionary, integer, decimal, money, day, flag };

struct ColumnRequest {
  std::string name;  ///< as in the header
  CellKind kind = CellKind::dictionary;
  Currency currency;        ///< for money
  bool required = false;    ///< a missing value makes the row bad
  SourcePosition asked_at;  ///< where the calendar names the column, for "no such column"
};

/// Where a table came from: the file by its bytes, and what was read by its values.
struct SourceProvenance {
  std::string source;  ///< name in the calendar
  std::string file;    ///< path as the calendar resolved it, relative to the calendar's folder
  uint64_t bytes = 0;
  std::string sha256;
  uint64_t rows = 0;           ///< good rows
  uint64_t rows_skipped = 0;   ///< bad rows left out under on_bad_row = "skip"
  std::string content_sha256;  ///< content_hash() of the source the file belongs to, all its files together
  uint64_t rows_left_out = 0;  ///< rows that do not meet `rows_where`
  std::string rows_where;      ///< RowCondition::text; empty = all rows count
};

}  // namespace vk
