#include "core/report/told_pair.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "core/compare/cell_layout.hpp"
#include "core/compare/compare.hpp"
#include "core/measure/paired_members.hpp"
#include "core/report/pair_segments.hpp"
#include "core/report/protect_table.hpp"

namespace vk {
namespace {

SlotCode code_at(const Snapshot& snapshot, std::optional<size_t> place) {
  return place ? SlotCode{snapshot.state[*place], snapshot.activity[*place], snapshot.segment[*place]} : SlotCode{};
}

/// The line of the bridge that a member's change is in; nothing where nothing moved.
std::optional<PairLine> line_of(const CellKey& key, int64_t before, int64_t after, bool other_population) {
  const bool one_sided = key.from == kAbsent || key.to == kAbsent;
  if (other_population && one_sided) return key.from == kAbsent ? PairLine::entered : PairLine::exited;
  switch (key.movement) {
    case Movement::none:
      return std::nullopt;
    case Movement::added_new:
      return PairLine::added_new;
    case Movement::reactivation:
      return PairLine::reactivation;
    case Movement::churn:
      return PairLine::churn;
    case Movement::kept:
      break;
  }
  if (before == after) return std::nullopt;
  return after > before ? PairLine::expansion : PairLine::contraction;
}

/// The earlier cycle's groups in the codes of the later scheme, which transitions use.
StateGroups mapped(const StateGroups& groups, const Comparability& verdict) {
  if (verdict.states != Verdict::bridged) return groups;
  StateGroups result;
  for (const std::vector<uint8_t>& group : groups.groups) {
    std::vector<uint8_t> codes;
    for (const uint8_t code : group) codes.push_back(code < verdict.state_map.size() ? verdict.state_map[code] : code);
    result.join(codes);
  }
  return result;
}

/// Movement out of a part of the earlier cycle.
struct PartMoves {
  DisclosureCell grown;
  DisclosureCell shrunk;
  DisclosureCell left;
};

/// Everything that a comparison tells of, as cells.
struct PairCells {
  struct Square {
    DisclosureCell before;
    DisclosureCell after;
  };
  std::map<std::pair<uint8_t, uint8_t>, Square> squares;  ///< by state as told
  PairLines lines{};
  DisclosureCell arrived_members;  ///< new or reactivated, and a member before
  DisclosureCell arrived_absent;   ///< and none before
  DisclosureCell left_members;     ///< churned, and still a member
  DisclosureCell left_absent;
  std::array<PartMoves, kPlainParts> moves{};
  std::vector<PairDimension> dimensions;
  std::optional<PairCombinations> combinations;  ///< only where there are dimensions to combine
};

class PairTeller {
 public:
  PairTeller(Comparison& comparison, const Snapshot& earlier, const Snapshot& later, const PairTelling& telling)
      : comparison_(comparison), earlier_(earlier), later_(later), telling_(telling), rule_(telling.rule) {}

  void tell() {
    told_.before = mapped(telling_.before.states, comparison_.verdict);
    told_.after = telling_.after.states;
    if (!telling_.before.is_told || !telling_.after.is_told) {
      refuse_money();
      refuse_states();
    }
    const bool told =
        comparison_.verdict.states != Verdict::not_comparable || comparison_.verdict.money != Verdict::not_comparable;
    if (told) count(CellLayout(earlier_.header, later_.header, comparison_.verdict));
    if (comparison_.verdict.states != Verdict::not_comparable) tell_states();
    if (comparison_.verdict.money != Verdict::not_comparable) tell_money();
    withhold_estimates();
    withhold_exchange();
    comparison_.cells.clear();
    comparison_.told = std::move(told_);
  }

 private:
  void count(const CellLayout& layout) {
    const bool segmented = !layout.segments().dimensions.empty();
    cells_.dimensions.resize(segmented ? layout.segments().dimensions.size() : 0);
    for (size_t dimension = 0; dimension < cells_.dimensions.size(); ++dimension) {
      for (const auto& tuple : layout.segments().tuples) cells_.dimensions[dimension].add_value(tuple[dimension]);
    }
    if (cells_.dimensions.size() > 1) cells_.combinations.emplace(layout.segments());
    for_each_pair(earlier_, later_, [&](std::optional<size_t> before, std::optional<size_t> after) {
      const CellKey key = layout.key(code_at(earlier_, before), code_at(later_, after));
      const int64_t a = before ? earlier_.money[*before] : 0;
      const int64_t b = after ? later_.money[*after] : 0;
      count_states(key, a, b);
      count_money(key, a, b);
      count_segments(layout, key, before, a, b);
    });
  }

  void count_states(const CellKey& key, int64_t a, int64_t b) {
    PairCells::Square& square = cells_.squares[{told_.before.told_as(key.from), told_.after.told_as(key.to)}];
    if (key.from != kAbsent) add_contributor(square.before, a);
    if (key.to != kAbsent) add_contributor(square.after, b);
    if (key.from == kAbsent) return;
    PartMoves& moves = cells_.moves[static_cast<size_t>(part_of_state(comparison_.states, key.from))];
    if (b > a) add_contributor(moves.grown, b - a);
    if (b < a) add_contributor(moves.shrunk, a - b);
    if (key.movement == Movement::churn) add_contributor(moves.left, a);
  }

  void count_money(const CellKey& key, int64_t a, int64_t b) {
    const std::optional<PairLine> line = line_of(key, a, b, comparison_.population.has_value());
    if (!line) return;
    add_contributor(cells_.lines[static_cast<size_t>(*line)], b - a);
    if (*line == PairLine::added_new || *line == PairLine::reactivation)
      add_contributor(key.from == kAbsent ? cells_.arrived_absent : cells_.arrived_members, b);
    if (*line == PairLine::churn) add_contributor(key.to == kAbsent ? cells_.left_absent : cells_.left_members, a);
  }

  void count_segments(const CellLayout& layout, const CellKey& key, std::optional<size_t> before, int64_t a,
                      int64_t b) {
    const std::optional<PairLine> line = line_of(key, a, b, comparison_.population.has_value());
    if (cells_.combinations) {
      if (line) cells_.combinations->add_line(key.segment, *line, b - a);
      if (before && key.to != kAbsent)
        cells_.combinations->add_switch(layout.key(code_at(earlier_, before), SlotCode{}).segment, key.segment, a);
    }
    for (size_t dimension = 0; dimension < cells_.dimensions.size(); ++dimension) {
      const std::string& value = layout.segments().tuples[key.segment][dimension];
      if (line) cells_.dimensions[dimension].add_line(value, *line, b - a);
      if (before && key.to != kAbsent)
        cells_.dimensions[dimension].add_switch(earlier_.header.segments.tuples[earlier_.segment[*before]][dimension],
                                                value, a);
    }
  }

  void refuse_money() {
    comparison_.verdict.money = Verdict::not_comparable;
    comparison_.verdict.money_reasons = {kWithheld};
    comparison_.bridge.reset();
    comparison_.population.reset();
    comparison_.by_segment.clear();
    comparison_.exchange.reset();
    comparison_.prices.reset();
  }

  void refuse_states() {
    comparison_.verdict.states = Verdict::not_comparable;
    comparison_.verdict.state_reasons = {kWithheld};
    comparison_.transitions.clear();
    comparison_.estimated.reset();
    comparison_.linked.reset();
    comparison_.verdict.waves.clear();
    told_.transitions = false;
  }

  void tell_states() {
    if (!comparison_.verdict.waves.empty()) {
      told_.transitions = false;  // waves link sums, and no transition is there to tell
      return;
    }
    if (telling_.transitions) hide_transitions();
    if (!telling_.transitions || !told_.transitions) {
      refuse_states();
      return;
    }
    add_margins();
    std::map<std::pair<uint8_t, uint8_t>, Transition> told;
    for (const Transition& line : comparison_.transitions) {
      const std::pair<uint8_t, uint8_t> key{told_.before.told_as(line.from), told_.after.told_as(line.to)};
      if (std::binary_search(told_.hidden.begin(), told_.hidden.end(), key)) continue;
      Transition& sum = told[key];
      sum.from = key.first;
      sum.to = key.second;
      sum.subjects += line.subjects;
      sum.money_from += line.money_from;
      sum.money_to += line.money_to;
    }
    comparison_.transitions.clear();
    for (const auto& [key, line] : told) comparison_.transitions.push_back(line);
  }

  void add_margins() {
    std::map<uint8_t, ToldPair::Margin> before;
    std::map<uint8_t, ToldPair::Margin> after;
    for (const Transition& line : comparison_.transitions) {
      const auto add = [&](std::map<uint8_t, ToldPair::Margin>& margins, uint8_t state, int64_t money) {
        if (state == kAbsent) return;
        ToldPair::Margin& margin = margins[state];
        margin.state = state;
        margin.members += line.subjects;
        margin.money += money;
      };
      add(before, told_.before.told_as(line.from), line.money_from);
      add(after, told_.after.told_as(line.to), line.money_to);
    }
    for (const auto& [state, margin] : before) told_.margins_before.push_back(margin);
    for (const auto& [state, margin] : after) told_.margins_after.push_back(margin);
  }

  /// States of one side as told, nobody last.
  static std::vector<uint8_t> axis(const std::vector<StateSpec>& states, const StateGroups& groups) {
    std::vector<uint8_t> codes;
    for (size_t state = 0; state <= states.size(); ++state) {
      const uint8_t code = state < states.size() ? static_cast<uint8_t>(state) : kUnmeasured;
      if (groups.told_as(code) == code) codes.push_back(code);
    }
    codes.push_back(kAbsent);
    return codes;
  }

  void hide_transitions() {
    const std::vector<uint8_t> rows = axis(comparison_.states, told_.before);
    const std::vector<uint8_t> columns = axis(comparison_.states, told_.after);
    TwoWayTable table{rows.size(), columns.size(), {}, {}, true, {}};
    const size_t places = table.rows * table.columns;
    table.measures.assign(2, std::vector<DisclosureCell>(places));
    table.impossible.assign(2, std::vector<bool>(places, false));
    for (size_t row = 0; row < rows.size(); ++row) {
      for (size_t column = 0; column < columns.size(); ++column) {
        const size_t place = table.at(row, column);
        table.impossible[0][place] = rows[row] == kAbsent;
        table.impossible[1][place] = columns[column] == kAbsent;
        const auto square = cells_.squares.find({rows[row], columns[column]});
        if (square == cells_.squares.end()) continue;
        table.measures[0][place] = square->second.before;
        table.measures[1][place] = square->second.after;
      }
    }
    const std::optional<std::vector<bool>> hidden = margins_are_safe(table) ? protect(table, rule_) : std::nullopt;
    told_.transitions = hidden.has_value();
    for (size_t place = 0; hidden && place < places; ++place) {
      if ((*hidden)[place]) told_.hidden.emplace_back(rows[place / columns.size()], columns[place % columns.size()]);
    }
    std::sort(told_.hidden.begin(), told_.hidden.end());
  }

  bool margins_are_safe(const TwoWayTable& table) const {
    for (const std::vector<DisclosureCell>& cells : table.measures) {
      std::vector<DisclosureCell> sums(table.rows + table.columns);
      for (size_t place = 0; place < cells.size(); ++place) {
        for (const size_t line : {place / table.columns, table.rows + place % table.columns})
          sums[line] = united(sums[line], cells[place]);
      }
      if (std::any_of(sums.begin(), sums.end(), [&](const auto& sum) { return is_unsafe(sum, rule_); })) return false;
    }
    return true;
  }

  const DisclosureCell& line(PairLine which) const { return cells_.lines[static_cast<size_t>(which)]; }

  /// How finely everybody's movements can be told.
  BridgeDetail bridge_detail() const {
    BridgeDetail detail;
    const auto unsafe = [&](const DisclosureCell& cell) { return is_unsafe(cell, rule_); };
    const DisclosureCell arrived = united(line(PairLine::added_new), line(PairLine::reactivation));
    detail.arrivals = !unsafe(line(PairLine::added_new)) && !unsafe(line(PairLine::reactivation));
    // Transitions tell what those brought who were no members, so the others among the arrived follow.
    const bool by_members = told_.transitions && (unsafe(cells_.arrived_absent) || unsafe(cells_.arrived_members));
    detail.growth = telling_.arrivals && !unsafe(arrived) && !unsafe(line(PairLine::expansion)) && !by_members;
    if (!detail.growth) detail.arrivals = false;
    const bool left_by_members = told_.transitions && (unsafe(cells_.left_absent) || unsafe(cells_.left_members));
    detail.losses =
        telling_.losses && !unsafe(line(PairLine::contraction)) && !unsafe(line(PairLine::churn)) && !left_by_members;
    // Members who arrived less those who left are known from the members of both cycles, so all counts go or none.
    detail.counts = detail.growth && detail.losses;
    DisclosureCell gains = united(arrived, line(PairLine::expansion));
    DisclosureCell losses = united(line(PairLine::contraction), line(PairLine::churn));
    if (!detail.growth && told_.transitions)
      detail.movements = !unsafe(united(cells_.arrived_members, line(PairLine::expansion)));
    if (!detail.losses && told_.transitions && unsafe(united(cells_.left_members, line(PairLine::contraction))))
      detail.movements = false;
    if (unsafe(gains) || unsafe(losses)) detail.movements = false;
    if (!detail.movements) return {false, false, false, false, false};
    return detail;
  }

  void tell_money() {
    const bool few_moved_population =
        is_unsafe(line(PairLine::entered), rule_) || is_unsafe(line(PairLine::exited), rule_);
    if (!telling_.bridge || few_moved_population) {
      refuse_money();
      return;
    }
    told_.bridge = bridge_detail();
    join_segments();
  }

  void join_segments() {
    const std::vector<std::string>& names = comparison_.segments.dimensions;
    SegmentRecode how{std::min({names.size(), telling_.before.segments.dimensions, telling_.after.segments.dimensions,
                                told_.bridge.movements ? names.size() : 0}),
                      {}};
    how.values.resize(names.size());
    std::vector<std::set<std::string>> joined(how.dimensions);
    for (size_t dimension = 0; dimension < how.dimensions; ++dimension) {
      for (const ToldCycle* cycle : {&telling_.before, &telling_.after}) {
        for (const auto& [value, told] : cycle->segments.values[dimension]) joined[dimension].insert(value);
      }
      joined[dimension] = cells_.dimensions[dimension].safe_values(joined[dimension], told_.bridge, rule_);
    }
    join_across(joined);
    for (size_t dimension = 0; dimension < how.dimensions; ++dimension) {
      for (const std::string& value : joined[dimension]) how.values[dimension][value] = kOtherSegments;
    }
    recode_segments(how);
  }

  /// Joins further values until no row is known less what lies in it of another dimension.
  void join_across(std::vector<std::set<std::string>>& joined) const {
    if (!cells_.combinations) return;
    while (const auto next = cells_.combinations->value_to_join(joined, told_.bridge, rule_)) {
      std::set<std::string>& values = joined[next->dimension];
      values.insert(next->value);
      values = cells_.dimensions[next->dimension].safe_values(values, told_.bridge, rule_);
    }
  }

  void recode_segments(const SegmentRecode& how) {
    if (!how.changes(comparison_.segments)) return;
    const RecodedSegments told = recode(comparison_.segments, how);
    std::vector<Cell> cells = comparison_.cells;
    for (Cell& cell : cells) cell.segment = told.into[cell.segment];
    Comparison fresh = figures_from_cells(comparison_.earlier, comparison_.later, comparison_.verdict, std::move(cells),
                                          told.segments);
    comparison_.by_segment = std::move(fresh.by_segment);
    comparison_.segments = std::move(fresh.segments);
    if (comparison_.estimated) comparison_.estimated->by_segment.clear();
    // What is left of a dimension whose values are all told together is everybody once more.
    for (size_t dimension = 0; dimension < how.dimensions; ++dimension) {
      const std::string other = comparison_.segments.dimensions[dimension] + " = " + kOtherSegments;
      const bool alone = std::all_of(comparison_.segments.tuples.begin(), comparison_.segments.tuples.end(),
                                     [&](const auto& tuple) { return tuple[dimension] == kOtherSegments; });
      if (alone) std::erase_if(comparison_.by_segment, [&](const auto& line) { return line.segment == other; });
    }
  }

  /// Estimates of parts say what was measured of each, so they are told only where all parts are.
  void withhold_estimates() {
    if (!comparison_.estimated) return;
    for (const StateGroups* groups : {&told_.before, &told_.after}) {
      const std::array<bool, kPlainParts> told = told_parts(comparison_.states, *groups);
      if (std::find(told.begin(), told.end(), false) == told.end()) continue;
      comparison_.estimated.reset();
      return;
    }
    if (!telling_.before.hidden.empty() || !telling_.after.hidden.empty()) comparison_.estimated->by_segment.clear();
    for (size_t part = 0; part < comparison_.estimated->retention.size(); ++part) {
      const PartMoves& moves = cells_.moves[part];
      if (is_unsafe(moves.grown, rule_) || is_unsafe(moves.shrunk, rule_) || is_unsafe(moves.left, rule_))
        comparison_.estimated->retention[part].reset();
    }
  }

  /// Keeps the effects of exchange rates and prices only where enough members have money in other currencies, or nobody
  /// has, and never tells currencies apart: a currency can be one customer.
  void withhold_exchange() {
    if (!comparison_.exchange && !comparison_.prices) return;
    DisclosureCell foreign;
    for (size_t i = 0; i < later_.size(); ++i) {
      int64_t amount = later_.local.empty() ? 0 : later_.money[i];
      for (const LocalMoney& local : later_.local) {
        if (local.currency == later_.header.metric.currency) amount -= local.values[i];
      }
      if (amount != 0) add_contributor(foreign, amount);
    }
    if (is_unsafe(foreign, rule_) || !told_.bridge.growth) {
      comparison_.exchange.reset();
      comparison_.prices.reset();
    }
    if (comparison_.exchange) comparison_.exchange->lines.clear();
    if (comparison_.prices) comparison_.prices->lines.clear();
  }

  Comparison& comparison_;
  const Snapshot& earlier_;
  const Snapshot& later_;
  const PairTelling& telling_;
  const DisclosureRule& rule_;
  PairCells cells_;
  ToldPair told_;
};

}  // namespace

void tell_pair(Comparison& comparison, const Snapshot& earlier, const Snapshot& later, const PairTelling& telling) {
  PairTeller(comparison, earlier, later, telling).tell();
}

PairDifference pair_difference(const PairSide& earlier, const Snapshot& between, const PairSide& later,
                               const DisclosureRule& rule) {
  // Members of one of two cycles only, by state as told in the third, and those who were active in one of them only.
  std::map<std::tuple<int, bool, uint8_t>, DisclosureCell> presence;
  std::map<std::pair<int, bool>, DisclosureCell> activity;
  const auto is_active = [](const Snapshot& snapshot, size_t place) {
    return (snapshot.activity[place] & kActive) != 0;
  };
  size_t middle = 0;
  for_each_pair(earlier.snapshot, later.snapshot, [&](std::optional<size_t> before, std::optional<size_t> after) {
    const SubjectNumber subject = before ? earlier.snapshot.subjects[*before] : later.snapshot.subjects[*after];
    while (middle < between.size() && between.subjects[middle] < subject) ++middle;
    const bool is_member = middle < between.size() && between.subjects[middle] == subject;
    const bool is_here = is_member && is_active(between, middle);
    const bool was = before && is_active(earlier.snapshot, *before);
    const bool is = after && is_active(later.snapshot, *after);
    const auto add = [&](int side, const PairSide& cycle, size_t place, bool other_member, bool other_active) {
      const int64_t money = cycle.snapshot.money[place];
      const uint8_t state = cycle.states.told_as(cycle.snapshot.state[place]);
      if (other_member != is_member) add_contributor(presence[{side, is_member, state}], money);
      if (is_active(cycle.snapshot, place) && other_active != is_here)
        add_contributor(activity[{side, is_here}], money);
    };
    if (after) add(0, later, *after, before.has_value(), was);
    if (before) add(1, earlier, *before, after.has_value(), is);
  });
  PairDifference difference;
  for (const auto& [which, cell] : presence) difference.presence = difference.presence || is_unsafe(cell, rule);
  for (const auto& [which, cell] : activity) {
    bool& few = which.first == 0 ? difference.arrivals : difference.losses;
    few = few || is_unsafe(cell, rule);
  }
  return difference;
}

}  // namespace vk
