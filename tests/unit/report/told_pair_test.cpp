#include "core/report/told_pair.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "core/compare/compare.hpp"
#include "core/store/store.hpp"
#include "tests/support/sample_snapshot.hpp"
#include "tests/support/temp_folder.hpp"

using namespace vk;

namespace {

constexpr DisclosureRule kPairRule{3, 10};

/// Ninety members in both years, in all states and segments; each third grows, shrinks, stays.
struct TwoYears {
  std::vector<test::Row> before;
  std::vector<test::Row> after;

  TwoYears() {
    for (uint32_t i = 0; i < 90; ++i) {
      const auto state = static_cast<uint8_t>(i % 3);
      const auto segment = static_cast<uint16_t>(i / 45);
      before.push_back({subject_number(0, i), state, 1000 + i % 7, kActive, segment});
      const int64_t change = i / 3 % 3 == 0 ? 50 : i / 3 % 3 == 1 ? -40 : 0;
      after.push_back({subject_number(0, i), state, before.back().money + change, kActive | kActiveBefore, segment});
    }
  }

  Comparison told(const PairTelling* telling = nullptr) const {
    const test::TempFolder folder;
    Store store = Store::open(folder.path() / "pair.store", StoreMode::read_write);
    const Snapshot earlier = test::snapshot_of(test::sample_header(2025), before);
    const Snapshot later = test::snapshot_of(test::sample_header(2026), after);
    SnapshotReader a = store.read_columns(store.put_snapshot(earlier, test::closed_entry(earlier.header), {}));
    SnapshotReader b = store.read_columns(store.put_snapshot(later, test::closed_entry(later.header), {}));
    Comparison comparison = compare(a, b);
    WholeSnapshot members_before(earlier);
    WholeSnapshot members_after(later);
    const ToldCycle first = told_cycle(cycle_cells(members_before), kPairRule);
    const ToldCycle second = told_cycle(cycle_cells(members_after), kPairRule);
    PairTelling used{kPairRule, first, second};
    if (telling != nullptr) {
      used.transitions = telling->transitions;
      used.bridge = telling->bridge;
      used.arrivals = telling->arrivals;
      used.losses = telling->losses;
    }
    tell_pair(comparison, pair_cells(members_before, members_after, comparison), used);
    return comparison;
  }
};

/// What a comparison of the first and the last of three cycles tells beside those with the one between.
PairDifference difference_of(const Snapshot& first, const Snapshot& between, const Snapshot& last) {
  WholeSnapshot earlier(first);
  WholeSnapshot middle(between);
  WholeSnapshot later(last);
  const StateGroups none;
  const std::vector<MemberSource*> all_between{&middle};
  return pair_difference(pair_difference_cells({earlier, none}, all_between, {later, none}).front(), kPairRule);
}

}  // namespace

TEST_CASE("told pair: enough members everywhere, and everything is told") {
  const Comparison told = TwoYears().told();
  REQUIRE(told.told.has_value());
  CHECK(told.told->bridge.is_full());
  CHECK(told.told->hidden.empty());
  CHECK(told.told->transitions);
  CHECK(told.transitions.size() == 3);
  CHECK(told.by_segment.size() == 3);
  CHECK(told.cells.empty());
}

TEST_CASE("told pair: one who left is told with contraction, and no count gives it away") {
  TwoYears years;
  years.after[4].money = 0;
  years.after[4].activity = kActiveBefore;
  const Comparison told = years.told();
  REQUIRE(told.bridge.has_value());
  CHECK(told.verdict.money == Verdict::same);
  CHECK_FALSE(told.told->bridge.losses);
  CHECK_FALSE(told.told->bridge.counts);
  CHECK(told.told->bridge.growth);
  CHECK(told.told->bridge.movements);
  // All were active before, so one active less after would be the one who left.
  CHECK(told.told->bridge.opening);
  CHECK_FALSE(told.told->bridge.closing);
}

TEST_CASE("told pair: one who came is told with growth, then there is no NRR") {
  TwoYears years;
  years.before[4].money = 0;
  years.before[4].activity = 0;
  years.after[4].activity = kActive;
  const Comparison told = years.told();
  CHECK_FALSE(told.told->bridge.growth);
  CHECK_FALSE(told.told->bridge.arrivals);
  CHECK(told.told->bridge.losses);
  CHECK_FALSE(told.told->bridge.counts);
}

TEST_CASE("told pair: where nobody else moved only opening and closing are told") {
  TwoYears years;
  for (size_t i = 0; i < years.after.size(); ++i) years.after[i].money = years.before[i].money;
  years.after[4].money -= 300;
  const Comparison told = years.told();
  CHECK_FALSE(told.told->bridge.movements);
  CHECK(told.bridge.has_value());
}

TEST_CASE("told pair: one member on a way between states hides a rectangle and no margin") {
  TwoYears years;
  for (size_t i = 0; i < 90; i += 2) years.after[i].state = static_cast<uint8_t>((years.after[i].state + 1) % 3);
  years.after[3].state = 2;  // from committed to leaving, as nobody else
  const Comparison told = years.told();
  CHECK(told.verdict.states == Verdict::same);
  REQUIRE(told.told->hidden.size() >= 4);
  CHECK(std::binary_search(told.told->hidden.begin(), told.told->hidden.end(), std::pair<uint8_t, uint8_t>{0, 2}));
  CHECK_FALSE(told.transitions.empty());
  for (const Transition& line : told.transitions) {
    CHECK_FALSE(std::binary_search(told.told->hidden.begin(), told.told->hidden.end(), std::pair(line.from, line.to)));
  }
  uint64_t members = 0;
  for (const ToldPair::Margin& margin : told.told->margins_after) members += margin.members;
  CHECK(members == 90);
}

TEST_CASE("told pair: a single new member leaves the bridge and refuses transitions") {
  TwoYears years;
  years.before.erase(years.before.begin());
  years.after[0].activity = kActive;
  const Comparison told = years.told();
  CHECK(told.verdict.states == Verdict::not_comparable);
  CHECK(told.verdict.state_reasons == std::vector<std::string>{kWithheld});
  CHECK(told.bridge.has_value());
}

TEST_CASE("told pair: one mover in a segment joins segments") {
  TwoYears years;
  years.after[0].segment = 1;
  const Comparison told = years.told();
  REQUIRE(told.by_segment.size() == 1);
  CHECK(told.by_segment.front().segment == "all");
}

TEST_CASE("told pair: what was told of an earlier revision is not told anew") {
  const ToldCycle any;
  PairTelling telling{kPairRule, any, any};
  telling.transitions = false;
  CHECK(TwoYears().told(&telling).verdict.states == Verdict::not_comparable);
  CHECK(TwoYears().told(&telling).bridge.has_value());
  telling.bridge = false;
  CHECK_FALSE(TwoYears().told(&telling).bridge.has_value());
  PairTelling coarser{kPairRule, any, any};
  coarser.arrivals = false;
  CHECK_FALSE(TwoYears().told(&coarser).told->bridge.growth);
  coarser.losses = false;
  CHECK_FALSE(TwoYears().told(&coarser).told->bridge.losses);
}

TEST_CASE("pair difference: who joined or came back between two cycles alone would be the difference of two reports") {
  const TwoYears years;
  const Snapshot first = test::snapshot_of(test::sample_header(2024), years.before);
  const Snapshot last = test::snapshot_of(test::sample_header(2026), years.after);
  std::vector<test::Row> rows = years.before;
  CHECK_FALSE(difference_of(first, first, last).presence);
  rows.erase(rows.begin() + 7);
  const Snapshot without = test::snapshot_of(test::sample_header(2025), rows);
  const PairDifference one = difference_of(first, without, last);
  CHECK(one.presence);
  CHECK(one.arrivals);
  CHECK(one.losses);
  // A whole state of members is no secret.
  std::erase_if(rows, [](const test::Row& row) { return row.state == 1; });
  const Snapshot fewer = test::snapshot_of(test::sample_header(2025), rows);
  CHECK_FALSE(difference_of(fewer, first, first).losses);
}
