#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <set>
#include <string>
#include <vector>

#include "core/content/content_plan_json.hpp"
#include "core/engine/gather_effects.hpp"
#include "core/report/build_report.hpp"
#include "core/report/report_json.hpp"
#include "tests/property/audit_seeds.hpp"
#include "tests/property/random_world.hpp"
#include "tests/property/told_figures.hpp"
#include "tests/property/told_sums.hpp"
#include "tests/support/temp_folder.hpp"

// What a content did tells nothing of few in either arm, also for those who know the sum of both.

using namespace vk;

namespace {

using test::ToldSums;

struct TrialPerson {
  std::string fate;  ///< planned, holdout, over_capacity, no_consent, or none
  size_t state = 0;
  std::array<int64_t, 2> money{};
};

struct TrialWorld {
  DisclosureRule rule;
  std::vector<TrialPerson> people;
};

TrialWorld random_trial(test::Dice& dice) {
  TrialWorld world;
  world.rule = {3 + dice.roll(3), static_cast<double>(5 * (1 + dice.roll(3)))};
  const size_t people = 60 + 60 * dice.roll(4);
  const uint64_t rare = 4 + dice.roll(200);
  const uint64_t giants = 20 + dice.roll(400);
  for (size_t i = 0; i < people; ++i) {
    TrialPerson person;
    person.state = i % 3;
    person.fate = dice.roll(3) == 0 ? "holdout" : "planned";
    if (dice.roll(rare) == 0) person.fate = std::vector<std::string>{"over_capacity", "no_consent"}[dice.roll(2)];
    if (person.state == 0 && dice.roll(2) == 0) person.fate = "none";
    for (int64_t& money : person.money)
      money = dice.roll(8) == 0 ? 0 : static_cast<int64_t>(1 + dice.roll(dice.roll(giants) == 0 ? 60000 : 600));
    world.people.push_back(person);
  }
  return world;
}

Snapshot snapshot_of_trial(const TrialWorld& world, size_t cycle) {
  std::vector<test::Row> rows;
  for (size_t i = 0; i < world.people.size(); ++i) {
    const TrialPerson& person = world.people[i];
    rows.push_back({subject_number(0, static_cast<uint32_t>(i)), static_cast<uint8_t>(person.state),
                    person.money.at(cycle), person.money.at(cycle) > 0 ? kActive : kActiveBefore});
  }
  return test::snapshot_of(test::sample_header(std::stoi(test::AuditedWorld::year(cycle))), rows);
}

ContentPlan plan_of_trial(const TrialWorld& world, const SnapshotHeader& header) {
  ContentPlan plan;
  plan.name = {"winback", "customers", "2025"};
  plan.measurement = header.name;
  plan.plugin = header.plugin;
  plan.currency = header.metric.currency;
  plan.holdout = HoldoutPlan{};
  for (size_t i = 0; i < world.people.size(); ++i) {
    ContentRow row;
    for (const ContactDecision decision : {ContactDecision::no_consent, ContactDecision::over_capacity,
                                           ContactDecision::holdout, ContactDecision::planned}) {
      if (to_string(decision) == world.people[i].fate) row.decision = decision;
    }
    if (world.people[i].fate == "none") continue;
    row.subject = subject_number(0, static_cast<uint32_t>(i));
    row.action = "repair";
    row.channel = "letter";
    row.when = header.interval.end;
    row.money = world.people[i].money[0];
    row.state = header.states[world.people[i].state].name;
    plan.rows.push_back(row);
  }
  return plan;
}

/// Kinds are {cycle, fate, state}.
class TrialAuditor {
 public:
  explicit TrialAuditor(const TrialWorld& world) : world_(world), sums_(world.rule) {
    for (size_t i = 0; i < world.people.size(); ++i) {
      const TrialPerson& person = world.people[i];
      treated_ += person.fate == "planned" || person.fate == "over_capacity" ? 1 : 0;
      held_out_ += person.fate == "holdout" ? 1 : 0;
      for (size_t cycle = 0; cycle < 2; ++cycle)
        sums_.add({std::to_string(cycle), person.fate, std::to_string(person.state)}, i, person.money.at(cycle));
    }
  }

  /// Of the effect, and what the plan and both cycles tell of everybody.
  void audit(const std::string& json) {
    for (const size_t cycle : {0U, 1U}) {
      for (size_t state = 0; state < 3; ++state)
        tell_truth([=](const Kind& kind) { return cycle_in(kind) == cycle && kind[2] == std::to_string(state); });
    }
    tell_truth([](const Kind& kind) { return cycle_in(kind) == 0 && kind[1] == "planned"; });
    tell_truth([](const Kind& kind) { return cycle_in(kind) == 0 && kind[1] != "none"; });
    sums_.is_known();
    for (const auto& [id, figure] : test::figures_of(json)) {
      if (id.find("/effect/") == std::string::npos || !id.ends_with("/each")) continue;
      tells_effect_ = true;
      const auto label = figure->getValue<std::string>("label");
      const double value = test::number_of(*figure, "minor");
      if (label.find("ifference in means") != std::string::npos) tell_effect(value, false);
      if (label.find("change") != std::string::npos) tell_effect(value, true);
      labels_.insert(label);
    }
    sums_.solve();
    for (const size_t cycle : {0U, 1U}) {
      for (const std::string fate : {"planned", "holdout", "over_capacity", "no_consent"}) {
        sums_.check(fmt::format("{} in cycle {}", fate, cycle),
                    [=](const Kind& kind) { return cycle_in(kind) == cycle && kind[1] == fate; });
      }
      sums_.check(fmt::format("neither in cycle {}", cycle), [=](const Kind& kind) {
        return cycle_in(kind) == cycle && (kind[1] == "over_capacity" || kind[1] == "no_consent");
      });
    }
  }

  bool tells_effect() const { return tells_effect_; }
  bool tells_plain() const { return plain_ > 0; }
  size_t unsafe() const { return sums_.unsafe(); }
  const std::set<std::string>& labels() const { return labels_; }

 private:
  using Kind = ToldSums::Kind;
  using Which = ToldSums::Which;

  static size_t cycle_in(const Kind& kind) { return std::stoul(kind[0]); }

  void tell_truth(const Which& which) {
    double sum = 0;
    for (const TrialPerson& person : world_.people) {
      for (size_t cycle = 0; cycle < 2; ++cycle) {
        if (which({std::to_string(cycle), person.fate, std::to_string(person.state)}))
          sum += static_cast<double>(person.money.at(cycle));
      }
    }
    sums_.tell([=](const Kind& kind) { return which(kind) ? 1.0 : 0.0; }, sum);
  }

  void tell_effect(double value, bool is_change) {
    ++plain_;
    sums_.tell(
        [=, this](const Kind& kind) {
          const double arm = kind[1] == "holdout"                                 ? -1 / held_out_
                             : kind[1] == "planned" || kind[1] == "over_capacity" ? 1 / treated_
                                                                                  : 0.0;
          return cycle_in(kind) == 1 ? arm : is_change ? -arm : 0.0;
        },
        value, 0.51);
  }

  const TrialWorld& world_;
  ToldSums sums_;
  double treated_ = 0;
  double held_out_ = 0;
  bool tells_effect_ = false;
  size_t plain_ = 0;
  std::set<std::string> labels_;
};

}  // namespace

TEST_CASE("disclosure audit: what a content did tells nothing of few in either arm", "[property]") {
  constexpr uint64_t kSeed = 2014;
  const uint64_t seed = test::given_number("VK_SEED", kSeed);
  const auto rounds = static_cast<int>(test::given_number("VK_ROUNDS", 100));
  test::Dice dice(seed);
  size_t told = 0;
  size_t plain = 0;
  size_t unsafe = 0;
  for (int round = 0; round < rounds; ++round) {
    INFO("seed " << seed << ", world " << round);
    const TrialWorld world = random_trial(dice);
    const test::TempFolder folder;
    Store store = Store::open(folder.path() / "trial.store", StoreMode::read_write);
    for (size_t cycle = 0; cycle < 2; ++cycle) {
      const Snapshot snapshot = snapshot_of_trial(world, cycle);
      store.put_snapshot(snapshot, test::closed_entry(snapshot.header), {});
      if (cycle > 0) continue;
      const ContentPlan plan = plan_of_trial(world, snapshot.header);
      store.archive_report({plan.name, "plan.json", snapshot.header.as_of, "", content_plan_to_json(plan)}, nullptr);
    }
    ReportInputs inputs = test::all_inputs(store, 1, test::pairs_to(1));
    inputs.effects = gather_effects(store, "winback", inputs.comparisons);
    REQUIRE(inputs.effects.size() == 1);
    withhold(test::calendar_with(world.rule), store, inputs);
    TrialAuditor auditor(world);
    auditor.audit(write_json(build_report(inputs)));
    told += auditor.tells_effect() ? 1U : 0U;
    plain += auditor.tells_plain() ? 1U : 0U;
    unsafe += auditor.unsafe();
  }
  if (rounds < 100 || seed != kSeed) return;
  CAPTURE(told, plain, unsafe);
  CHECK(told > 10);
  CHECK(plain > 5);
  CHECK(unsafe > 20);
}
