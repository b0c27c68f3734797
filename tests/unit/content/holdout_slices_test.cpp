#include <catch2/catch.hpp>
#include <map>

#include "core/content/holdout_effect.hpp"
#include "tests/support/stored_cycles.hpp"

// What a content did is the same to the last bit, however many slices the cycles have.

using namespace vk;

namespace {

void add_numbers(std::vector<double>& numbers, const std::optional<Effect>& effect) {
  numbers.push_back(effect ? 1 : 0);
  if (!effect) return;
  for (const double number : {effect->per_unit, effect->variance, effect->df, effect->interval.low,
                              effect->interval.high, effect->p, static_cast<double>(effect->treated)})
    numbers.push_back(number);
}

void add_numbers(std::vector<double>& numbers, const ArmEffect& arm) {
  numbers.push_back(static_cast<double>(arm.treated));
  numbers.push_back(static_cast<double>(arm.held_out));
  numbers.push_back(static_cast<double>(arm.precision));
  for (const std::optional<Effect>& effect : {arm.adjusted, arm.difference, arm.change}) add_numbers(numbers, effect);
}

std::vector<double> numbers_of(const HoldoutEffect& effect) {
  std::vector<double> numbers;
  add_numbers(numbers, effect.all);
  add_numbers(numbers, effect.blocked);
  for (const ArmEffect& arm : effect.by_state) add_numbers(numbers, arm);
  return numbers;
}

/// A plan with a row for everybody who was measured, and one for somebody who is in neither cycle; a fifth is held out.
ContentPlan plan_for(const Snapshot& cycle) {
  ContentPlan plan;
  plan.name = {"win_back", "", "2025"};
  plan.measurement = cycle.header.name;
  plan.currency = cycle.header.metric.currency;
  plan.holdout = HoldoutPlan{2000, 0, 0, 0.5, {}};
  test::Dice dice(5);
  for (size_t i = cycle.size(); i-- > 0;) {
    if (cycle.state[i] == kUnmeasured) continue;
    ContentRow row;
    row.subject = cycle.subjects[i];
    row.state = cycle.header.states[cycle.state[i]].name;
    const uint64_t lot = dice.roll(10);
    row.decision = lot < 2   ? ContactDecision::holdout
                   : lot < 3 ? ContactDecision::no_consent
                             : ContactDecision::planned;
    plan.rows.push_back(row);
  }
  ContentRow nobody = plan.rows.front();
  nobody.subject = subject_number(1, 5);
  plan.rows.push_back(nobody);
  return plan;
}

}  // namespace

TEST_CASE("holdout slices: the effect is that of the whole snapshots") {
  for (uint64_t seed = 81; seed < 84; ++seed) {
    INFO("seed " << seed);
    test::StoredCycles cycles(seed);
    const ContentPlan plan = plan_for(cycles.earlier);
    const auto before = cycles.store.read_members(cycles.earlier_id);
    const auto after = cycles.store.read_members(cycles.later_id);
    REQUIRE(before->slices() > 3);
    const HoldoutEffect effect = holdout_effect(plan, *before, *after, 0.95);
    CHECK(numbers_of(effect) == numbers_of(holdout_effect(plan, cycles.earlier, cycles.later, 0.95)));
    REQUIRE(effect.all.adjusted.has_value());
    CHECK(effect.all.precision == EffectPrecision::full);
    CHECK(effect.by_state.size() == 3);
    CHECK(effect.blocked.has_value());
  }
}

TEST_CASE("holdout slices: money is that of the subject, and none of who is gone") {
  test::StoredCycles cycles(91);
  const ContentPlan plan = plan_for(cycles.earlier);
  std::map<SubjectNumber, double> before;
  std::map<SubjectNumber, double> after;
  for (size_t i = 0; i < cycles.earlier.size(); ++i)
    before[cycles.earlier.subjects[i]] = static_cast<double>(cycles.earlier.money[i]);
  for (size_t i = 0; i < cycles.later.size(); ++i)
    after[cycles.later.subjects[i]] = static_cast<double>(cycles.later.money[i]);
  std::map<ContactDecision, double> outcomes;
  std::map<ContactDecision, double> changes;
  for (const ContentRow& row : plan.rows) {
    outcomes[row.decision] += after[row.subject];
    changes[row.decision] += after[row.subject] - before[row.subject];
  }
  const HoldoutEffect effect = holdout_effect(plan, cycles.earlier, cycles.later, 0.95);
  REQUIRE(effect.all.difference.has_value());
  const auto difference = [&](std::map<ContactDecision, double>& sums) {
    return sums[ContactDecision::planned] / static_cast<double>(effect.all.treated) -
           sums[ContactDecision::holdout] / static_cast<double>(effect.all.held_out);
  };
  CHECK(effect.all.difference->per_unit == Approx(difference(outcomes)));
  CHECK(effect.all.change->per_unit == Approx(difference(changes)));
}
