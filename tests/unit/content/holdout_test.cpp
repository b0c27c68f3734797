#include "core/content/holdout.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/base/error.hpp"
#include "core/content/content_plan_json.hpp"
#include "core/content/decide_contacts.hpp"
#include "core/content/holdout_effect.hpp"
#include "tests/support/sample_snapshot.hpp"

using namespace vk;

namespace {

constexpr double kLevel = 0.95;
const Currency kEuro = Currency::from_code("EUR").value();

/// Customers of a trial in a directory, with a proposal each.
struct Trial {
  SubjectIndex subjects{0, 7};
  Snapshot earlier;
  std::vector<ContactProposal> proposals;

  explicit Trial(uint32_t members) {
    test::Dice dice(11);
    std::vector<test::Row> rows;
    for (uint32_t i = 0; i < members; ++i) {
      test::Row row;
      row.subject = subjects.add("C" + std::to_string(i));
      row.state = static_cast<uint8_t>(dice.roll(2));
      row.money = static_cast<int64_t>(10000 + dice.roll(90000));
      rows.push_back(row);
    }
    earlier = test::snapshot_of(test::sample_header(2025), rows);
    for (uint32_t i = 0; i < members; ++i) {
      ContactProposal proposal;
      proposal.position = i;
      proposal.row.subject = earlier.subjects[i];
      proposal.row.channel = "phone";
      proposal.row.money = earlier.money[i];
      proposal.row.state = earlier.header.states[earlier.state[i]].name;
      proposals.push_back(proposal);
    }
  }

  ContentPlan plan(int64_t share, int64_t capacity) {
    ContactRules rules;
    rules.capacity["phone"] = capacity;
    rules.held_out = held_out_members(proposals, earlier, subjects, Holdout("win_back", share));
    decide_contacts(earlier, rules, proposals);
    ContentPlan plan;
    plan.name = {"win_back", "", "2025"};
    plan.measurement = earlier.header.name;
    plan.currency = kEuro;
    plan.holdout = plan_holdout(proposals, earlier, nullptr, share);
    for (const ContactProposal& proposal : proposals) plan.rows.push_back(proposal.row);
    return plan;
  }

  /// The next cycle: everybody's money but for the treated, who bring `gain` more.
  Snapshot next(const ContentPlan& plan, int64_t gain) const {
    test::Dice dice(12);
    std::vector<test::Row> rows;
    for (size_t i = 0; i < earlier.size(); ++i) {
      const bool held = plan.rows[i].decision == ContactDecision::holdout;
      const auto noise = static_cast<int64_t>(dice.roll(2000));
      rows.push_back({earlier.subjects[i], 0, earlier.money[i] + noise + (held ? 0 : gain), kActive, 0});
    }
    return test::snapshot_of(test::sample_header(2026), rows);
  }
};

}  // namespace

TEST_CASE("holdout: the same subjects in every cycle, others for another content, and more with a larger share") {
  Holdout tenth("win_back", 1000);
  Holdout half("win_back", 5000);
  Holdout other("renewal_mail", 1000);
  int held = 0, held_by_other = 0, both = 0;
  for (int i = 0; i < 20000; ++i) {
    const std::string key = "C" + std::to_string(i);
    CHECK(tenth.holds(key) == Holdout("win_back", 1000).holds(key));
    if (tenth.holds(key)) CHECK(half.holds(key));
    held += tenth.holds(key) ? 1 : 0;
    held_by_other += other.holds(key) ? 1 : 0;
    both += tenth.holds(key) && other.holds(key) ? 1 : 0;
  }
  CHECK(std::abs(held - 2000) < 150);
  CHECK(std::abs(held_by_other - 2000) < 150);
  CHECK(std::abs(both - 200) < 60);
  CHECK_FALSE(Holdout("win_back", 0).holds("C1"));
  CHECK(Holdout("win_back", 10000).holds("C1"));
  CHECK_THROWS_WITH(Holdout("win_back", 10001), "a holdout of 10001 hundredths of a percent");
}

TEST_CASE("holdout: the held out are never contacted, whatever room is left") {
  Trial trial(500);
  const ContentPlan plan = trial.plan(1000, 1000000);
  size_t held = 0;
  Holdout holdout("win_back", 1000);
  for (const ContentRow& row : plan.rows) {
    const bool belongs = holdout.holds(trial.subjects.key(row.subject));
    CHECK((row.decision == ContactDecision::holdout) == belongs);
    CHECK((row.decision == ContactDecision::planned) == !belongs);
    held += belongs ? 1 : 0;
    if (belongs) CHECK(row.decision_reason == "holdout: kept without content, so that its effect can be told");
  }
  REQUIRE(held > 20);
  CHECK(plan.holdout->held_out == held);
  CHECK(plan.holdout->treated == 500 - held);
}

TEST_CASE("holdout: a full channel does not move anybody to another arm") {
  Trial roomy(300);
  Trial full(300);
  const ContentPlan plan = full.plan(2000, 5);
  CHECK(plan.holdout->held_out == roomy.plan(2000, 1000).holdout->held_out);
  CHECK(plan.holdout->treated == 300 - plan.holdout->held_out);
}

TEST_CASE("holdout: the plan says what it can find and keeps it in the archive") {
  Trial trial(500);
  const ContentPlan plan = trial.plan(1000, 1000000);
  REQUIRE(plan.holdout->detectable.has_value());
  const double n1 = static_cast<double>(plan.holdout->treated);
  const double n0 = static_cast<double>(plan.holdout->held_out);
  double sum = 0, squares = 0;
  for (const int64_t money : trial.earlier.money) sum += static_cast<double>(money) / 500;
  for (const int64_t money : trial.earlier.money) squares += std::pow(static_cast<double>(money) - sum, 2) / 499;
  CHECK(*plan.holdout->detectable == Approx(2.8015852 * std::sqrt(squares * (1 / n1 + 1 / n0))).epsilon(1e-6));
  CHECK(content_plan_from_json(content_plan_to_json(plan)).holdout == plan.holdout);
  HoldoutPlan said{1000, 450, 50, 0.9, 123456.4};
  CHECK(holdout_words(said, kEuro) ==
        "holdout: 50 of 500 kept without it; an effect from 1,234.57 EUR a subject up will show (95 % level, 80 % "
        "power)");
  said.split_p = 0.0002;
  said.detectable.reset();
  CHECK(
      holdout_words(said, kEuro) ==
      "holdout: 50 of 500 kept without it; their money is all alike, so what effect will show cannot be told yet; the "
      "split is not the planned 10.00 % (p = 0.0002), so no effect will be told");
  CHECK(holdout_words({1000, 5, 0, 0.5, {}}, kEuro) == "holdout: 0 of 5 kept without it; too few to find any effect");
}

TEST_CASE("holdout effect: the gain of the treated is found in all states, and no gain is none") {
  Trial trial(1000);
  const ContentPlan plan = trial.plan(2000, 1000000);
  const HoldoutEffect found = holdout_effect(plan, trial.earlier, trial.next(plan, 5000), kLevel);
  REQUIRE(found.split_fits);
  REQUIRE(found.all.adjusted.has_value());
  CHECK(found.all.precision == EffectPrecision::full);
  CHECK(found.all.adjusted->interval.low < 5000);
  CHECK(found.all.adjusted->interval.high > 5000);
  CHECK(found.all.adjusted->interval.low > 4500);
  CHECK(found.all.change->per_unit == Approx(found.all.adjusted->per_unit).margin(200));
  CHECK_FALSE(found.all.difference->interval.high < 5000);
  REQUIRE(found.by_state.size() == 2);
  CHECK(found.by_state[0].state == "committed");
  CHECK(found.by_state[0].treated + found.by_state[1].treated == found.all.treated);
  REQUIRE(found.blocked.has_value());
  const HoldoutEffect none = holdout_effect(plan, trial.earlier, trial.next(plan, 0), kLevel);
  CHECK(none.all.adjusted->interval.low < 0);
  CHECK(none.all.adjusted->interval.high > 0);
}

TEST_CASE("holdout effect: a broken split or a handful of subjects gives no effect") {
  Trial trial(400);
  ContentPlan plan = trial.plan(2000, 1000000);
  plan.holdout->split_p = 1e-6;
  const HoldoutEffect broken = holdout_effect(plan, trial.earlier, trial.next(plan, 5000), kLevel);
  CHECK_FALSE(broken.split_fits);
  CHECK_FALSE(broken.all.adjusted.has_value());
  CHECK(broken.all.treated + broken.all.held_out == 400);
  Trial small(12);
  const ContentPlan few = small.plan(5000, 100);
  const HoldoutEffect weak = holdout_effect(few, small.earlier, small.next(few, 5000), kLevel);
  CHECK(weak.all.precision == EffectPrecision::none);
  CHECK_FALSE(weak.all.adjusted.has_value());
  plan.holdout.reset();
  CHECK_THROWS_WITH(holdout_effect(plan, trial.earlier, trial.earlier, kLevel), "win_back@2025 held nobody out");
}

TEST_CASE("association: arms that moved apart before anything was sent get no euro figure") {
  test::Dice dice(5);
  std::vector<UnitMoney> level, fallen;
  for (int i = 0; i < 400; ++i) {
    const double noise = static_cast<double>(dice.roll(1000));
    level.push_back({i % 2 == 0, 10000, 10000 + noise, 10000 + noise + (i % 2 == 0 ? 500.0 : 0.0)});
    fallen.push_back({i % 2 == 0, 10000, (i % 2 == 0 ? 4000.0 : 10000.0) + noise, 10000});
  }
  const Association honest = association(level, kLevel);
  CHECK_FALSE(honest.placebo_failed);
  REQUIRE(honest.change.has_value());
  CHECK(honest.change->per_unit == Approx(500));
  const Association selected = association(fallen, kLevel);
  CHECK(selected.placebo_failed);
  CHECK_FALSE(selected.change.has_value());
}
