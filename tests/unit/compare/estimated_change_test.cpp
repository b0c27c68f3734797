#include "core/compare/estimated_change.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/base/text.hpp"
#include "core/compare/compare.hpp"
#include "core/compare/outlook.hpp"
#include "core/estimate/cycle_change.hpp"
#include "core/store/store.hpp"
#include "tests/support/sample_snapshot.hpp"
#include "tests/support/temp_folder.hpp"

using namespace vk;

namespace {

constexpr uint8_t kSilent = kUnmeasured;
constexpr int kFirstYear = 2025;

/// 400 members of like money in each of two segments; `state` says what a member answers.
template <typename State>
Snapshot panel(int year, State state) {
  std::vector<test::Row> rows;
  for (size_t i = 0; i < 800; ++i) {
    test::Row row;
    row.subject = static_cast<SubjectNumber>(i + 1);
    row.state = state(i);
    row.money = 10000;
    row.segment = static_cast<uint16_t>(i % 2);
    rows.push_back(row);
  }
  return test::snapshot_of(test::sample_header(year), rows);
}

/// Half of the members answer; every fifth of them is leaving.
uint8_t steady(size_t i) {
  if (i % 4 >= 2) return kSilent;
  return i % 5 == 0 ? 2 : 0;
}

/// The other half, with the same shares.
uint8_t others(size_t i) {
  if (i % 4 < 2) return kSilent;
  return i % 5 == 0 ? 2 : 0;
}

EstimatedChange change_between(const Snapshot& earlier, const Snapshot& later) {
  const test::TempFolder folder;
  Store store = Store::open(folder.path() / "store.db", StoreMode::read_write);
  SnapshotReader before = store.read_columns(store.put_snapshot(earlier, test::closed_entry(earlier.header), {}));
  SnapshotReader after = store.read_columns(store.put_snapshot(later, test::closed_entry(later.header), {}));
  return estimate_change(before, after, Comparability{});
}

int64_t width(const PartChange& part) {
  return part.interval.high - part.interval.low;
}

}  // namespace

TEST_CASE("estimated change: a panel that says the same again has not changed at all", "[compare]") {
  const EstimatedChange change = change_between(panel(kFirstYear, steady), panel(kFirstYear + 1, steady));
  REQUIRE(change.parts.has_value());
  CHECK(change.common == 800);
  CHECK(change.measured_twice == 400);
  const PartChange& leaving = (*change.parts)[2];
  CHECK(leaving.before == leaving.after);
  CHECK(leaving.correlation == Approx(1));
  CHECK_FALSE(leaving.told_apart);
  CHECK(leaving.interval.low <= 0);
  CHECK(leaving.interval.high >= 0);
  const EstimatedChange apart = change_between(panel(kFirstYear, steady), panel(kFirstYear + 1, others));
  REQUIRE(apart.parts.has_value());
  CHECK(5 * width(leaving) < width((*apart.parts)[2]));
}

TEST_CASE("estimated change: disjoint answers widen the interval beyond independence", "[compare]") {
  const EstimatedChange apart = change_between(panel(kFirstYear, steady), panel(kFirstYear + 1, others));
  REQUIRE(apart.parts.has_value());
  CHECK(apart.measured_twice == 0);
  CHECK((*apart.parts)[2].correlation < 0);
  const EstimatedChange twice = change_between(panel(kFirstYear, steady), panel(kFirstYear + 1, steady));
  CHECK(width((*apart.parts)[2]) > width((*twice.parts)[2]));
}

TEST_CASE("estimated change: a real fall is told apart, in the segment where it was", "[compare]") {
  const auto fallen = [](size_t i) -> uint8_t {
    if (i % 4 >= 2) return kSilent;
    return i % 2 == 1 && i % 3 != 0 ? 2 : steady(i);
  };
  const EstimatedChange change = change_between(panel(kFirstYear, steady), panel(kFirstYear + 1, fallen));
  REQUIRE(change.parts.has_value());
  CHECK((*change.parts)[2].told_apart);
  CHECK((*change.parts)[2].interval.low > 0);
  CHECK((*change.parts)[2].share_interval.low > 0);
  REQUIRE(change.by_segment.size() >= 2);
  REQUIRE(change.by_segment[0].parts.has_value());
  REQUIRE(change.by_segment[1].parts.has_value());
  CHECK_FALSE((*change.by_segment[0].parts)[2].told_apart);
  CHECK((*change.by_segment[1].parts)[2].told_apart);
}

TEST_CASE("estimated change: what became of each part's money has an interval", "[compare]") {
  Snapshot later = panel(kFirstYear + 1, steady);
  for (size_t i = 0; i < later.size(); ++i) {
    // Of those who were leaving every second has no money now; nobody else changes.
    if (i % 10 == 0) {
      later.header.base.minor -= later.money[i];
      later.money[i] = 0;
    }
  }
  const EstimatedChange change = change_between(panel(kFirstYear, steady), later);
  REQUIRE(change.retention[0].has_value());
  CHECK(change.retention[0]->net.value == Approx(1));
  CHECK(change.retention[0]->left.value == Approx(0));
  CHECK(change.retention[0]->left.interval.low == 0);
  CHECK(change.retention[0]->left.interval.high > 0.005);  // those who were not seen may have left
  CHECK(change.retention[0]->gross.interval.low < 0.995);
  CHECK_FALSE(change.retention[1].has_value());
  REQUIRE(change.retention[2].has_value());
  CHECK(change.retention[2]->net.value == Approx(0.5).margin(0.05));
  CHECK(change.retention[2]->left.value == Approx(1 - change.retention[2]->gross.value));
  CHECK(change.retention[2]->left.interval.low < 0.5);
  CHECK(change.retention[2]->left.interval.high > 0.5);
}

TEST_CASE("estimated change: a census against a sample has the sample's error only", "[compare]") {
  const auto everybody = [](size_t i) -> uint8_t { return i % 5 == 0 ? 2 : 0; };
  const EstimatedChange change = change_between(panel(kFirstYear, everybody), panel(kFirstYear + 1, steady));
  REQUIRE(change.parts.has_value());
  CHECK((*change.parts)[2].before == 1600000);
  CHECK((*change.parts)[2].correlation == 0);
  CHECK(width((*change.parts)[2]) > 100000);
}

TEST_CASE("estimated change: without answers there is too little to say", "[compare]") {
  const EstimatedChange change =
      change_between(panel(kFirstYear, steady), panel(kFirstYear + 1, [](size_t) -> uint8_t { return kSilent; }));
  CHECK_FALSE(change.parts.has_value());
  REQUIRE_FALSE(change.by_segment.empty());
  CHECK_FALSE(change.by_segment[0].parts.has_value());
}

TEST_CASE("estimated change: cells give the covariance that rows give", "[compare]") {
  const Snapshot earlier = panel(kFirstYear, steady);
  const Snapshot later = panel(kFirstYear + 1, [](size_t i) -> uint8_t {
    if (i % 8 >= 5) return kSilent;
    return i % 7 == 0 ? 2 : 1;
  });
  const EstimatedChange change = change_between(earlier, later);
  REQUIRE(change.parts.has_value());

  // By rows: a stratum a segment, as everybody's money is alike.
  const auto total_of = [](const Snapshot& snapshot) {
    std::vector<Stratum> strata(2);
    std::vector<Respondent> respondents;
    for (size_t i = 0; i < snapshot.size(); ++i) {
      Stratum& stratum = strata[snapshot.segment[i]];
      stratum.group = "all";
      ++stratum.population;
      stratum.money += snapshot.money[i];
      if (snapshot.state[i] == kUnmeasured) continue;
      respondents.push_back(
          {std::to_string(snapshot.subjects[i]), snapshot.segment[i], snapshot.money[i], snapshot.state[i]});
    }
    return state_total(strata, respondents, {false, false, true}, kIntervalLevel);
  };
  const std::vector<CommonMembers> common{{0, 0, 400}, {1, 1, 400}};
  const StateChange rows = state_change(total_of(earlier), total_of(later), common, {}, kIntervalLevel);
  const PartChange& leaving = (*change.parts)[2];
  CHECK(leaving.correlation == Approx(rows.correlation).epsilon(1e-9));
  CHECK(static_cast<double>(leaving.interval.low) == Approx(rows.interval.low).margin(1));
  CHECK(static_cast<double>(leaving.interval.high) == Approx(rows.interval.high).margin(1));
}

TEST_CASE("estimated change: a past pair that was a sample tells what its answers stand for", "[compare]") {
  // Segment 1 was asked four times as often as segment 0, and only its leaving members left.
  const auto asked = [](size_t i) {
    const bool drawn = i % 2 == 1 ? i % 16 < 8 : i % 16 == 0;
    return drawn ? (i % 5 == 0 ? uint8_t{2} : uint8_t{0}) : kSilent;
  };
  Snapshot earlier = panel(kFirstYear, asked);
  earlier.header.asked = Asked::random_sample;
  Snapshot later = panel(kFirstYear + 1, asked);
  for (size_t i = 0; i < later.size(); ++i) {
    if (i % 2 == 0 || i % 5 != 0) continue;
    later.header.base.minor -= later.money[i];
    later.money[i] = 0;
    later.activity[i] = 0;
  }
  const test::TempFolder folder;
  Store store = Store::open(folder.path() / "store.db", StoreMode::read_write);
  SnapshotReader before = store.read_columns(store.put_snapshot(earlier, test::closed_entry(earlier.header), {}));
  SnapshotReader after = store.read_columns(store.put_snapshot(later, test::closed_entry(later.header), {}));
  const Comparison comparison = compare(before, after);
  const PastPair seen = past_pair(comparison);
  const auto weighted = sampled_past_pair(before, after, comparison);
  REQUIRE(weighted.has_value());
  const auto share = [](const PastState& state) {
    return static_cast<double>(state.left) / static_cast<double>(state.exposure);
  };
  // Of those seen leaving four in five are of segment 1, and left; of those they stand for it is every other one.
  CHECK(share(seen.states[2]) == Approx(0.8).margin(0.02));
  CHECK(share(weighted->states[2]) == Approx(0.5).margin(0.03));
  CHECK(weighted->states[0].exposure + weighted->states[2].exposure == Approx(8'000'000).margin(2));
  int64_t kept = 0;
  for (const PastState& state : weighted->states) kept += state.after;
  CHECK(kept == later.header.base.minor);
  // Less than the answers themselves: they stand for others unevenly.
  const double worth = std::pow(static_cast<double>(weighted->states[2].exposure), 2) / weighted->states[2].squares;
  CHECK(worth <= static_cast<double>(seen.states[2].members));
}
