#include "core/compare/compare.hpp"

#include <catch2/catch.hpp>

#include "core/compare/cell_layout.hpp"
#include "core/store/store.hpp"
#include "tests/support/sample_snapshot.hpp"
#include "tests/support/temp_folder.hpp"

using namespace vk;

namespace {

using Rows = std::vector<test::Row>;

/// Two snapshots in a store of their own, compared.
class Compared {
 public:
  Compared(const SnapshotHeader& earlier, const Rows& before, const SnapshotHeader& later, const Rows& after)
      : store_(Store::open(folder_ / "s.db", StoreMode::read_write)) {
    SnapshotReader a = keep(earlier, before);
    SnapshotReader b = keep(later, after);
    comparison = compare(a, b);
  }

  Comparison comparison;

 private:
  SnapshotReader keep(const SnapshotHeader& header, const Rows& rows) {
    const Snapshot snapshot = test::snapshot_of(header, rows);
    return store_.read_columns(store_.put_snapshot(snapshot, test::closed_entry(header), {}));
  }

  test::TempFolder folder_;
  Store store_;
};

constexpr uint8_t kBoth = kActive | kActiveBefore;

const Rows kBefore{{0, 0, 1000, kActive, 0},   {1, 1, 500, kActive, 0}, {2, 2, 300, kActive, 1},
                   {3, 0, 200, kActive, 1},    {4, 0, 0, 0, 1},         {5, kUnmeasured, 70, kActive, 0},
                   {8, 0, 0, kActiveBefore, 0}};
const Rows kAfter{{0, 0, 1500, kBoth, 0},  {1, 0, 400, kBoth, 1},   {2, 2, 300, kBoth, 1},
                  {4, 1, 250, kActive, 1}, {6, 0, 900, kActive, 0}, {7, kUnmeasured, 80, kBoth, 1},
                  {8, 2, 0, kBoth, 0}};

}  // namespace

TEST_CASE("compare: opening and movements give the closing, to the cent", "[compare]") {
  const Compared compared(test::sample_header(2025), kBefore, test::sample_header(2026), kAfter);
  REQUIRE(compared.comparison.bridge);
  const MoneyBridge& bridge = *compared.comparison.bridge;
  CHECK(bridge.opening == 2070);
  CHECK(bridge.added_new == 250 + 900);
  CHECK(bridge.reactivation == 80);
  CHECK(bridge.expansion == 500);
  CHECK(bridge.contraction == 100);
  CHECK(bridge.churn == 270);
  CHECK(bridge.closing == 3430);
  CHECK(bridge.subjects_opening == 5);
  CHECK(bridge.subjects_new == 2);
  CHECK(bridge.subjects_reactivated == 2);
  CHECK(bridge.subjects_churned == 2);
  CHECK(bridge.subjects_expanded == 1);
  CHECK(bridge.subjects_contracted == 1);
  CHECK(bridge.subjects_flat == 1);
  CHECK(bridge.subjects_closing == 7);
  CHECK(gross_revenue_retention(bridge).numerator == 2070 - 100 - 270);
  CHECK(net_revenue_retention(bridge).numerator == 2070 + 500 - 100 - 270);
  CHECK(net_revenue_retention(bridge).denominator == 2070);
  CHECK(logo_retention(bridge).numerator == 3);
  CHECK(logo_retention(bridge).denominator == 5);
  CHECK(broken_laws(compared.comparison).empty());
}

TEST_CASE("compare: transitions count the absent and the unmeasured", "[compare]") {
  const Compared compared(test::sample_header(2025), kBefore, test::sample_header(2026), kAfter);
  std::map<std::pair<int, int>, uint64_t> lines;
  for (const Transition& line : compared.comparison.transitions) lines[{line.from, line.to}] = line.subjects;
  const std::map<std::pair<int, int>, uint64_t> expected{{{0, 0}, 1},       {{1, 0}, 1},
                                                         {{2, 2}, 1},       {{0, kAbsent}, 1},
                                                         {{0, 1}, 1},       {{kUnmeasured, kAbsent}, 1},
                                                         {{kAbsent, 0}, 1}, {{kAbsent, kUnmeasured}, 1},
                                                         {{0, 2}, 1}};
  CHECK(lines == expected);
}

TEST_CASE("compare: segments are the later ones and add up", "[compare]") {
  const Compared compared(test::sample_header(2025), kBefore, test::sample_header(2026), kAfter);
  const std::vector<SegmentFigures>& segments = compared.comparison.by_segment;
  REQUIRE(segments.size() == 3);
  CHECK(segments[0].segment == "all");
  CHECK(segments[1].segment == "size = large");
  CHECK(segments[2].segment == "size = small");
  CHECK(segments[1].bridge.opening == 1000 + 70);
  CHECK(segments[2].bridge.opening == 500 + 300 + 200);
  CHECK(segments[0].before.secured == 1200);
  CHECK(segments[0].before.at_risk == 500);
  CHECK(segments[0].before.leaving == 300);
  CHECK(segments[0].before.unmeasured == 70);
  CHECK(segments[0].after.subjects_unmeasured == 1);
  CHECK(segments[0].after.base() == 3430);
}

TEST_CASE("compare: an older segment scheme joins the union, other dimensions collapse", "[compare]") {
  SnapshotHeader earlier = test::sample_header(2025);
  earlier.segments = {{"size"}, {{"tiny"}, {"zero"}}};
  const Compared joined(earlier, kBefore, test::sample_header(2026), kAfter);
  CHECK(joined.comparison.segments.tuples ==
        std::vector<std::vector<std::string>>{{"large"}, {"small"}, {"tiny"}, {"zero"}});
  CHECK(joined.comparison.by_segment.size() == 5);
  earlier.segments = {{"region"}, {{"north"}, {"south"}}};
  const Compared collapsed(earlier, kBefore, test::sample_header(2026), kAfter);
  CHECK(collapsed.comparison.by_segment.size() == 1);
  CHECK(collapsed.comparison.bridge == joined.comparison.bridge);
}

TEST_CASE("compare: refused money has no bridge, refused states no transitions", "[compare]") {
  SnapshotHeader later = test::sample_header(2026);
  later.instrument.id = "nps";
  const Compared no_states(test::sample_header(2025), kBefore, later, kAfter);
  CHECK(no_states.comparison.bridge);
  CHECK(no_states.comparison.transitions.empty());
  later.metric.id = "profit";
  const Compared nothing(test::sample_header(2025), kBefore, later, kAfter);
  CHECK_FALSE(nothing.comparison.bridge);
  CHECK(nothing.comparison.cells.empty());
  CHECK(nothing.comparison.by_segment.empty());
  CHECK(broken_laws(nothing.comparison).empty());
}

TEST_CASE("compare: bridged states are read as the later scheme", "[compare]") {
  SnapshotHeader later = test::sample_header(2026);
  later.instrument = {"loyalty", 2, "0ther", "changed", {{"committed", "loyal"}, {"uncertain", "leaving"}}, ""};
  later.states = {{"leaving", MoneyClass::leaving}, {"loyal", MoneyClass::secured}};
  Rows after = kAfter;
  for (test::Row& row : after) row.state = row.state == kUnmeasured ? kUnmeasured : (row.state == 0 ? 1 : 0);
  const Compared compared(test::sample_header(2025), kBefore, later, after);
  REQUIRE(compared.comparison.verdict.states == Verdict::bridged);
  for (const Transition& line : compared.comparison.transitions) {
    if (line.from == 1 && line.to == 1) CHECK(line.subjects == 1);
    CHECK((line.from < 2 || line.from >= kAbsent));
  }
  CHECK(compared.comparison.by_segment[0].before.secured == 1200);
  CHECK(compared.comparison.by_segment[0].before.leaving == 800);
}

TEST_CASE("compare: another population compares the members of both, entries and exits apart", "[compare]") {
  SnapshotHeader later = test::sample_header(2026);
  later.population_hash = "0ther";
  const Compared compared(test::sample_header(2025), kBefore, later, kAfter);
  REQUIRE(compared.comparison.population);
  const PopulationChange& change = *compared.comparison.population;
  CHECK(change == PopulationChange{2, 2, 980, 270});
  CHECK(compared.comparison.bridge->opening == 1800);
  CHECK(compared.comparison.bridge->closing == 2450);
  CHECK(compared.comparison.bridge->churn == 0);
  CHECK(broken_laws(compared.comparison).empty());
}

TEST_CASE("compare: amounts beyond 32 and below zero keep exact squares", "[compare]") {
  const int64_t huge = 3000000000000;
  const Rows before{{0, 0, huge, kActive, 0}, {1, 0, -40, kActive, 0}};
  const Rows after{{0, 0, huge - 1, kBoth, 0}, {1, 0, 60, kBoth, 0}};
  const Compared compared(test::sample_header(2025), before, test::sample_header(2026), after);
  REQUIRE(compared.comparison.cells.size() == 1);
  const Cell& cell = compared.comparison.cells[0];
  CHECK((cell.square_from == static_cast<Cell::Wide>(huge) * huge + 1600));
  CHECK((cell.product == static_cast<Cell::Wide>(huge) * (huge - 1) - 2400));
  CHECK(cell.gain == 100);
  CHECK(cell.loss == 1);
  CHECK(cell.expanded == 1);
  CHECK(cell.contracted == 1);
}

TEST_CASE("compare: nobody in both cycles gives zeros, and ratios without a base", "[compare]") {
  const Compared compared(test::sample_header(2025), {}, test::sample_header(2026), {});
  REQUIRE(compared.comparison.bridge);
  CHECK(*compared.comparison.bridge == MoneyBridge{});
  CHECK(gross_revenue_retention(*compared.comparison.bridge).denominator == 0);
}

TEST_CASE("compare: broken laws are told in words", "[compare]") {
  Comparison comparison = Compared(test::sample_header(2025), kBefore, test::sample_header(2026), kAfter).comparison;
  struct Named {
    const char* problem;
    void (*damage)(Comparison&);
  };
  for (const Named& row :
       {Named{"bridge: opening and movements give the closing", [](Comparison& c) { c.bridge->churn += 1; }},
        Named{"bridge: kept and churned subjects", [](Comparison& c) { c.bridge->subjects_churned += 1; }},
        Named{"cells add up to the earlier base", [](Comparison& c) { c.earlier.base.minor += 1; }},
        Named{"cells add up to the later members", [](Comparison& c) { c.later.members += 1; }},
        Named{"the segments of size do not add up", [](Comparison& c) { c.by_segment.pop_back(); }},
        Named{"transitions add up to the earlier members", [](Comparison& c) { c.transitions.pop_back(); }},
        Named{"gains less losses are the change", [](Comparison& c) { c.cells[0].gain += 1; }},
        Named{"are the later base", [](Comparison& c) { c.by_segment[0].after.secured += 1; }},
        Named{"a bridge is there exactly when money is comparable", [](Comparison& c) { c.bridge.reset(); }}}) {
    CAPTURE(row.problem);
    Comparison damaged = comparison;
    row.damage(damaged);
    std::string all;
    for (const std::string& problem : broken_laws(damaged)) all += problem + "\n";
    CHECK_THAT(all, Catch::Contains(row.problem));
  }
  CHECK(broken_laws(comparison).empty());
}

TEST_CASE("movement: told from activity in both cycles and before", "[compare]") {
  struct Named {
    const char* name;
    SlotCode before;
    SlotCode after;
    Movement movement;
  };
  const SlotCode absent{};
  for (const Named& row :
       {Named{"first purchase ever", absent, {0, kActive, 0}, Movement::added_new},
        Named{"back after a gap", absent, {0, kBoth, 0}, Movement::reactivation},
        Named{"member before, first purchase now", {0, 0, 0}, {0, kActive, 0}, Movement::added_new},
        Named{"inactive before, back now", {0, kActiveBefore, 0}, {0, kBoth, 0}, Movement::reactivation},
        Named{"gone from the frame", {0, kActive, 0}, absent, Movement::churn},
        Named{"in the frame, no purchase", {0, kActive, 0}, {0, kActiveBefore, 0}, Movement::churn},
        Named{"active in both", {0, kActive, 0}, {0, kBoth, 0}, Movement::kept},
        Named{"never active", {0, 0, 0}, {0, 0, 0}, Movement::none},
        Named{"inactive and gone", {0, kActiveBefore, 0}, absent, Movement::none}}) {
    CAPTURE(row.name);
    CHECK(movement_of(row.before, row.after) == row.movement);
  }
}
