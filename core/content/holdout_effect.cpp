#include "core/content/holdout_effect.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "core/base/error.hpp"
#include "core/content/holdout.hpp"

namespace vk {
namespace {

/// One subject of the trial.
struct TrialUnit {
  SubjectNumber subject = kNoSubject;
  int64_t before = 0;  ///< minor units; 0 for who is no member
  int64_t after = 0;
  uint32_t state = 0;  ///< in Trial::states
  bool held_out = false;
};

/// Everybody whom a plan put in an arm, in ascending order of subjects.
struct Trial {
  std::vector<std::string> states;  ///< as the plan names them; sorted
  std::vector<TrialUnit> units;

  std::optional<uint32_t> number_of(const std::string& state) const {
    const auto found = std::lower_bound(states.begin(), states.end(), state);
    if (found == states.end() || *found != state) return std::nullopt;
    return static_cast<uint32_t>(found - states.begin());
  }
};

/// The subjects that consent allowed; of a subject's rows the last one counts.
Trial trial_of(const ContentPlan& plan) {
  Trial trial;
  for (const ContentRow& row : plan.rows) {
    if (row.decision != ContactDecision::no_consent && !trial.number_of(row.state))
      trial.states.insert(std::upper_bound(trial.states.begin(), trial.states.end(), row.state), row.state);
  }
  for (const ContentRow& row : plan.rows) {
    if (row.decision == ContactDecision::no_consent) continue;
    trial.units.push_back({row.subject, 0, 0, *trial.number_of(row.state), row.decision == ContactDecision::holdout});
  }
  std::stable_sort(trial.units.begin(), trial.units.end(),
                   [](const TrialUnit& a, const TrialUnit& b) { return a.subject < b.subject; });
  size_t kept = 0;
  for (const TrialUnit& unit : trial.units) {
    if (kept > 0 && trial.units[kept - 1].subject == unit.subject) --kept;
    trial.units[kept++] = unit;
  }
  trial.units.resize(kept);
  return trial;
}

/// Gives each unit its money in one cycle, in one walk.
void add_money(MemberSource& members, int64_t TrialUnit::*money, std::vector<TrialUnit>& units) {
  auto unit = units.begin();
  for_each_slice(members, [&](const Snapshot& slice) {
    auto place = slice.subjects.begin();
    while (unit != units.end() && place != slice.subjects.end()) {
      place = std::lower_bound(place, slice.subjects.end(), unit->subject);
      if (place == slice.subjects.end()) return;  // the unit may be in a later slice
      if (*place == unit->subject) (*unit).*money = slice.money[static_cast<size_t>(place - slice.subjects.begin())];
      ++unit;
    }
  });
}

/// Both arms as columns.
struct Arms {
  Arm treated;
  Arm held_out;
  std::vector<double> treated_change;
  std::vector<double> held_out_change;

  /// Those units for whom `belongs` says so.
  template <typename Belongs>
  Arms(const std::vector<TrialUnit>& units, Belongs belongs) {
    for (const TrialUnit& unit : units) {
      if (!belongs(unit)) continue;
      const auto before = static_cast<double>(unit.before);
      const auto after = static_cast<double>(unit.after);
      Arm& arm = unit.held_out ? held_out : treated;
      arm.outcome.push_back(after);
      arm.before.push_back(before);
      (unit.held_out ? held_out_change : treated_change).push_back(after - before);
    }
  }
};

/// The states as blocks, in the order of their names.
std::vector<EffectBlock> blocks_of(const Trial& trial) {
  std::vector<EffectBlock> blocks(trial.states.size());
  for (const TrialUnit& unit : trial.units) {
    EffectBlock& block = blocks[unit.state];
    (unit.held_out ? block.held_out : block.treated).push_back(static_cast<double>(unit.after));
  }
  std::erase_if(blocks, [](const EffectBlock& block) { return block.treated.empty() && block.held_out.empty(); });
  return blocks;
}

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
  WholeSnapshot before(earlier);
  WholeSnapshot after(later);
  return holdout_effect(plan, before, after, level);
}

HoldoutEffect holdout_effect(const ContentPlan& plan, MemberSource& earlier, MemberSource& later, double level) {
  if (!plan.holdout) {
    throw Error(ErrorCode::invalid_input, fmt::format("{} held nobody out", to_string(plan.name)));
  }
  if (later.header().metric.currency != plan.currency || earlier.header().metric.currency != plan.currency) {
    throw Error(ErrorCode::invalid_input,
                fmt::format("{} is in {}, the cycles are not", to_string(plan.name), plan.currency.code()));
  }
  HoldoutEffect effect;
  effect.content = plan.name;
  effect.earlier = earlier.header().name;
  effect.later = later.header().name;
  effect.currency = plan.currency;
  effect.share = plan.holdout->share;
  effect.split_p = plan.holdout->split_p;
  effect.split_fits = effect.split_p >= kSplitMismatch;
  Trial trial = trial_of(plan);
  const auto held_out =
      std::count_if(trial.units.begin(), trial.units.end(), [](const TrialUnit& unit) { return unit.held_out; });
  effect.all.held_out = static_cast<size_t>(held_out);
  effect.all.treated = trial.units.size() - effect.all.held_out;
  if (!effect.split_fits) return effect;
  add_money(earlier, &TrialUnit::before, trial.units);
  add_money(later, &TrialUnit::after, trial.units);
  effect.all = arm_effect("", Arms(trial.units, [](const TrialUnit&) { return true; }), level);
  if (effect.all.precision != EffectPrecision::none) effect.blocked = blocked_effect(blocks_of(trial), level);
  for (const StateSpec& state : earlier.header().states) {
    const std::optional<uint32_t> number = trial.number_of(state.name);
    if (!number) continue;
    const Arms arms(trial.units, [&](const TrialUnit& unit) { return unit.state == *number; });
    if (!arms.treated.outcome.empty() || !arms.held_out.outcome.empty())
      effect.by_state.push_back(arm_effect(state.name, arms, level));
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
