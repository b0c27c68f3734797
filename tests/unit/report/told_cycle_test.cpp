#include "core/report/told_cycle.hpp"

#include <catch2/catch.hpp>
#include <deque>

#include "tests/support/sample_snapshot.hpp"

using namespace vk;

namespace {

constexpr DisclosureRule kCycleRule{3, 10};
constexpr std::array<bool, kPlainParts> kAllTold{true, true, true, true};

/// Members by segment (large, small) and state (committed, uncertain, leaving, unmeasured), all of the same money.
std::vector<test::Row> rows_of(const std::vector<std::vector<uint32_t>>& members) {
  std::vector<test::Row> rows;
  for (size_t segment = 0; segment < members.size(); ++segment) {
    for (size_t state = 0; state < members[segment].size(); ++state) {
      for (uint32_t i = 0; i < members[segment][state]; ++i) {
        const uint8_t code = state == 3 ? kUnmeasured : static_cast<uint8_t>(state);
        rows.push_back({subject_number(0, static_cast<uint32_t>(rows.size())), code, 1000, kActive,
                        static_cast<uint16_t>(segment)});
      }
    }
  }
  return rows;
}

Snapshot cycle_with(const std::vector<test::Row>& rows) {
  return test::snapshot_of(test::sample_header(2026), rows);
}

ToldCycle told_of(const Snapshot& cycle) {
  WholeSnapshot members(cycle);
  return told_cycle(cycle_cells(members), kCycleRule);
}

bool fits_beside(const Snapshot& revision, const ToldCycle& told, const std::vector<const Snapshot*>& told_before) {
  std::deque<WholeSnapshot> wholes;
  std::vector<MemberSource*> before;
  for (const Snapshot* one : told_before) before.push_back(&wholes.emplace_back(*one));
  WholeSnapshot members(revision);
  return can_be_told_as(members, told, before, kCycleRule);
}

bool same_money(const Snapshot& one, const Snapshot& other) {
  WholeSnapshot earlier(one);
  WholeSnapshot later(other);
  return has_same_money(earlier, later);
}

StateGroups groups_of(std::vector<std::vector<uint8_t>> groups) {
  return {std::move(groups)};
}

}  // namespace

TEST_CASE("told cycle: a cycle of enough members is told as it is") {
  const ToldCycle told = told_of(cycle_with(rows_of({{9, 5, 4, 3}, {20, 9, 8, 0}})));
  CHECK(told.is_told);
  CHECK(told.states.empty());
  CHECK(told.hidden.empty());
  CHECK(told.segments.dimensions == 1);
}

TEST_CASE("told cycle: a part of too few goes with the smallest other part, all others stay") {
  const Snapshot cycle = cycle_with(rows_of({{9, 5, 1, 0}, {20, 9, 0, 8}}));
  const ToldCycle told = told_of(cycle);
  CHECK(told.states == groups_of({{2, kUnmeasured}}));
  CHECK(told_parts(cycle.header.states, told.states) == std::array<bool, kPlainParts>{true, true, false, false});
  // Nobody in a part is nobody to protect, and hides nobody.
  CHECK(told_of(cycle_with(rows_of({{9, 5, 1, 0}, {20, 9, 0, 0}}))).states == groups_of({{1, 2}}));
}

TEST_CASE("told cycle: a state of too few goes with another of its part first") {
  std::vector<StateSpec> states{{"loyal", MoneyClass::secured},
                                {"content", MoneyClass::secured},
                                {"glad", MoneyClass::secured},
                                {"leaving", MoneyClass::leaving}};
  const std::vector<DisclosureCell> cells{{2, 20, 10, 10}, {50, 500, 10, 10}, {40, 400, 10, 10}, {5, 50, 10, 10}, {}};
  const StateGroups groups = safe_states(states, cells, kCycleRule);
  CHECK(groups == groups_of({{0, 2}}));
  CHECK(told_parts(states, groups) == kAllTold);
}

TEST_CASE("told cycle: a base of too few is not told") {
  CHECK_FALSE(told_of(cycle_with(rows_of({{2, 0, 0, 0}}))).is_told);
  CHECK(told_of(cycle_with({})).is_told);
}

TEST_CASE("told cycle: a small state of one segment is hidden with a rectangle, the rest is told") {
  const ToldCycle told = told_of(cycle_with(rows_of({{9, 5, 1, 30}, {20, 9, 8, 30}})));
  CHECK(told.states.empty());
  REQUIRE(told.hidden.size() == 2);
  // Leaving is hidden in both segments, and with it the cheapest other part.
  for (const HiddenParts& parts : told.hidden) CHECK(parts == HiddenParts{false, true, true, false, false});
}

TEST_CASE("told cycle: how many are active is not told where few of a state are not") {
  std::vector<test::Row> rows = rows_of({{9, 5, 4, 3}, {20, 9, 8, 0}});
  CHECK(told_of(cycle_with(rows)).active);
  const auto with_inactive = [&](std::initializer_list<size_t> places) {
    std::vector<test::Row> changed = rows;
    for (const size_t place : places) changed[place].activity = kActiveBefore;
    return told_of(cycle_with(changed)).active;
  };
  CHECK_FALSE(with_inactive({0}));
  CHECK_FALSE(with_inactive({0, 1}));
  CHECK(with_inactive({0, 1, 2}));
  // Two states with two each: enough together, but each by itself is told.
  CHECK_FALSE(with_inactive({0, 1, 9, 10}));
}

TEST_CASE("told revisions: one in which few became inactive is not told beside how many are active") {
  std::vector<test::Row> rows = rows_of({{9, 15, 14, 13}, {20, 19, 18, 30}});
  const Snapshot first = cycle_with(rows);
  const ToldCycle told = told_of(first);
  CHECK(fits_beside(first, told, {&first}));
  rows[3].activity = kActiveBefore;
  CHECK_FALSE(fits_beside(cycle_with(rows), told, {&first}));
}

TEST_CASE("told cycle: where bases of segments would tell a state, no segment is told") {
  // State 0 of the first segment has a giant; all who are neither in its state nor in its segment have 3,000 together.
  std::vector<test::Row> rows = rows_of({{9, 30, 0, 0}, {20, 3, 0, 0}});
  rows[0].money = 1000000;
  for (size_t i = 1; i < 9; ++i) rows[i].money = 12000;
  const ToldCycle told = told_of(cycle_with(rows));
  CHECK(told.is_told);
  CHECK(told.segments.dimensions == 0);
  CHECK(told.hidden.empty());
}

TEST_CASE("told cycle: a segment of too few is told with another") {
  const ToldCycle told = told_of(cycle_with(rows_of({{2, 0, 0, 0}, {20, 9, 8, 30}})));
  CHECK(told.segments.dimensions == 0);
  CHECK(told.hidden.empty());
}

TEST_CASE("told revisions: a later revision is told in the same cells, if it differs by enough members") {
  const std::vector<test::Row> rows = rows_of({{9, 15, 14, 13}, {20, 19, 18, 30}});
  const Snapshot first = cycle_with(rows);
  const ToldCycle told = told_of(first);
  const std::vector<const Snapshot*> before{&first};
  const auto revised = [&](size_t late, uint8_t answer) {
    std::vector<test::Row> changed = rows;
    size_t left = late;
    for (test::Row& row : changed) {
      if (left == 0 || row.segment != 1 || row.state != kUnmeasured) continue;
      row.state = answer;
      --left;
    }
    return cycle_with(changed);
  };
  CHECK_FALSE(fits_beside(revised(1, 2), told, before));
  CHECK_FALSE(fits_beside(revised(2, 2), told, before));
  CHECK(fits_beside(revised(5, 2), told, before));
  // Everybody who was silent answered: nothing unmeasured is left, but five are still the difference.
  CHECK(same_money(first, revised(5, 2)));

  std::vector<test::Row> paid = rows;
  paid[3].money += 500;
  CHECK_FALSE(fits_beside(cycle_with(paid), told, before));
  CHECK_FALSE(same_money(first, cycle_with(paid)));

  Snapshot other_scheme = revised(5, 2);
  other_scheme.header.states[0].name = "sure";
  CHECK_FALSE(fits_beside(other_scheme, told, before));
  Snapshot other_segments = revised(5, 2);
  other_segments.header.segments.dimensions = {"region"};
  CHECK_FALSE(fits_beside(other_segments, told, before));
}

TEST_CASE("told revisions: three at a time do not hide one against the revision before") {
  const std::vector<test::Row> rows = rows_of({{9, 15, 14, 13}, {20, 19, 18, 30}});
  const Snapshot first = cycle_with(rows);
  const ToldCycle told = told_of(first);
  std::vector<test::Row> changed = rows;
  std::vector<size_t> silent;
  for (size_t i = 0; i < changed.size(); ++i) {
    if (changed[i].state == kUnmeasured && changed[i].segment == 1) silent.push_back(i);
  }
  for (size_t i = 0; i < 5; ++i) changed[silent[i]].state = 2;
  const Snapshot second = cycle_with(changed);
  REQUIRE(fits_beside(second, told, {&first}));
  changed[silent[5]].state = 2;
  const Snapshot third = cycle_with(changed);
  CHECK(fits_beside(third, told, {&first}));
  CHECK_FALSE(fits_beside(third, told, {&first, &second}));
}
