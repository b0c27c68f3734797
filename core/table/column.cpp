#include "core/table/column.hpp"

#include <algorithm>

namespace vk {

std::string_view to_string(ColumnType type) {
  switch (type) {
    case ColumnType::int64:
      return "int64";
    case ColumnType::float64:
      return "float64";
    case ColumnType::uint8:
      return "uint8";
    case ColumnType::text:
      return "text";
    case ColumnType::dictionary:
      return "dictionary";
  }
  return "int64";
}

size_t Column::rows() const {
  switch (type) {
    case ColumnType::int64:
      return int64s.size();
    case ColumnType::float64:
      return float64s.size();
    case ColumnType::uint8:
      return uint8s.size();
    case ColumnType::text:
      return text_ends.size();
    case ColumnType::dictionary:
      return codes.size();
  }
  return 0;
}

std::string_view Column::text_at(size_t row) const {
  if (is_missing(row)) return {};
  if (type == ColumnType::dictionary) return words[codes[row]];
  if (type != ColumnType::text) return {};
  const uint64_t start = row == 0 ? 0 : text_ends[row - 1];
  return std::string_view{text_bytes}.substr(start, text_ends[row] - start);
}

const Column* Table::find(std::string_view name) const {
  const auto found = std::find_if(columns.begin(), columns.end(), [&](const Column& c) { return c.name == name; });
  return found == columns.end() ? nullptr : &*found;
}

Column* Table::find(std::string_view name) {
  const auto found = std::find_if(columns.begin(), columns.end(), [&](const Column& c) { return c.name == name; });
  return found == columns.end() ? nullptr : &*found;
}

}  // namespace vk
