#include "core/report/protect_table.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "core/base/check.hpp"

namespace vk {
namespace {

/// One line of a table, by the places of its cells.
using Line = std::vector<size_t>;

class Protector {
 public:
  Protector(const TwoWayTable& table, const DisclosureRule& rule, const std::vector<bool>& hidden_before)
      : table_(table), rule_(rule), hidden_(hidden_before) {
    hidden_.resize(table.rows * table.columns, false);
  }

  std::optional<std::vector<bool>> protect() {
    std::vector<size_t> unsafe;
    for (size_t place = 0; place < hidden_.size(); ++place) {
      if (is_unsafe_set({place})) unsafe.push_back(place);
    }
    for (const size_t place : unsafe) hidden_[place] = true;
    for (const size_t place : unsafe) {
      if (!protect_set({place})) return std::nullopt;
    }
    // Rectangles hide further cells, and what is hidden of a line is known as a sum.
    for (bool grows = true; grows;) {
      grows = false;
      for (const Line& line : lines()) {
        const Line set = hidden_of(line);
        if (set.size() < 2 || !is_unsafe_set(set)) continue;
        const std::vector<bool> before = hidden_;
        if (!protect_set(set)) return std::nullopt;
        grows = grows || hidden_ != before;
      }
    }
    return hidden_;
  }

 private:
  /// Two further corners of a rectangle whose first corner is in the set that is protected.
  struct Rectangle {
    size_t own = 0;       ///< in the set
    size_t beside = 0;    ///< same row, not in the set
    size_t below = 0;     ///< same column
    size_t opposite = 0;  ///< same row as below, same column as beside
  };

  std::vector<Line> lines() const {
    std::vector<Line> all;
    for (size_t row = 0; row < table_.rows; ++row) {
      Line& line = all.emplace_back();
      for (size_t column = 0; column < table_.columns; ++column) line.push_back(table_.at(row, column));
    }
    for (size_t column = 0; column < table_.columns; ++column) {
      Line& line = all.emplace_back();
      for (size_t row = 0; row < table_.rows; ++row) line.push_back(table_.at(row, column));
      for (const std::vector<size_t>& group : table_.row_groups) {
        Line& some = all.emplace_back();
        for (const size_t row : group) some.push_back(table_.at(row, column));
      }
    }
    return all;
  }

  Line hidden_of(const Line& line) const {
    Line set;
    std::copy_if(line.begin(), line.end(), std::back_inserter(set), [&](size_t place) { return hidden_[place]; });
    return set;
  }

  bool is_unsafe_set(const Line& set) const {
    return std::any_of(table_.measures.begin(), table_.measures.end(),
                       [&](const auto& cells) { return is_unsafe(united(cells, set), rule_); });
  }

  bool can_be_there(size_t measure, size_t place) const {
    return table_.impossible.empty() || !table_.impossible[measure][place];
  }

  /// How far the set's total can rise, and fall, along the rectangle; both 0 where nobody can be in a corner.
  std::pair<int64_t, int64_t> reach(size_t measure, const Rectangle& corners) const {
    const std::vector<DisclosureCell>& cells = table_.measures[measure];
    for (const size_t place : {corners.own, corners.beside, corners.below, corners.opposite}) {
      if (!can_be_there(measure, place)) return {0, 0};
    }
    return {std::min(cells[corners.beside].total, cells[corners.below].total),
            std::min(cells[corners.own].total, cells[corners.opposite].total)};
  }

  bool protects(const Rectangle& corners, const Line& set) const {
    for (size_t measure = 0; measure < table_.measures.size(); ++measure) {
      const std::vector<DisclosureCell>& cells = table_.measures[measure];
      const DisclosureCell target = united(cells, set);
      if (target.contributors == 0) continue;
      const auto [up, down] = reach(measure, corners);
      const int64_t needed = protection(target, rule_);
      if (target.total > 0 && (up < needed || down < std::min(needed, target.total) || up + down == 0)) return false;
      if (!table_.tells_counts || !has_too_few(target, rule_)) continue;
      if (!can_be_there(measure, corners.opposite)) return false;
      const uint64_t more = std::min(cells[corners.beside].contributors, cells[corners.below].contributors);
      if (target.contributors + more < rule_.least) return false;
    }
    return true;
  }

  /// Money and members that the rectangle hides anew.
  std::tuple<int64_t, uint64_t, size_t> cost(const Rectangle& corners) const {
    int64_t money = 0;
    uint64_t members = 0;
    size_t places = 0;
    for (const size_t place : {corners.beside, corners.below, corners.opposite}) {
      if (hidden_[place]) continue;
      ++places;
      for (const std::vector<DisclosureCell>& cells : table_.measures) {
        money += cells[place].total;
        members += cells[place].contributors;
      }
    }
    return {money, members, places};
  }

  /// Hides the cheapest rectangle that protects a set of cells in one line; false when there is none.
  bool protect_set(const Line& set) {
    std::optional<Rectangle> best;
    for (const size_t own : set) {
      const size_t row = own / table_.columns;
      const size_t column = own % table_.columns;
      for (size_t other_row = 0; other_row < table_.rows; ++other_row) {
        for (size_t other_column = 0; other_column < table_.columns; ++other_column) {
          if (other_row == row || other_column == column) continue;
          const Rectangle corners{own, table_.at(row, other_column), table_.at(other_row, column),
                                  table_.at(other_row, other_column)};
          // Along a line of the set itself nothing would move in or out of it.
          if (holds(set, corners.beside) || holds(set, corners.below)) continue;
          if (!protects(corners, set)) continue;
          if (!best || cost(corners) < cost(*best)) best = corners;
        }
      }
    }
    if (!best) return false;
    for (const size_t place : {best->own, best->beside, best->below, best->opposite}) hidden_[place] = true;
    return true;
  }

  static bool holds(const Line& set, size_t place) { return std::find(set.begin(), set.end(), place) != set.end(); }

  const TwoWayTable& table_;
  const DisclosureRule& rule_;
  std::vector<bool> hidden_;
};

}  // namespace

DisclosureCell united(std::span<const DisclosureCell> cells, std::span<const size_t> places) {
  DisclosureCell sum;
  for (const size_t place : places) sum = united(sum, cells[place]);
  return sum;
}

int64_t protection(const DisclosureCell& cell, const DisclosureRule& rule) {
  if (!is_dominated(cell, rule)) return 0;
  constexpr double kPercent = 100;
  const double doubt = rule.p_percent / kPercent * static_cast<double>(cell.biggest);
  const auto rest = static_cast<double>(cell.total - cell.biggest - cell.second);
  return std::max<int64_t>(0, static_cast<int64_t>(std::ceil(doubt - rest)));
}

std::optional<std::vector<bool>> protect(const TwoWayTable& table, const DisclosureRule& rule,
                                         const std::vector<bool>& hidden_before) {
  for (const auto& cells : table.measures) VK_CHECK(cells.size() == table.rows * table.columns, "cells fill the table");
  return Protector(table, rule, hidden_before).protect();
}

std::vector<size_t> joined_cells(std::span<const DisclosureCell> cells, const DisclosureRule& rule) {
  std::vector<size_t> joined;
  std::vector<size_t> others;
  for (size_t i = 0; i < cells.size(); ++i) {
    if (is_unsafe(cells[i], rule))
      joined.push_back(i);
    else if (cells[i].contributors > 0)
      others.push_back(i);
  }
  if (joined.empty()) return {};
  std::stable_sort(others.begin(), others.end(), [&](size_t a, size_t b) {
    return std::tuple(cells[a].total, cells[a].contributors) < std::tuple(cells[b].total, cells[b].contributors);
  });
  for (auto next = others.begin(); next != others.end() && is_unsafe(united(cells, joined), rule); ++next)
    joined.push_back(*next);
  std::sort(joined.begin(), joined.end());
  return joined;
}

}  // namespace vk
