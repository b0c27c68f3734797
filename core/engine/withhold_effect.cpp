#include "core/engine/withhold_effect.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace vk {
namespace {

/// Somebody of the trial as the effect counts them: of several rows the last one that consent allows.
struct TrialMember {
  std::string state;
  bool held_out = false;
  bool contacted = false;
};

/// Whose money, in the earlier cycle and the later.
using ArmCells = std::array<DisclosureCell, 2>;

struct EffectArms {
  std::map<bool, ArmCells> all;  ///< by whether held out
  std::map<std::string, std::map<bool, ArmCells>> by_state;
  std::array<ArmCells, 2> between;  ///< neither contacted nor held out: by capacity or rules, and by consent
};

EffectArms arms_of(const ContentPlan& plan, MemberSource& earlier, MemberSource& later) {
  std::map<SubjectNumber, TrialMember> trial;
  std::map<SubjectNumber, bool> refused;
  for (const ContentRow& row : plan.rows) {
    if (row.decision == ContactDecision::no_consent) {
      refused[row.subject] = true;
      continue;
    }
    TrialMember& member = trial[row.subject];
    member.state = row.state;
    member.held_out = row.decision == ContactDecision::holdout;
    member.contacted = member.contacted || row.decision == ContactDecision::planned;
  }
  EffectArms arms;
  const std::array<MemberSource*, 2> cycles{&earlier, &later};
  for (size_t cycle = 0; cycle < cycles.size(); ++cycle) {
    std::map<SubjectNumber, int64_t> money;
    for_each_slice(*cycles.at(cycle), [&](const Snapshot& slice) {
      for (size_t i = 0; i < slice.size(); ++i) {
        if (trial.contains(slice.subjects[i]) || refused.contains(slice.subjects[i]))
          money[slice.subjects[i]] = slice.money[i];
      }
    });
    for (const auto& [subject, member] : trial) {
      const int64_t amount = money[subject];
      add_contributor(arms.all[member.held_out].at(cycle), amount);
      add_contributor(arms.by_state[member.state][member.held_out].at(cycle), amount);
      if (!member.held_out && !member.contacted) add_contributor(arms.between[0].at(cycle), amount);
    }
    for (const auto& [subject, is_refused] : refused) {
      if (!trial.contains(subject)) add_contributor(arms.between[1].at(cycle), money[subject]);
    }
  }
  return arms;
}

/// Intervals tell the spread of an arm, and of few that is nearly as good as their money.
bool are_few(const ArmCells& cells, const DisclosureRule& rule) {
  return std::any_of(cells.begin(), cells.end(), [&](const DisclosureCell& cell) {
    return is_unsafe(cell, rule) || cell.contributors < kLeastAnswers;
  });
}

bool has_few(std::map<bool, ArmCells>& arms, const DisclosureRule& rule) {
  return are_few(arms[false], rule) || are_few(arms[true], rule);
}

}  // namespace

bool withhold_effect(const DisclosureRule& rule, const ContentPlan& plan, MemberSource& earlier, MemberSource& later,
                     HoldoutEffect& effect) {
  EffectArms arms = arms_of(plan, earlier, later);
  if (has_few(arms.all, rule)) return false;
  const auto tells_few = [&](const ArmCells& cells) {
    return std::any_of(cells.begin(), cells.end(), [&](const DisclosureCell& cell) { return is_unsafe(cell, rule); });
  };
  if (std::any_of(arms.between.begin(), arms.between.end(), tells_few)) {
    effect.all.difference.reset();
    effect.all.change.reset();
    effect.blocked.reset();
  }
  // Members of arms are told by state, so those of states that are not told follow.
  std::map<bool, ArmCells> rest;
  for (auto& [state, own] : arms.by_state) {
    const auto told = std::find_if(effect.by_state.begin(), effect.by_state.end(),
                                   [&, &name = state](const ArmEffect& arm) { return arm.state == name; });
    const bool is_told = told != effect.by_state.end() && told->adjusted && !has_few(own, rule);
    if (is_told) continue;
    if (told != effect.by_state.end()) effect.by_state.erase(told);
    for (const bool held_out : {false, true}) {
      for (size_t cycle = 0; cycle < 2; ++cycle)
        rest[held_out].at(cycle) = united(rest[held_out].at(cycle), own[held_out].at(cycle));
    }
  }
  if (!rest.empty() && has_few(rest, rule)) effect.by_state.clear();
  return true;
}

}  // namespace vk
