#include "core/content/holdout_effect.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/base/error.hpp"
#include "core/content/holdout.hpp"

namespace vk {
namespace {

/// One subject of the trial.
struct TrialUnit {
  bool held_out = false;
  double before = 0;
  double after = 0;
  std::string state;
};

double money_in(const Snapshot& snapshot, SubjectNumber subject) {
  const auto found = std::lower_bound(snapshot.subjects.begin(), snapshot.subjects.end(), subject);
  if (found == snapshot.subjects.end() || *found != subject) return 0;
  return static_cast<double>(snapshot.money[static_cast<size_t>(found - snapshot.subjects.begin())]);
}

/// The subjects that consent allowed, by number.
std::map<SubjectNumber, TrialUnit> units_of(const ContentPlan& plan, const Snapshot& earlier, const Snapshot& later) {
  std::map<SubjectNumber, TrialUnit> units;
  for (const ContentRow& row : plan.rows) {
    if (row.decision == ContactDecision::no_consent) continue;
    TrialUnit& unit = units[row.subject];
    unit.held_out = row.decision == ContactDecision::holdout;
    unit.before = money_in(earlier, row.subject);
    unit.after = money_in(later, row.subject);
    unit.state = row.state;
  }
  return units;
}

/// Both arms as columns.
struct Arms {
  Arm treated;
  Arm held_out;
  std::vector<double> treated_change;
  std::vector<double> held_out_change;

  void add(const TrialUnit& unit) {
    Arm& arm = unit.held_out ? held_out : treated;
    arm.outcome.push_back(unit.after);
    arm.before.push_back(unit.before);
    (unit.held_out ? held_out_change : treated_change).push_back(unit.after - unit.before);
  }
};

EffectPrecision precision_of(size_t smaller) {
  constexpr size_t kFull = 50;
  constexpr size_t kFew = 10;
  return smaller >= kFull  ? EffectPrecision::full
         : smaller >= kFew ? EffectPrecision::approximate
                           : EffectPrecision::none;
}

bool opposed(const std::optional<Effect>& a, const std::optional<Effect>& b) {
  return a && b && a->per_unit * b->per_unit < 0;
}

ArmEffect arm_effect(const std::string& state, const Arms& arms, double level) {
  ArmEffect effect;
  effect.state = state;
  effect.treated = arms.treated.outcome.size();
  effect.held_out = arms.held_out.outcome.size();
  effect.precision = precision_of(std::min(effect.treated, effect.held_out));
  if (effect.precision == EffectPrecision::none) return effect;
  effect.adjusted = adjusted_effect(arms.treated, arms.held_out, level);
  effect.difference = welch_effect(arms.treated.outcome, arms.held_out.outcome, level);
  effect.change = welch_effect(arms.treated_change, arms.held_out_change, level);
  effect.signs_disagree = opposed(effect.adjusted, effect.difference) || opposed(effect.adjusted, effect.change);
  return effect;
}

}  // namespace

std::string_view to_string(EffectPrecision precision) {
  switch (precision) {
    case EffectPrecision::full:
      return "full";
    case EffectPrecision::approximate:
      return "approximate";
    case EffectPrecision::none:
      return "none";
  }
  return "none";
}

HoldoutEffect holdout_effect(const ContentPlan& plan, const Snapshot& earlier, const Snapshot& later, double level) {
  if (!plan.holdout) {
    throw Error(ErrorCode::invalid_input, fmt::format("{} held nobody out", to_string(plan.name)));
  }
  if (later.header.metric.currency != plan.currency || earlier.header.metric.currency != plan.currency) {
    throw Error(ErrorCode::invalid_input,
                fmt::format("{} is in {}, the cycles are not", to_string(plan.name), plan.currency.code()));
  }
  HoldoutEffect effect;
  effect.content = plan.name;
  effect.earlier = earlier.header.name;
  effect.later = later.header.name;
  effect.currency = plan.currency;
  effect.share = plan.holdout->share;
  effect.split_p = plan.holdout->split_p;
  effect.split_fits = effect.split_p >= kSplitMismatch;
  Arms all;
  std::map<std::string, Arms> by_state;
  std::map<std::string, EffectBlock> blocks;
  for (const auto& [subject, unit] : units_of(plan, earlier, later)) {
    all.add(unit);
    by_state[unit.state].add(unit);
    EffectBlock& block = blocks[unit.state];
    (unit.held_out ? block.held_out : block.treated).push_back(unit.after);
  }
  effect.all.treated = all.treated.outcome.size();
  effect.all.held_out = all.held_out.outcome.size();
  if (!effect.split_fits) return effect;
  effect.all = arm_effect("", all, level);
  std::vector<EffectBlock> inside;
  for (const auto& [state, block] : blocks) inside.push_back(block);
  if (effect.all.precision != EffectPrecision::none) effect.blocked = blocked_effect(inside, level);
  for (const StateSpec& state : earlier.header.states) {
    const auto found = by_state.find(state.name);
    if (found != by_state.end()) effect.by_state.push_back(arm_effect(state.name, found->second, level));
  }
  return effect;
}

Association association(const std::vector<UnitMoney>& units, double level) {
  std::vector<double> treated, others, treated_placebo, others_placebo;
  for (const UnitMoney& unit : units) {
    (unit.treated ? treated : others).push_back(unit.after - unit.before);
    (unit.treated ? treated_placebo : others_placebo).push_back(unit.before - unit.before_last);
  }
  Association result;
  result.placebo = welch_effect(treated_placebo, others_placebo, level);
  result.placebo_failed = result.placebo && (result.placebo->interval.low > 0 || result.placebo->interval.high < 0);
  if (!result.placebo_failed) result.change = welch_effect(treated, others, level);
  return result;
}

}  // namespace vk
