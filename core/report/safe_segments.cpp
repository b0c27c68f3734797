#include "core/report/safe_segments.hpp"

#include <algorithm>
#include <set>

#include "core/base/check.hpp"

namespace vk {
namespace {

/// The cells of one column by value of one dimension; sorted by value.
struct DimensionCells {
  std::vector<std::string> values;
  std::vector<DisclosureCell> cells;
};

DimensionCells by_value(const DisclosureTable& table, size_t dimension, size_t column) {
  std::map<std::string, DisclosureCell> sums;
  for (size_t code = 0; code < table.segments.size(); ++code) {
    const auto [sum, is_new] = sums.try_emplace(table.segments.tuples[code][dimension], table.cells[code][column]);
    if (!is_new) sum->second = united(sum->second, table.cells[code][column]);
  }
  DimensionCells result;
  for (const auto& [value, cell] : sums) {
    result.values.push_back(value);
    result.cells.push_back(cell);
  }
  return result;
}

/// The values of a dimension that cannot be told by themselves in some column.
std::set<std::string> unsafe_values(const DisclosureTable& table, size_t dimension, const DisclosureRule& rule) {
  std::set<std::string> unsafe;
  for (size_t column = 0; column < table.columns(); ++column) {
    const DimensionCells rows = by_value(table, dimension, column);
    PrintedSum all;
    for (size_t row = 0; row < rows.cells.size(); ++row) all.parts.push_back(row);
    all.total = rows.cells.size();
    const Suppression hidden = suppress(rows.cells, std::vector<PrintedSum>{all}, rule);
    for (size_t row = 0; row < rows.cells.size(); ++row) {
      if (hidden.hides(row)) unsafe.insert(rows.values[row]);
    }
  }
  return unsafe;
}

size_t values_in_use(const SegmentScheme& segments, size_t dimension) {
  std::set<std::string> values;
  for (const std::vector<std::string>& tuple : segments.tuples) values.insert(tuple[dimension]);
  return values.size();
}

/// Tells values of one dimension together; true when that changes anything.
bool join_values(SegmentRecode& how, size_t dimension, const std::set<std::string>& joined) {
  if (joined.empty() || (joined.size() == 1 && *joined.begin() == kOtherSegments)) return false;
  std::map<std::string, std::string>& values = how.values[dimension];
  for (const std::string& value : joined) values[value] = kOtherSegments;
  return true;
}

bool has_unsafe_combination(const DisclosureTable& table, const DisclosureRule& rule) {
  return std::any_of(table.cells.begin(), table.cells.end(), [&](const std::vector<DisclosureCell>& row) {
    return std::any_of(row.begin(), row.end(), [&](const DisclosureCell& cell) { return is_unsafe(cell, rule); });
  });
}

}  // namespace

bool SegmentRecode::changes(const SegmentScheme& segments) const {
  return recode(segments, *this).segments != segments;
}

RecodedSegments recode(const SegmentScheme& segments, const SegmentRecode& how) {
  RecodedSegments result;
  const size_t dimensions = std::min(how.dimensions, segments.dimensions.size());
  result.segments.dimensions.assign(segments.dimensions.begin(),
                                    segments.dimensions.begin() + static_cast<ptrdiff_t>(dimensions));
  std::vector<std::vector<std::string>> tuples;
  for (const std::vector<std::string>& tuple : segments.tuples) {
    std::vector<std::string> told;
    for (size_t dimension = 0; dimension < dimensions; ++dimension) {
      const auto found = how.values[dimension].find(tuple[dimension]);
      told.push_back(found == how.values[dimension].end() ? tuple[dimension] : found->second);
    }
    tuples.push_back(std::move(told));
  }
  result.segments.tuples = tuples;
  std::sort(result.segments.tuples.begin(), result.segments.tuples.end());
  result.segments.tuples.erase(std::unique(result.segments.tuples.begin(), result.segments.tuples.end()),
                               result.segments.tuples.end());
  for (const std::vector<std::string>& tuple : tuples) {
    const auto found = std::lower_bound(result.segments.tuples.begin(), result.segments.tuples.end(), tuple);
    result.into.push_back(static_cast<uint16_t>(found - result.segments.tuples.begin()));
  }
  return result;
}

DisclosureTable recode(const DisclosureTable& table, const SegmentRecode& how) {
  RecodedSegments told = recode(table.segments, how);
  DisclosureTable result;
  result.cells.assign(told.segments.size(), std::vector<DisclosureCell>(table.columns()));
  for (size_t code = 0; code < table.cells.size(); ++code) {
    std::vector<DisclosureCell>& row = result.cells[told.into[code]];
    for (size_t column = 0; column < row.size(); ++column) row[column] = united(row[column], table.cells[code][column]);
  }
  result.segments = std::move(told.segments);
  return result;
}

SegmentRecode safe_segments(const DisclosureTable& table, const DisclosureRule& rule) {
  SegmentRecode how{table.segments.dimensions.size(),
                    std::vector<std::map<std::string, std::string>>(table.segments.dimensions.size())};
  while (how.dimensions > 0) {
    bool joined = false;
    for (size_t dimension = 0; dimension < how.dimensions; ++dimension) {
      const DisclosureTable told = recode(table, how);
      joined = join_values(how, dimension, unsafe_values(told, dimension, rule)) || joined;
    }
    if (joined) continue;
    const DisclosureTable told = recode(table, how);
    const bool last_is_one = values_in_use(told.segments, how.dimensions - 1) < 2;
    if (!last_is_one && !has_unsafe_combination(told, rule)) break;
    --how.dimensions;
  }
  return how;
}

}  // namespace vk
