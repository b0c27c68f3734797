#include "core/report/told_pair.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "core/compare/compare.hpp"
#include "core/report/protect_table.hpp"

namespace vk {
namespace {

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

/// A comparison's squares by state as told.
using ToldSquares = std::map<std::pair<uint8_t, uint8_t>, PairCells::Square>;

/// Whether there is anything to tell that rules could forbid.
bool is_comparable(const Comparability& verdict) {
  return verdict.states != Verdict::not_comparable || verdict.money != Verdict::not_comparable;
}

class PairTeller {
 public:
  PairTeller(Comparison& comparison, const PairCells& cells, const PairTelling& telling)
      : comparison_(comparison), cells_(cells), telling_(telling), rule_(telling.rule) {}

  void tell() {
    told_.before = mapped(telling_.before.states, comparison_.verdict);
    told_.after = telling_.after.states;
    if (!telling_.before.is_told || !telling_.after.is_told) {
      refuse_money();
      refuse_states();
    }
    if (comparison_.verdict.states != Verdict::not_comparable) tell_states();
    if (comparison_.verdict.money != Verdict::not_comparable) tell_money();
    withhold_estimates();
    withhold_exchange();
    comparison_.cells.clear();
    comparison_.told = std::move(told_);
  }

 private:
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

  ToldSquares told_squares() const {
    ToldSquares told;
    for (const auto& [way, square] : cells_.squares) {
      PairCells::Square& sum = told[{told_.before.told_as(way.first), told_.after.told_as(way.second)}];
      sum.before = united(sum.before, square.before);
      sum.after = united(sum.after, square.after);
    }
    return told;
  }

  void hide_transitions() {
    const ToldSquares squares = told_squares();
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
        const auto square = squares.find({rows[row], columns[column]});
        if (square == squares.end()) continue;
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
    if (!detail.movements) detail = {false, false, false, false, false};
    // With all counts told they follow, and say nothing new.
    detail.opening = detail.counts || telling_.before.active;
    detail.closing = detail.counts || telling_.after.active;
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
      const PairCells::PartMoves& moves = cells_.moves[part];
      // GRR less what left is what those lost who stayed.
      if (!are_safe({moves.grown, moves.shrunk, moves.contracted, moves.left}))
        comparison_.estimated->retention[part].reset();
    }
  }

  bool are_safe(const std::vector<DisclosureCell>& cells) const {
    return std::none_of(cells.begin(), cells.end(), [&](const DisclosureCell& cell) { return is_unsafe(cell, rule_); });
  }

  /// Tells of GRR and NRR what nobody can compute money of few from. Beside those of a cycle between they would tell
  /// who was active in one of the two only, by currency.
  template <typename Effect>
  void withhold_retention(Effect& effect, const EffectCells::Kept& cells) const {
    const bool alone = !telling_.over_others;
    effect.tells_nrr = alone && are_safe(cells.net) && (!told_.bridge.arrivals || are_safe(cells.came));
    effect.tells_grr = alone && are_safe(cells.gross) && (!effect.tells_nrr || are_safe(cells.both));
  }

  /// Keeps the effects of exchange rates and prices only where the money that they worked on is that of enough members
  /// in every currency, and never tells currencies apart: a currency can be one customer.
  void withhold_exchange() {
    if (comparison_.exchange && (!told_.bridge.growth || !are_safe(cells_.effects.exchange)))
      comparison_.exchange.reset();
    if (comparison_.prices && (!told_.bridge.growth || !are_safe(cells_.effects.prices))) comparison_.prices.reset();
    if (comparison_.exchange) {
      comparison_.exchange->lines.clear();
      withhold_retention(*comparison_.exchange, cells_.effects.exchange_kept);
    }
    if (comparison_.prices) {
      comparison_.prices->lines.clear();
      withhold_retention(*comparison_.prices, cells_.effects.prices_kept);
    }
  }

  Comparison& comparison_;
  const PairCells& cells_;
  const PairTelling& telling_;
  const DisclosureRule& rule_;
  ToldPair told_;
};

}  // namespace

bool needs_pair_cells(const Comparison& comparison, const PairTelling& telling) {
  return telling.before.is_told && telling.after.is_told && is_comparable(comparison.verdict);
}

void tell_pair(Comparison& comparison, const PairCells& cells, const PairTelling& telling) {
  PairTeller(comparison, cells, telling).tell();
}

PairDifference pair_difference(const PairDifferenceCells& cells, const DisclosureRule& rule) {
  const auto has_unsafe = [&](const std::vector<DisclosureCell>& which) {
    return std::any_of(which.begin(), which.end(), [&](const DisclosureCell& cell) { return is_unsafe(cell, rule); });
  };
  return {has_unsafe(cells.presence), has_unsafe(cells.arrivals), has_unsafe(cells.losses)};
}

}  // namespace vk
