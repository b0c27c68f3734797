#include <algorithm>
#include <catch2/catch.hpp>
#include <optional>
#include <string>
#include <vector>

#include "core/compare/compare.hpp"
#include "core/measure/paired_members.hpp"
#include "core/report/cycle_cells.hpp"
#include "core/report/pair_cells.hpp"
#include "core/report/revision_difference.hpp"
#include "core/report/told_cycle.hpp"
#include "tests/support/stored_cycles.hpp"

// The rules of disclosure look at cells; whatever the slices, these are the cells of the whole.

using namespace vk;

TEST_CASE("told slices: the cells of a cycle are those of the whole snapshot") {
  for (uint64_t seed = 21; seed < 24; ++seed) {
    INFO("seed " << seed);
    test::StoredCycles cycles(seed);
    const auto members = cycles.store.read_members(cycles.later_id);
    REQUIRE(members->slices() > 3);
    WholeSnapshot whole(cycles.later);
    const CycleCells cells = cycle_cells(*members);
    CHECK(cells.by_segment == cycle_cells(whole).by_segment);
    DisclosureCell all;
    for (size_t segment = 0; segment < cells.by_segment.size(); ++segment) all = united(all, cells.base(segment));
    CHECK(all.contributors == cycles.later.size());
    CHECK(cells.by_state().back().contributors > 100);
  }
}

TEST_CASE("told slices: the cells of a comparison are those of the whole snapshots") {
  for (uint64_t seed = 31; seed < 34; ++seed) {
    INFO("seed " << seed);
    test::StoredCycles cycles(seed, {.currencies = true});
    SnapshotReader a = cycles.store.read_columns(cycles.earlier_id);
    SnapshotReader b = cycles.store.read_columns(cycles.later_id);
    Comparison comparison = compare(a, b);
    comparison.exchange.emplace();
    comparison.prices.emplace();
    WholeSnapshot whole_before(cycles.earlier);
    WholeSnapshot whole_after(cycles.later);
    const MemberColumns columns{.local = true, .real = true};
    const auto before = cycles.store.read_members(cycles.earlier_id, columns);
    const auto after = cycles.store.read_members(cycles.later_id, columns);
    const PairCells cells = pair_cells(*before, *after, comparison);
    CHECK(cells == pair_cells(whole_before, whole_after, comparison));
    // Who joined, left, moved and pays in dollars is in them.
    CHECK(cells.squares.at({kAbsent, 0}).after.contributors > 10);
    CHECK(cells.squares.at({0, kAbsent}).before.contributors > 10);
    for (const PairLine line : {PairLine::added_new, PairLine::churn, PairLine::expansion, PairLine::contraction})
      CHECK(cells.lines[static_cast<size_t>(line)].contributors > 10);
    REQUIRE(cells.effects.exchange.size() == 2);
    for (const DisclosureCell& currency : cells.effects.exchange) CHECK(currency.contributors > 100);
    CHECK(cells.effects.prices.size() > cells.effects.exchange.size());
    CHECK(cells.effects.exchange_kept.gross[0].contributors > 100);
    // What had no effect has no cells.
    CHECK(pair_cells(*before, *after, compare(a, b)).effects == EffectCells{});
    comparison.population = PopulationChange{};
    const PairCells entered = pair_cells(*before, *after, comparison);
    CHECK(entered == pair_cells(whole_before, whole_after, comparison));
    CHECK(entered.lines[static_cast<size_t>(PairLine::entered)].contributors > 10);
  }
}

TEST_CASE("told slices: combinations of segments are those of the whole snapshots, in the codes of both cycles") {
  test::StoredCycles cycles(35, {.regions = true});
  REQUIRE(cycles.earlier.header.segments.size() + 1 == cycles.later.header.segments.size());
  SnapshotReader a = cycles.store.read_columns(cycles.earlier_id);
  SnapshotReader b = cycles.store.read_columns(cycles.later_id);
  const Comparison comparison = compare(a, b);
  WholeSnapshot whole_before(cycles.earlier);
  WholeSnapshot whole_after(cycles.later);
  const auto before = cycles.store.read_members(cycles.earlier_id);
  const auto after = cycles.store.read_members(cycles.later_id);
  const PairCells cells = pair_cells(*before, *after, comparison);
  CHECK(cells == pair_cells(whole_before, whole_after, comparison));

  // Counted from the names of segments.
  PairCombinations expected(cycles.later.header.segments);
  const auto code_of = [&](const Snapshot& year, size_t member) {
    const std::vector<std::vector<std::string>>& all = cycles.later.header.segments.tuples;
    const std::vector<std::string>& own = year.header.segments.tuples[year.segment[member]];
    return static_cast<size_t>(std::find(all.begin(), all.end(), own) - all.begin());
  };
  size_t switched = 0;
  for_each_pair(cycles.earlier, cycles.later, [&](std::optional<size_t> was, std::optional<size_t> is) {
    const bool active_before = was && (cycles.earlier.activity[*was] & kActive) != 0;
    const bool active = is && (cycles.later.activity[*is] & kActive) != 0;
    const int64_t from = was ? cycles.earlier.money[*was] : 0;
    const int64_t to = is ? cycles.later.money[*is] : 0;
    const size_t code = is ? code_of(cycles.later, *is) : code_of(cycles.earlier, *was);
    if (active_before && active && from != to)
      expected.add_line(code, to > from ? PairLine::expansion : PairLine::contraction, to - from);
    if (active_before && !active) expected.add_line(code, PairLine::churn, to - from);
    if (!active_before && active) {
      const bool returned = (cycles.later.activity[*is] & kActiveBefore) != 0;
      expected.add_line(code, returned ? PairLine::reactivation : PairLine::added_new, to - from);
    }
    if (!was || !is) return;
    const size_t earlier_code = code_of(cycles.earlier, *was);
    expected.add_switch(earlier_code, code, from);
    if (earlier_code != code) ++switched;
  });
  CHECK(switched > 100);
  REQUIRE(cells.combinations.has_value());
  CHECK(*cells.combinations == expected);
}

TEST_CASE("told slices: what revisions and cycles between tell by difference is that of the whole snapshots") {
  test::StoredCycles cycles(41);
  WholeSnapshot whole_before(cycles.earlier);
  WholeSnapshot whole_after(cycles.later);
  const MemberColumns columns{.all_answers = true};
  const auto before = cycles.store.read_members(cycles.earlier_id, columns);
  const auto after = cycles.store.read_members(cycles.later_id, columns);
  const auto again = cycles.store.read_members(cycles.later_id, columns);
  const ToldCycle told = told_cycle(cycle_cells(*before), {3, 10});
  const RevisionDifference difference = revision_difference(*before, *after, told);
  CHECK(difference == revision_difference(whole_before, whole_after, told));
  CHECK(difference.figures.size() > 10);
  CHECK(difference.answers > 1000);
  CHECK(difference.keeps_answers);
  CHECK(revision_difference(*after, *again, told).figures.empty());
  CHECK(revision_difference(*after, *again, told).answers == 0);
  CHECK(has_same_money(*after, *again));
  CHECK_FALSE(has_same_money(*before, *after));
  const StateGroups none;
  const auto between = cycles.store.read_members(cycles.earlier_id);
  const std::vector<MemberSource*> sliced{after.get(), between.get()};
  const std::vector<PairDifferenceCells> cells = pair_difference_cells({*before, none}, sliced, {*again, none});
  WholeSnapshot whole_again(cycles.later);
  WholeSnapshot whole_between(cycles.earlier);
  const std::vector<MemberSource*> wholes{&whole_after, &whole_between};
  CHECK(cells == pair_difference_cells({whole_before, none}, wholes, {whole_again, none}));
  REQUIRE(cells.size() == 2);
  // The first one between is the later cycle, so that who is lost is lost beside both; the second is the earlier one.
  CHECK_FALSE(cells[0].arrivals.empty());
  CHECK(cells[0].losses.empty());
  CHECK(cells[1].arrivals.empty());
  CHECK_FALSE(cells[1].losses.empty());
}

TEST_CASE("told slices: one late answer in the last slice is seen") {
  test::StoredCycles cycles(51);
  Snapshot revision = cycles.later;
  revision.header.revision = 2;
  revision.header.revision_reason = "late answers";
  size_t late = revision.size();
  while (revision.state[late - 1] != kUnmeasured) --late;
  revision.state[late - 1] = 0;
  const int64_t id = cycles.store.put_snapshot(revision, test::closed_entry(revision.header), {});
  const MemberColumns columns{.all_answers = true};
  const auto first = cycles.store.read_members(cycles.later_id, columns);
  const auto second = cycles.store.read_members(id, columns);
  const DisclosureRule rule{3, 10};
  const ToldCycle told = told_cycle(cycle_cells(*first), rule);
  const std::vector<MemberSource*> before{first.get()};
  CHECK_FALSE(can_be_told_as(*second, told, before, rule));
  CHECK(has_same_money(*first, *second));
  for (size_t i = 0; i < revision.size(); i += 2) {
    if (revision.state[i] == kUnmeasured) revision.state[i] = static_cast<uint8_t>(i % 3);
  }
  revision.header.revision = 3;
  const auto third =
      cycles.store.read_members(cycles.store.put_snapshot(revision, test::closed_entry(revision.header), {}), columns);
  CHECK(can_be_told_as(*third, told, before, rule));
}
