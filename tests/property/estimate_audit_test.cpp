#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "core/report/build_report.hpp"
#include "core/report/report_json.hpp"
#include "tests/property/asked_world.hpp"
#include "tests/property/audit_seeds.hpp"
#include "tests/property/random_world.hpp"
#include "tests/property/told_changes.hpp"
#include "tests/property/told_estimates.hpp"
#include "tests/support/temp_folder.hpp"

// What answers stand for tells nothing of few: whoever reads estimates knows classes and weights.

using namespace vk;

namespace {

struct EstimateSums {
  size_t unsafe = 0;
  size_t with_estimates = 0;
  size_t rounded = 0;
  size_t with_segments = 0;
  size_t with_intervals = 0;
};

void audit_estimates(test::Dice& dice, EstimateSums& sums) {
  const test::AskedWorld world = test::AskedWorldMaker(dice).draw(1);
  const test::TempFolder folder;
  Store store = Store::open(folder.path() / "estimates.store", StoreMode::read_write);
  const Snapshot snapshot = test::snapshot_of_asked(world, 0);
  store.put_snapshot(snapshot, test::closed_entry(snapshot.header), {});
  ReportInputs inputs = test::all_inputs(store, 0, {});
  withhold(test::calendar_with(world.rule), store, inputs);
  test::EstimateAuditor auditor(world, snapshot);
  const std::string json = write_json(build_report(inputs));
  auditor.audit(json, test::AuditedWorld::year(0));
  sums.unsafe += auditor.unsafe();
  sums.with_estimates += auditor.tells("estimate/") ? 1U : 0U;
  sums.rounded += auditor.is_rounded() ? 1U : 0U;
  sums.with_segments += auditor.tells("answers/segment/") ? 1U : 0U;
  sums.with_intervals += auditor.numbers_told();
}

struct ChangeSums {
  size_t unsafe = 0;
  size_t with_changes = 0;
  size_t with_retention = 0;
  size_t rounded = 0;
};

void audit_changes(test::Dice& dice, ChangeSums& sums) {
  const test::AskedWorld world = test::AskedWorldMaker(dice).draw(2);
  const test::TempFolder folder;
  Store store = Store::open(folder.path() / "changes.store", StoreMode::read_write);
  std::vector<Snapshot> snapshots;
  for (size_t cycle = 0; cycle < 2; ++cycle) {
    snapshots.push_back(test::snapshot_of_asked(world, cycle));
    store.put_snapshot(snapshots.back(), test::closed_entry(snapshots.back().header), {});
  }
  const Comparison exact = compare_occurrences(store, "renewal@2025", "renewal@2026");
  test::ChangeAuditor auditor(world, snapshots[0], exact);
  std::vector<std::string> reports;
  for (size_t cycle = 0; cycle < 2; ++cycle) {
    ReportInputs inputs = test::all_inputs(store, cycle, test::pairs_to(cycle));
    withhold(test::calendar_with(world.rule), store, inputs);
    reports.push_back(write_json(build_report(inputs)));
  }
  auditor.audit(reports[0], reports[1]);
  sums.unsafe += auditor.unsafe();
  sums.with_changes += auditor.tells("change/") ? 1U : 0U;
  sums.with_retention += auditor.tells("retention/") ? 1U : 0U;
  sums.rounded += auditor.tells("retention/secured/rounding") ? 1U : 0U;
}

}  // namespace

TEST_CASE("disclosure audit: changes of estimates tell nothing of few", "[property]") {
  constexpr uint64_t kSeed = 2022;
  const uint64_t seed = test::given_number("VK_SEED", kSeed);
  const auto rounds = static_cast<int>(test::given_number("VK_ROUNDS", 300));
  test::Dice dice(seed);
  ChangeSums sums;
  for (int round = 0; round < rounds; ++round) {
    INFO("seed " << seed << ", world " << round);
    audit_changes(dice, sums);
  }
  if (rounds < 300 || seed != kSeed) return;
  CAPTURE(sums.unsafe, sums.with_changes, sums.with_retention, sums.rounded);
  CHECK(sums.unsafe > 1000);
  CHECK(sums.with_changes > 20);
  CHECK(sums.with_retention > 10);
  CHECK(sums.rounded > 5);
}

TEST_CASE("disclosure audit: estimates tell nothing of few", "[property]") {
  constexpr uint64_t kSeed = 2021;
  const uint64_t seed = test::given_number("VK_SEED", kSeed);
  const auto rounds = static_cast<int>(test::given_number("VK_ROUNDS", 150));
  test::Dice dice(seed);
  EstimateSums sums;
  for (int round = 0; round < rounds; ++round) {
    INFO("seed " << seed << ", world " << round);
    audit_estimates(dice, sums);
  }
  CAPTURE(sums.unsafe, sums.with_estimates, sums.rounded, sums.with_segments, sums.with_intervals);
  if (rounds < 150 || seed != kSeed) return;
  CHECK(sums.unsafe > 5000);
  CHECK(sums.with_estimates > 20);
  CHECK(sums.with_intervals > 20);
  CHECK(sums.rounded > 10);
  CHECK(sums.with_segments > 0);
}
