#include "core/engine/withhold_plan.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/report/protect_table.hpp"
#include "core/report/safe_segments.hpp"

namespace vk {
namespace {

/// What a figure of a plan is of, with the money of each of its members over all their contacts.
template <typename Key>
using PlanCells = std::map<Key, std::map<SubjectNumber, int64_t>>;

DisclosureCell cell_of(const std::map<SubjectNumber, int64_t>& members) {
  DisclosureCell cell;
  for (const auto& [subject, money] : members) add_contributor(cell, money);
  return cell;
}

/// The keys that are told as one.
template <typename Key>
std::set<Key> joined_keys(const PlanCells<Key>& figures, const DisclosureRule& rule) {
  std::vector<DisclosureCell> cells;
  std::vector<Key> keys;
  for (const auto& [key, members] : figures) {
    keys.push_back(key);
    cells.push_back(cell_of(members));
  }
  std::set<Key> joined;
  for (const size_t place : joined_cells(cells, rule)) joined.insert(keys[place]);
  return joined;
}

using Aim = std::pair<std::string, std::string>;

/// Aims count everybody with a proposal; money and contacts only the planned ones, so both must be enough.
std::set<Aim> joined_aims(const ContentPlan& plan, const DisclosureRule& rule) {
  PlanCells<Aim> planned;
  PlanCells<Aim> held_back;
  for (const ContentRow& row : plan.rows) {
    PlanCells<Aim>& cells = row.decision == ContactDecision::planned ? planned : held_back;
    cells[{row.state, row.action}][row.subject] += row.money;
  }
  std::set<Aim> joined = joined_keys(planned, rule);
  // Aims that are joined are one aim from here on; what was held back of each may ask for more.
  for (bool grows = true; grows;) {
    PlanCells<Aim> told;
    const Aim together{kOtherSegments, kOtherSegments};
    for (const auto& [aim, members] : held_back) {
      for (const auto& [subject, money] : members) told[joined.contains(aim) ? together : aim][subject] += money;
    }
    const size_t before = joined.size();
    for (const Aim& aim : joined_keys(told, rule)) {
      if (aim != together) joined.insert(aim);
    }
    grows = joined.size() != before;
  }
  return joined;
}

std::set<std::string> joined_owners(const ContentPlan& plan, const std::string& channel, const DisclosureRule& rule) {
  PlanCells<std::string> owners;
  for (const ContentRow& row : plan.rows) {
    if (row.decision == ContactDecision::planned && row.channel == channel) owners[row.owner][row.subject] += row.money;
  }
  return joined_keys(owners, rule);
}

/// Whether all planned and all held-back contacts, and those of each channel, are of enough members.
bool has_enough(const ContentPlan& plan, const DisclosureRule& rule) {
  PlanCells<std::string> cells;
  for (const ContentRow& row : plan.rows) {
    const bool planned = row.decision == ContactDecision::planned;
    cells[planned ? "planned" : "held back"][row.subject] += row.money;
    if (planned) cells["channel " + row.channel][row.subject] += row.money;
  }
  return std::none_of(cells.begin(), cells.end(),
                      [&](const auto& cell) { return is_unsafe(cell_of(cell.second), rule); });
}

}  // namespace

bool withhold_plan(const DisclosureRule& rule, ContentPlan& plan) {
  if (!has_enough(plan, rule)) return false;
  const std::set<Aim> aims = joined_aims(plan, rule);
  std::map<std::string, std::set<std::string>> owners;
  for (const ContentRow& row : plan.rows) {
    if (!owners.contains(row.channel)) owners[row.channel] = joined_owners(plan, row.channel, rule);
  }
  for (ContentRow& row : plan.rows) {
    if (owners[row.channel].contains(row.owner)) row.owner = kOtherSegments;
    if (!aims.contains({row.state, row.action})) continue;
    row.state = kOtherSegments;
    row.action = kOtherSegments;
  }
  return true;
}

std::map<std::string, size_t> told_held_back(const DisclosureRule& rule, std::span<const ContentPlan> plans) {
  const auto rule_of = [](const ContentRow& row) {
    return row.rule.empty() ? std::string{to_string(row.decision)} : row.rule;
  };
  PlanCells<std::string> cells;
  for (const ContentPlan& plan : plans) {
    for (const ContentRow& row : plan.rows) {
      if (row.decision != ContactDecision::planned) cells[rule_of(row)][row.subject] += row.money;
    }
  }
  const std::set<std::string> joined = joined_keys(cells, rule);
  std::map<std::string, size_t> counts;
  for (const ContentPlan& plan : plans) {
    for (const ContentRow& row : plan.rows) {
      if (row.decision == ContactDecision::planned) continue;
      const std::string name = rule_of(row);
      ++counts[joined.contains(name) ? kOtherSegments : name];
    }
  }
  return counts;
}

}  // namespace vk
