#include "core/report/crossed_sums.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <unordered_map>
#include <utility>

#include "core/report/protect_table.hpp"

namespace vk {
namespace {

using Values = std::vector<uint32_t>;
/// Some of the breakdowns.
using Axes = std::vector<size_t>;

struct ValuesHash {
  size_t operator()(const Values& values) const {
    uint64_t hash = values.size();
    for (const uint32_t value : values) hash = (hash ^ value) * 0x9E3779B97F4A7C15U + (hash >> 29U);
    return static_cast<size_t>(hash ^ (hash >> 32U));
  }
};
using CellsByValues = std::unordered_map<Values, std::vector<size_t>, ValuesHash>;

Values values_on(const Axes& axes, const Values& values) {
  Values some;
  for (const size_t axis : axes) some.push_back(values[axis]);
  return some;
}

class ExchangeFinder {
 public:
  ExchangeFinder(const CrossedSums& sums, const DisclosureRule& rule) : sums_(sums), rule_(rule) {
    for (const auto& [values, cell] : sums.cells) {
      told_as_[told(values)].push_back(cells_.size());
      cells_.emplace_back(&values, &cell);
    }
  }

  bool hides_few() {
    const size_t axes = cells_.front().first->size();
    for (size_t a = 0; a < axes; ++a) {
      if (!hides_few_by({a})) return false;
      for (size_t b = a + 1; b < axes; ++b) {
        if (!hides_few_by({a, b})) return false;
        for (size_t c = b + 1; c < axes; ++c) {
          if (!hides_few_by({a, b, c})) return false;
        }
      }
    }
    Axes all(axes);
    for (size_t axis = 0; axis < axes; ++axis) all[axis] = axis;
    return hides_few_by(all);
  }

 private:
  struct Exchange {
    const DisclosureCell& own;
    const DisclosureCell& beside;
    const DisclosureCell& below;
    const DisclosureCell& opposite;
  };

  /// The values that a figure tells.
  Values told(const Values& values) const {
    return {values.begin(), values.end() - static_cast<std::ptrdiff_t>(sums_.asked)};
  }

  bool hides_few_by(const Axes& axes) {
    const bool is_told_anyway = axes.size() == 1 && axes[0] < sums_.told_before;
    if (is_told_anyway) return true;
    std::map<Values, std::vector<size_t>> sets;
    for (size_t i = 0; i < cells_.size(); ++i) sets[values_on(axes, *cells_[i].first)].push_back(i);
    return std::all_of(sets.begin(), sets.end(), [&](const auto& set) {
      DisclosureCell target;
      for (const size_t cell : set.second) target = united(target, *cells_[cell].second);
      if (!is_unsafe(target, rule_)) return true;
      return std::any_of(set.second.begin(), set.second.end(), [&](size_t own) {
        return can_exchange(own, {axes, set.first, target});
      });
    });
  }

  struct Target {
    const Axes& axes;
    const Values& values;
    const DisclosureCell& cell;
  };

  bool is_in(const Target& target, const Values& values) const {
    return values_on(target.axes, values) == target.values;
  }

  /// Money moves from `own` and `opposite` to `beside` and `below`, or back: in each breakdown the two have the same
  /// values as the other two. So `below` is like `own` where `beside` is not.
  bool can_exchange(size_t own, const Target& target) {
    const Values first = told(*cells_[own].first);
    for (const auto& [beside, beside_cell] : cells_) {
      if (is_in(target, *beside)) continue;
      Axes differing;
      for (size_t axis = 0; axis < first.size(); ++axis) {
        if (first[axis] != (*beside)[axis]) differing.push_back(axis);
      }
      for (const size_t below : like(differing, first)) {
        if (++steps_ > kMostSteps) return false;
        if (is_in(target, *cells_[below].first)) continue;
        Values opposite = told(*cells_[below].first);
        for (const size_t axis : differing) opposite[axis] = (*beside)[axis];
        const auto found = told_as_.find(opposite);
        if (found == told_as_.end()) continue;
        for (const size_t other : found->second) {
          if (other == own || is_in(target, *cells_[other].first)) continue;
          if (has_room(target.cell, {*cells_[own].second, *beside_cell, *cells_[below].second, *cells_[other].second}))
            return true;
        }
      }
    }
    return false;
  }

  /// The cells with the same values on some axes.
  const std::vector<size_t>& like(const Axes& axes, const Values& values) {
    CellsByValues& cells = by_axes_[axes];
    if (cells.empty()) {
      for (size_t i = 0; i < cells_.size(); ++i) cells[values_on(axes, *cells_[i].first)].push_back(i);
    }
    return cells[values_on(axes, values)];
  }

  bool has_room(const DisclosureCell& target, const Exchange& with) const {
    const int64_t up = std::min(with.beside.total, with.below.total);
    const int64_t down = std::min(with.own.total, with.opposite.total);
    const int64_t needed = protection(target, rule_);
    if (target.total > 0 && (up < needed || down < std::min(needed, target.total) || up + down == 0)) return false;
    if (!has_too_few(target, rule_)) return true;
    return target.contributors + std::min(with.beside.contributors, with.below.contributors) >= rule_.least;
  }

  static constexpr uint64_t kMostSteps = 20'000'000;

  const CrossedSums& sums_;
  const DisclosureRule& rule_;
  std::vector<std::pair<const Values*, const DisclosureCell*>> cells_;
  CellsByValues told_as_;                  ///< cells by the values that are told
  std::map<Axes, CellsByValues> by_axes_;  ///< cells by their values on some axes
  uint64_t steps_ = 0;
};

}  // namespace

bool sums_hide_few(const CrossedSums& sums, const DisclosureRule& rule) {
  constexpr size_t kMostCells = 10'000;
  if (sums.cells.empty()) return true;
  return sums.cells.size() <= kMostCells && ExchangeFinder(sums, rule).hides_few();
}

}  // namespace vk
