#include "core/compare/figures.hpp"

#include <array>
#include <map>
#include <utility>

#include "core/compare/narrowed.hpp"

namespace vk {
namespace {

using Wide = Cell::Wide;

/// Money sums of a bridge while they are added up; 128 bits, so that no order of cells overflows.
struct WideBridge {
  Wide opening = 0;
  Wide added_new = 0;
  Wide reactivation = 0;
  Wide expansion = 0;
  Wide contraction = 0;
  Wide churn = 0;
  Wide closing = 0;
};

void add_kept(const Cell& cell, WideBridge& money, MoneyBridge& bridge) {
  money.expansion += cell.gain;
  money.contraction += cell.loss;
  bridge.subjects_opening += cell.subjects;
  bridge.subjects_closing += cell.subjects;
  bridge.subjects_expanded += cell.expanded;
  bridge.subjects_contracted += cell.contracted;
  bridge.subjects_flat += cell.subjects - cell.expanded - cell.contracted;
}

void add_cell(const Cell& cell, WideBridge& money, MoneyBridge& bridge) {
  money.opening += cell.money_from;
  money.closing += cell.money_to;
  switch (cell.movement) {
    case Movement::none:
      break;
    case Movement::added_new:
      money.added_new += cell.money_to;
      bridge.subjects_new += cell.subjects;
      bridge.subjects_closing += cell.subjects;
      break;
    case Movement::reactivation:
      money.reactivation += cell.money_to;
      bridge.subjects_reactivated += cell.subjects;
      bridge.subjects_closing += cell.subjects;
      break;
    case Movement::churn:
      money.churn += cell.money_from;
      bridge.subjects_churned += cell.subjects;
      bridge.subjects_opening += cell.subjects;
      break;
    case Movement::kept:
      add_kept(cell, money, bridge);
      break;
  }
}

/// Subjects and money by class: secured, at_risk, leaving, unmeasured.
struct ClassSums {
  std::array<Wide, 4> money{};
  std::array<uint64_t, 4> subjects{};

  void add(uint8_t state, std::span<const StateSpec> states, uint64_t count, int64_t amount) {
    if (state == kAbsent) return;
    const size_t money_class = state < states.size() ? static_cast<size_t>(states[state].money) : 3;
    money.at(money_class) += amount;
    subjects.at(money_class) += count;
  }

  Exposure exposure() const {
    Exposure result;
    result.secured = narrowed(money[0], "secured money");
    result.at_risk = narrowed(money[1], "money at risk");
    result.leaving = narrowed(money[2], "leaving money");
    result.unmeasured = narrowed(money[3], "unmeasured money");
    result.subjects_secured = subjects[0];
    result.subjects_at_risk = subjects[1];
    result.subjects_leaving = subjects[2];
    result.subjects_unmeasured = subjects[3];
    return result;
  }
};

Ratio ratio_of_opening(Wide numerator, int64_t opening) {
  return {narrowed(numerator, "kept money"), opening};
}

}  // namespace

MoneyBridge bridge_from_cells(std::span<const Cell> cells) {
  WideBridge money;
  MoneyBridge bridge;
  for (const Cell& cell : cells) add_cell(cell, money, bridge);
  bridge.opening = narrowed(money.opening, "opening money");
  bridge.added_new = narrowed(money.added_new, "new money");
  bridge.reactivation = narrowed(money.reactivation, "reactivated money");
  bridge.expansion = narrowed(money.expansion, "expansion");
  bridge.contraction = narrowed(money.contraction, "contraction");
  bridge.churn = narrowed(money.churn, "churned money");
  bridge.closing = narrowed(money.closing, "closing money");
  return bridge;
}

std::vector<Transition> transitions_from_cells(std::span<const Cell> cells) {
  struct Sums {
    uint64_t subjects = 0;
    Wide from = 0;
    Wide to = 0;
  };
  std::map<std::pair<uint8_t, uint8_t>, Sums> lines;
  for (const Cell& cell : cells) {
    Sums& line = lines[{cell.from, cell.to}];
    line.subjects += cell.subjects;
    line.from += cell.money_from;
    line.to += cell.money_to;
  }
  std::vector<Transition> transitions;
  for (const auto& [states, sums] : lines) {
    transitions.push_back({states.first, states.second, sums.subjects, narrowed(sums.from, "money before"),
                           narrowed(sums.to, "money after")});
  }
  return transitions;
}

Exposure exposure_before(std::span<const Cell> cells, std::span<const StateSpec> states) {
  ClassSums sums;
  for (const Cell& cell : cells) sums.add(cell.from, states, cell.subjects, cell.money_from);
  return sums.exposure();
}

Exposure exposure_after(std::span<const Cell> cells, std::span<const StateSpec> states) {
  ClassSums sums;
  for (const Cell& cell : cells) sums.add(cell.to, states, cell.subjects, cell.money_to);
  return sums.exposure();
}

PopulationChange population_from_cells(std::span<const Cell> cells) {
  PopulationChange change;
  Wide entered = 0;
  Wide exited = 0;
  for (const Cell& cell : cells) {
    if (cell.from == kAbsent) {
      change.subjects_entered += cell.subjects;
      entered += cell.money_to;
    } else if (cell.to == kAbsent) {
      change.subjects_exited += cell.subjects;
      exited += cell.money_from;
    }
  }
  change.money_entered = narrowed(entered, "money of those who entered");
  change.money_exited = narrowed(exited, "money of those who left the population");
  return change;
}

std::vector<Cell> common_cells(std::span<const Cell> cells) {
  std::vector<Cell> common;
  for (const Cell& cell : cells) {
    if (cell.from != kAbsent && cell.to != kAbsent) common.push_back(cell);
  }
  return common;
}

Ratio gross_revenue_retention(const MoneyBridge& bridge) {
  const Wide kept = static_cast<Wide>(bridge.opening) - bridge.contraction - bridge.churn;
  // At most 100 %: the churn of a negative amount (a refund) is no retained revenue.
  return ratio_of_opening(bridge.opening > 0 && kept > bridge.opening ? bridge.opening : kept, bridge.opening);
}

Ratio net_revenue_retention(const MoneyBridge& bridge) {
  const Wide kept = static_cast<Wide>(bridge.opening) + bridge.expansion - bridge.contraction - bridge.churn;
  return ratio_of_opening(kept, bridge.opening);
}

Ratio logo_retention(const MoneyBridge& bridge) {
  return {static_cast<int64_t>(bridge.subjects_opening - bridge.subjects_churned),
          static_cast<int64_t>(bridge.subjects_opening)};
}

}  // namespace vk
