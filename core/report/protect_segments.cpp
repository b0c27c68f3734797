#include "core/report/protect_segments.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

namespace vk {
namespace {

/// Rows of segments in one column: a state, or a part with all its states.
struct SegmentSet {
  std::vector<size_t> segments;
  std::vector<size_t> states;
};

class SegmentProtector {
 public:
  SegmentProtector(const SegmentStates& table, const DisclosureRule& rule, const std::vector<bool>& hidden_before)
      : table_(table), rule_(rule), parts_(table.by_parts()), wanted_(hidden_before) {
    wanted_.resize(table.segments * table.parts, false);
    std::vector<size_t> segments(table.segments);
    std::iota(segments.begin(), segments.end(), size_t{0});
    for (size_t state = 0; state < table.states(); ++state) {
      all_states_.push_back(state);
      of_everybody_.push_back(united_cell({segments, {state}}).total);
    }
  }

  std::optional<std::vector<bool>> protect() {
    const std::vector<SegmentSet> sets = unsafe_sets();
    while (true) {
      hidden_ = vk::protect(parts_, rule_, wanted_).value_or(std::vector<bool>(wanted_.size(), true));
      bool enough = true;
      bool wider = false;
      for (const SegmentSet& set : sets) {
        if (is_in_doubt(set)) continue;
        enough = false;
        wider = hide_rectangle(set) || wider;
      }
      if (enough) return hidden_;
      if (margins_only()) return std::nullopt;
      if (!wider) wanted_.assign(wanted_.size(), true);
    }
  }

 private:
  /// How far a total can rise and fall while everything that is told stays.
  struct Reach {
    int64_t up = 0;
    int64_t down = 0;
  };

  /// A rectangle of states: its first corner in the set, `other` in another segment, `beside` of another part.
  struct Rectangle {
    size_t own = 0;
    size_t state = 0;
    size_t other = 0;
    size_t beside = 0;
  };

  bool margins_only() const { return std::find(hidden_.begin(), hidden_.end(), false) == hidden_.end(); }

  std::vector<SegmentSet> unsafe_sets() const {
    std::vector<std::vector<size_t>> columns;
    for (size_t state = 0; state < table_.states(); ++state) columns.push_back({state});
    for (size_t part = 0; part < table_.parts; ++part) {
      if (states_of(part).size() > 1) columns.push_back(states_of(part));
    }
    std::vector<std::vector<size_t>> rows = table_.groups;
    for (size_t segment = 0; segment < table_.segments; ++segment) rows.push_back({segment});
    std::vector<SegmentSet> sets;
    for (const std::vector<size_t>& segments : rows) {
      for (const std::vector<size_t>& states : columns) {
        const SegmentSet set{segments, states};
        const DisclosureCell cell = united_cell(set);
        if (cell.total > 0 && is_unsafe(cell, rule_)) sets.push_back(set);
      }
    }
    return sets;
  }

  std::vector<size_t> states_of(size_t part) const {
    std::vector<size_t> states;
    for (size_t state = 0; state < table_.states(); ++state) {
      if (table_.part_of[state] == part) states.push_back(state);
    }
    return states;
  }

  DisclosureCell united_cell(const SegmentSet& set) const {
    DisclosureCell sum;
    for (const size_t segment : set.segments) {
      for (const size_t state : set.states) sum = united(sum, table_.cells[table_.at(segment, state)]);
    }
    return sum;
  }

  /// Everybody's money in these states.
  int64_t of_everybody(const std::vector<size_t>& states) const {
    return std::accumulate(states.begin(), states.end(), int64_t{0},
                           [&](int64_t sum, size_t state) { return sum + of_everybody_[state]; });
  }

  /// Fréchet's bounds of a set in a table of `states` whose margins are told.
  Reach reach_inside(const SegmentSet& set, const std::vector<size_t>& states) const {
    const int64_t own = united_cell(set).total;
    const int64_t row = united_cell({set.segments, states}).total;
    const int64_t column = of_everybody(set.states);
    const int64_t all = of_everybody(states);
    return {std::min(row, column) - own, std::min(own, all - row - column + own)};
  }

  bool is_wide_enough(const Reach& reach, const DisclosureCell& cell) const {
    const int64_t needed = protection(cell, rule_);
    return reach.up >= needed && reach.down >= std::min(needed, cell.total) && reach.up + reach.down > 0;
  }

  /// Whether what is told leaves the set open enough.
  bool is_in_doubt(const SegmentSet& set) const {
    const DisclosureCell cell = united_cell(set);
    if (margins_only()) return is_wide_enough(reach_inside(set, all_states_), cell);
    const std::vector<size_t> part = states_of(table_.part_of[set.states.front()]);
    // A part as a whole has its rectangle from protect().
    if (part == set.states || is_wide_enough(reach_inside(set, part), cell)) return true;
    return cheapest_rectangle(set, true).has_value();
  }

  std::array<size_t, 4> part_corners(const Rectangle& corners) const {
    const size_t part = table_.part_of[corners.state];
    const size_t beside = table_.part_of[corners.beside];
    return {parts_.at(corners.own, part), parts_.at(corners.own, beside), parts_.at(corners.other, part),
            parts_.at(corners.other, beside)};
  }

  Reach reach_along(const Rectangle& corners) const {
    const auto money = [&](size_t segment, size_t state) { return table_.cells[table_.at(segment, state)].total; };
    return {std::min(money(corners.own, corners.beside), money(corners.other, corners.state)),
            std::min(money(corners.own, corners.state), money(corners.other, corners.beside))};
  }

  /// Money and places that a rectangle hides anew.
  std::pair<int64_t, size_t> cost(const Rectangle& corners) const {
    std::pair<int64_t, size_t> sum;
    for (const size_t place : part_corners(corners)) {
      if (hidden_[place]) continue;
      sum.first += parts_.measures[0][place].total;
      ++sum.second;
    }
    return sum;
  }

  /// The rectangle that leaves the set open enough and hides the least money; `is_there` asks for one that is hidden.
  std::optional<Rectangle> cheapest_rectangle(const SegmentSet& set, bool is_there) const {
    const DisclosureCell cell = united_cell(set);
    std::optional<Rectangle> best;
    for (const size_t own : set.segments) {
      for (size_t other = 0; other < table_.segments; ++other) {
        if (std::find(set.segments.begin(), set.segments.end(), other) != set.segments.end()) continue;
        for (size_t beside = 0; beside < table_.states(); ++beside) {
          const Rectangle corners{own, set.states.front(), other, beside};
          if (table_.part_of[beside] == table_.part_of[corners.state]) continue;
          if (!is_wide_enough(reach_along(corners), cell) || (is_there && cost(corners).second > 0)) continue;
          if (!best || cost(corners) < cost(*best)) best = corners;
        }
      }
    }
    return best;
  }

  /// Asks for the parts around a set to be hidden; false when that is no help.
  bool hide_rectangle(const SegmentSet& set) {
    const std::optional<Rectangle> corners = cheapest_rectangle(set, false);
    if (!corners) return false;
    for (const size_t place : part_corners(*corners)) wanted_[place] = true;
    return true;
  }

  const SegmentStates& table_;
  const DisclosureRule& rule_;
  const TwoWayTable parts_;
  std::vector<size_t> all_states_;
  std::vector<int64_t> of_everybody_;  ///< money by state
  std::vector<bool> wanted_;           ///< parts that are hidden whatever else is
  std::vector<bool> hidden_;
};

}  // namespace

TwoWayTable SegmentStates::by_parts() const {
  TwoWayTable table{segments, parts, {}, {}, false, groups};
  table.measures.assign(1, std::vector<DisclosureCell>(segments * parts));
  for (size_t segment = 0; segment < segments; ++segment) {
    for (size_t state = 0; state < states(); ++state) {
      DisclosureCell& cell = table.measures[0][table.at(segment, part_of[state])];
      cell = united(cell, cells[at(segment, state)]);
    }
  }
  return table;
}

std::optional<std::vector<bool>> protect_segments(const SegmentStates& table, const DisclosureRule& rule,
                                                  const std::vector<bool>& hidden_before) {
  return SegmentProtector(table, rule, hidden_before).protect();
}

}  // namespace vk
