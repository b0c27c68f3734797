#include "core/table/header.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/base/text.hpp"
#include "core/table/cell_text.hpp"

namespace vk {
namespace {

std::string joined_name(std::span<const HeaderRow> rows, size_t column, std::string_view separator) {
  std::string name;
  for (const HeaderRow& row : rows) {
    if (column >= row.size() || row[column].empty()) continue;
    if (!name.empty()) name += separator;
    name += row[column];
  }
  return name;
}

/// Gives the second and later of equal names a number that makes them unique.
void number_repeats(std::vector<std::string>& names) {
  std::set<std::string, std::less<>> taken(names.begin(), names.end());
  std::set<std::string, std::less<>> seen;
  for (std::string& name : names) {
    if (name.empty() || seen.insert(name).second) continue;
    size_t number = 2;
    std::string numbered = fmt::format("{} ({})", name, number);
    while (taken.contains(numbered)) numbered = fmt::format("{} ({})", name, ++number);
    taken.insert(numbered);
    seen.insert(numbered);
    name = std::move(numbered);
  }
}

std::vector<std::string> cut(std::string_view record, char delimiter, const SourceFormat& format) {
  const CellRules rules{format.quote, true, {}};
  std::vector<std::string> cells;
  std::string scratch;
  for (const std::string_view piece : split(record, delimiter)) {
    cells.emplace_back(clean_cell(piece, rules, scratch).text);
  }
  return cells;
}

}  // namespace

std::vector<std::string> header_names(std::span<const HeaderRow> rows, const SourceFormat& format) {
  size_t columns = 0;
  for (const HeaderRow& row : rows) columns = std::max(columns, row.size());
  std::vector<std::string> names(columns);
  for (size_t column = 0; column < columns; ++column) {
    if (format.header_row == 0) {
      names[column] = joined_name(rows, column, format.header_join);
    } else if (column < rows[format.header_row - 1].size()) {
      names[column] = rows[format.header_row - 1][column];
    }
  }
  number_repeats(names);
  return names;
}

std::vector<std::string> positional_names(const SourceFormat& format, size_t cells) {
  std::vector<std::string> names = format.columns;
  for (size_t column = names.size(); column < cells; ++column) names.push_back(fmt::format("column{}", column + 1));
  number_repeats(names);
  return names;
}

std::optional<size_t> find_column(std::span<const std::string> names, std::string_view name) {
  if (name.empty()) return std::nullopt;
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<size_t>(found - names.begin());
}

std::optional<char> better_delimiter(std::string_view record, size_t cells, std::span<const std::string> wanted,
                                     const SourceFormat& format) {
  std::optional<char> best;
  size_t most_cells = 1;
  for (const char candidate : {',', ';', '\t', '|'}) {
    if (candidate == format.delimiter || record.find(candidate) == std::string_view::npos) continue;
    const std::vector<std::string> pieces = cut(record, candidate, format);
    const bool has_wanted =
        std::any_of(wanted.begin(), wanted.end(), [&](const std::string& name) { return find_column(pieces, name); });
    if (has_wanted) return candidate;
    if (cells <= 1 && pieces.size() > most_cells) {
      best = candidate;
      most_cells = pieces.size();
    }
  }
  return best;
}

std::string list_names(std::span<const std::string> names, size_t most) {
  std::string text;
  size_t listed = 0;
  size_t left = 0;
  for (const std::string& name : names) {
    if (name.empty()) continue;
    if (listed == most) {
      ++left;
      continue;
    }
    if (listed++ > 0) text += ", ";
    text += name;
  }
  if (left > 0) text += fmt::format(" and {} more", left);
  return text;
}

}  // namespace vk
