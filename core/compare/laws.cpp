#include <fmt/format.h>

#include <algorithm>

#include "core/compare/compare.hpp"
#include "core/compare/figures.hpp"

namespace vk {
namespace {

using Wide = Cell::Wide;
using Problems = std::vector<std::string>;

/// Adds `law` when the two sides differ.
template <typename T>
void expect(Problems& problems, std::string_view law, T left, T right) {
  if (left != right) problems.push_back(fmt::format("{}: {} is not {}", law, left, right));
}

void check_money(const MoneyBridge& bridge, std::string_view name, Problems& problems) {
  const Wide moved = static_cast<Wide>(bridge.opening) + bridge.added_new + bridge.reactivation + bridge.expansion -
                     bridge.contraction - bridge.churn;
  expect(problems, fmt::format("{}: opening and movements give the closing", name), moved,
         static_cast<Wide>(bridge.closing));
  if (bridge.expansion < 0 || bridge.contraction < 0) {
    problems.push_back(fmt::format("{}: expansion {} and contraction {} are not below zero", name, bridge.expansion,
                                   bridge.contraction));
  }
}

void check_subjects(const MoneyBridge& bridge, std::string_view name, Problems& problems) {
  const uint64_t kept = bridge.subjects_expanded + bridge.subjects_contracted + bridge.subjects_flat;
  expect(problems, fmt::format("{}: kept and churned subjects are those of the opening", name),
         kept + bridge.subjects_churned, bridge.subjects_opening);
  expect(problems, fmt::format("{}: kept, new and reactivated subjects are those of the closing", name),
         kept + bridge.subjects_new + bridge.subjects_reactivated, bridge.subjects_closing);
}

/// Members and money of both cycles as a list of parts counts them.
struct BothCycles {
  uint64_t members_before = 0;
  uint64_t members_after = 0;
  Wide money_before = 0;
  Wide money_after = 0;

  template <typename Part>
  void add(const Part& part) {
    if (part.from != kAbsent) members_before += part.subjects;
    if (part.to != kAbsent) members_after += part.subjects;
    money_before += part.money_from;
    money_after += part.money_to;
  }
};

void check_both(const BothCycles& sums, const Comparison& comparison, std::string_view name, Problems& problems) {
  expect(problems, fmt::format("{} add up to the earlier members", name), sums.members_before,
         comparison.earlier.members);
  expect(problems, fmt::format("{} add up to the later members", name), sums.members_after, comparison.later.members);
  expect(problems, fmt::format("{} add up to the earlier base", name), sums.money_before,
         static_cast<Wide>(comparison.earlier.base.minor));
  expect(problems, fmt::format("{} add up to the later base", name), sums.money_after,
         static_cast<Wide>(comparison.later.base.minor));
}

void check_cells(const Comparison& comparison, Problems& problems) {
  BothCycles sums;
  for (const Cell& cell : comparison.cells) {
    sums.add(cell);
    const std::string name =
        fmt::format("cell {}/{}/{}/{}", cell.segment, cell.from, cell.to, static_cast<int>(cell.movement));
    expect(problems, name + ": gains less losses are the change", static_cast<Wide>(cell.gain) - cell.loss,
           static_cast<Wide>(cell.money_to) - cell.money_from);
    if (cell.movement == Movement::none && (cell.money_from != 0 || cell.money_to != 0)) {
      problems.push_back(name + ": subjects without activity have money");
    }
  }
  check_both(sums, comparison, "cells", problems);
}

/// Bases of both cycles as an exposure counts them.
void check_exposure(const SegmentFigures& all, const Comparison& comparison, Problems& problems) {
  expect(problems, "secured, at risk, leaving and unmeasured are the earlier base", all.before.base(),
         comparison.earlier.base.minor);
  expect(problems, "secured, at risk, leaving and unmeasured are the later base", all.after.base(),
         comparison.later.base.minor);
}

/// `sum` with the figures of one segment added, as far as int64 goes.
MoneyBridge added(MoneyBridge sum, const MoneyBridge& part) {
  sum.opening += part.opening;
  sum.added_new += part.added_new;
  sum.reactivation += part.reactivation;
  sum.expansion += part.expansion;
  sum.contraction += part.contraction;
  sum.churn += part.churn;
  sum.closing += part.closing;
  sum.subjects_opening += part.subjects_opening;
  sum.subjects_new += part.subjects_new;
  sum.subjects_reactivated += part.subjects_reactivated;
  sum.subjects_expanded += part.subjects_expanded;
  sum.subjects_contracted += part.subjects_contracted;
  sum.subjects_flat += part.subjects_flat;
  sum.subjects_churned += part.subjects_churned;
  sum.subjects_closing += part.subjects_closing;
  return sum;
}

void check_segments(const Comparison& comparison, Problems& problems) {
  for (const std::string& dimension : comparison.segments.dimensions) {
    MoneyBridge total;
    for (const SegmentFigures& figures : comparison.by_segment) {
      if (figures.segment.starts_with(dimension + " = ")) total = added(total, figures.bridge);
    }
    if (total != *comparison.bridge)
      problems.push_back(fmt::format("the segments of {} do not add up to the bridge", dimension));
  }
}

void check_bridge(const Comparison& comparison, Problems& problems) {
  for (const SegmentFigures& figures : comparison.by_segment) {
    check_money(figures.bridge, figures.segment, problems);
    check_subjects(figures.bridge, figures.segment, problems);
  }
  const MoneyBridge& bridge = *comparison.bridge;
  check_money(bridge, "bridge", problems);
  check_subjects(bridge, "bridge", problems);
  const PopulationChange population = comparison.population.value_or(PopulationChange{});
  expect(problems, "opening and exits are the earlier base",
         static_cast<Wide>(bridge.opening) + population.money_exited, static_cast<Wide>(comparison.earlier.base.minor));
  expect(problems, "closing and entries are the later base",
         static_cast<Wide>(bridge.closing) + population.money_entered, static_cast<Wide>(comparison.later.base.minor));
  const std::vector<Cell> common = comparison.population ? common_cells(comparison.cells) : comparison.cells;
  if (bridge != bridge_from_cells(common)) problems.emplace_back("the bridge is not that of the cells");
}

}  // namespace

std::vector<std::string> broken_laws(const Comparison& comparison) {
  Problems problems;
  const bool money = comparison.verdict.money != Verdict::not_comparable;
  const bool states = comparison.verdict.follows_members();
  if (comparison.bridge.has_value() != money)
    problems.emplace_back("a bridge is there exactly when money is comparable");
  if (!states && !comparison.transitions.empty())
    problems.emplace_back("states are not comparable, but transitions are there");
  if (comparison.linked && comparison.verdict.waves.empty())
    problems.emplace_back("no bridge wave links the states, but a linked change is there");
  if (money || states) check_cells(comparison, problems);
  if (money && comparison.bridge) {
    check_bridge(comparison, problems);
    check_segments(comparison, problems);
    if (comparison.by_segment.empty()) {
      problems.emplace_back("the figures of all segments together are missing");
    } else {
      check_exposure(comparison.by_segment.front(), comparison, problems);
    }
  }
  if (states) {
    BothCycles sums;
    for (const Transition& transition : comparison.transitions) sums.add(transition);
    check_both(sums, comparison, "transitions", problems);
  }
  return problems;
}

}  // namespace vk
