#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/table/word_list.hpp"

namespace vk {

/// What a column holds. Money is int64 minor units, a day is int64 days since 1970-01-01.
enum class ColumnType : uint8_t { int64, float64, uint8, text, dictionary };

std::string_view to_string(ColumnType type);

/// One typed column, values dense by row. Exactly the vectors of its type are in use.
struct Column {
  std::string name;
  ColumnType type = ColumnType::int64;
  std::vector<int64_t> int64s;
  std::vector<double> float64s;
  std::vector<uint8_t> uint8s;
  std::vector<uint64_t> text_ends;  ///< text: row r is text_bytes[text_ends[r-1], text_ends[r])
  std::string text_bytes;
  std::vector<uint32_t> codes;   ///< dictionary: index into words
  WordList words;                ///< dictionary: distinct values in order of first appearance
  std::vector<uint8_t> missing;  ///< 1 = no value in this row; empty = every row has one

  size_t rows() const;
  bool is_missing(size_t row) const { return !missing.empty() && missing[row] != 0; }
  /// Row `row` of a text or dictionary column; empty when missing.
  std::string_view text_at(size_t row) const;
};

/// Columns of equal length.
struct Table {
  std::vector<Column> columns;
  size_t rows = 0;

  /// The column called `name`, or nullptr.
  const Column* find(std::string_view name) const;
  Column* find(std::string_view name);
};

}  // namespace vk
