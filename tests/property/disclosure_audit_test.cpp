#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdlib>

#include "core/compare/compare.hpp"
#include "core/engine/compare_occurrences.hpp"
#include "core/engine/told_revisions.hpp"
#include "core/engine/withhold.hpp"
#include "core/report/build_report.hpp"
#include "core/report/report_json.hpp"
#include "core/store/store.hpp"
#include "tests/property/report_auditor.hpp"
#include "tests/support/sample_snapshot.hpp"
#include "tests/support/temp_folder.hpp"

using namespace vk;

namespace {

using test::Amount;
using test::AuditedMember;
using test::AuditedWorld;
using test::Auditor;
using test::Deal;
using test::Deed;
using test::kNobody;
using test::Which;

/// Everything that reports could say of few.
void check_everything(Auditor& auditor, const AuditedWorld& world) {
  const int states = world.unmeasured();
  const int segments = static_cast<int>(world.segments.size());
  for (const bool later : {false, true}) {
    const Amount money = later ? Amount::after : Amount::before;
    const auto state_of = [later](const Deal& deal) { return later ? deal.to : deal.from; };
    const auto segment_of = [later](const Deal& deal) { return later ? deal.segment_after : deal.segment_before; };
    const char* cycle = later ? "2026" : "2025";
    for (int state = 0; state <= states; ++state) {
      auditor.check(
          fmt::format("state {} of {}", state, cycle), [=](const Deal& deal) { return state_of(deal) == state; }, money,
          true);
      for (int segment = 0; segment < segments; ++segment) {
        const Which cell = [=](const Deal& deal) { return state_of(deal) == state && segment_of(deal) == segment; };
        auditor.check(fmt::format("state {} of segment {} of {}", state, segment, cycle), cell, money, true);
      }
    }
    for (const std::string part : {"secured", "at_risk", "leaving", "unmeasured"}) {
      const auto in_part = [&world, part, state_of](const Deal& deal) {
        return state_of(deal) != kNobody && world.part_of(state_of(deal)) == part;
      };
      auditor.check(fmt::format("{} of {}", part, cycle), in_part, money, true);
      for (int segment = 0; segment < segments; ++segment) {
        const Which cell = [=](const Deal& deal) { return in_part(deal) && segment_of(deal) == segment; };
        auditor.check(fmt::format("{} of segment {} of {}", part, segment, cycle), cell, money, true);
      }
    }
    for (int segment = 0; segment < segments; ++segment) {
      const Which here = [=](const Deal& deal) { return segment_of(deal) == segment; };
      auditor.check(fmt::format("segment {} of {}", segment, cycle), here, money, true);
    }
  }
  for (int from = kNobody; from <= states; ++from) {
    for (int to = kNobody; to <= states; ++to) {
      const Which square = [=](const Deal& deal) { return deal.from == from && deal.to == to; };
      if (from != kNobody) auditor.check(fmt::format("from {} to {}, before", from, to), square, Amount::before, true);
      if (to != kNobody) auditor.check(fmt::format("from {} to {}, after", from, to), square, Amount::after, true);
    }
  }
  const std::vector<std::pair<std::string, std::pair<Deed, Amount>>> lines{
      {"new", {Deed::arrived, Amount::after}},
      {"returned", {Deed::returned, Amount::after}},
      {"grown", {Deed::grew, Amount::gain}},
      {"shrunk", {Deed::shrank, Amount::loss}},
      {"left", {Deed::left, Amount::before}}};
  for (const auto& [name, line] : lines) {
    const auto [deed, amount] = line;
    auditor.check(
        name, [deed = deed](const Deal& deal) { return deal.deed == deed; }, amount, true);
    for (int segment = 0; segment < segments; ++segment) {
      const Which here = [deed = deed, segment](const Deal& deal) {
        return deal.deed == deed && deal.segment() == segment;
      };
      auditor.check(fmt::format("{} in segment {}", name, segment), here, amount, false);
    }
  }
  const auto came = [](const Deal& deal) { return deal.deed == Deed::arrived || deal.deed == Deed::returned; };
  const auto check_way = [&](const std::string& name, const Which& which, Amount amount) {
    auditor.check(name, which, amount, false);
  };
  check_way(
      "came and was a member", [=](const Deal& deal) { return came(deal) && deal.from != kNobody; }, Amount::after);
  check_way(
      "came and was none", [=](const Deal& deal) { return came(deal) && deal.from == kNobody; }, Amount::after);
  check_way(
      "left and is a member", [](const Deal& deal) { return deal.deed == Deed::left && deal.to != kNobody; },
      Amount::before);
  for (int segment = 0; segment < segments; ++segment) {
    const auto stays = [](const Deal& deal) { return deal.from != kNobody && deal.to != kNobody; };
    const Which in = [=](const Deal& deal) {
      return stays(deal) && deal.segment_after == segment && deal.segment_before != segment;
    };
    const Which out = [=](const Deal& deal) {
      return stays(deal) && deal.segment_before == segment && deal.segment_after != segment;
    };
    check_way(fmt::format("changed into segment {}", segment), in, Amount::before);
    check_way(fmt::format("changed out of segment {}", segment), out, Amount::before);
  }
}

/// How a random world is drawn: in some everything is rare.
struct WorldShape {
  size_t members = 60;
  size_t segments = 2;
  size_t states = 3;
  uint64_t rare = 8;  ///< one in so many members comes, goes, or changes segment
};

AuditedWorld random_world(test::Dice& dice, const WorldShape& shape) {
  AuditedWorld world;
  constexpr std::array<const char*, 4> kSegments{"huge", "large", "medium", "small"};
  for (size_t i = 0; i < shape.segments; ++i) world.segments.emplace_back(kSegments.at(i));
  world.states = {
      {"committed", MoneyClass::secured}, {"uncertain", MoneyClass::at_risk}, {"leaving", MoneyClass::leaving}};
  if (shape.states > 3) world.states.push_back({"content", MoneyClass::secured});
  world.rule = {3 + dice.roll(3), static_cast<double>(5 * (1 + dice.roll(3)))};
  const auto state = [&] {
    const uint64_t side = dice.roll(20);
    if (side == 0) return static_cast<int>(shape.states);
    if (side < 3) return 2;
    return static_cast<int>(dice.roll(shape.states));
  };
  const auto segment = [&] { return static_cast<int>(dice.roll(4) == 0 ? 0 : dice.roll(shape.segments)); };
  const auto money = [&] { return static_cast<int64_t>(1 + dice.roll(dice.roll(15) == 0 ? 200000 : 3000)) * 10; };
  for (size_t i = 0; i < shape.members; ++i) {
    AuditedMember member;
    Deal& deal = member.deal;
    deal.segment_before = segment();
    deal.segment_after = dice.roll(shape.rare) == 0 ? segment() : deal.segment_before;
    deal.from = state();
    deal.to = dice.roll(3) == 0 ? state() : deal.from;
    if (dice.roll(shape.rare) == 0) deal.from = deal.segment_before = kNobody;
    if (deal.from != kNobody && dice.roll(shape.rare) == 0) deal.to = deal.segment_after = kNobody;
    const bool was = deal.from != kNobody && dice.roll(shape.rare) != 0;
    const bool is = deal.to != kNobody && dice.roll(shape.rare) != 0;
    if (was) member.before = money();
    if (is) member.after = !was || dice.roll(3) != 0 ? money() : member.before;
    deal.deed = was && is ? member.after > member.before   ? Deed::grew
                            : member.after < member.before ? Deed::shrank
                                                           : Deed::stayed
                : was     ? Deed::left
                : is      ? (dice.roll(2) == 0 ? Deed::arrived : Deed::returned)
                          : Deed::none;
    world.members.push_back(member);
  }
  return world;
}

Snapshot snapshot_of_world(const AuditedWorld& world, bool later) {
  SnapshotHeader header = test::sample_header(later ? 2026 : 2025);
  header.states = world.states;
  header.segments = {{"size"}, {}};
  for (const std::string& segment : world.segments) header.segments.tuples.push_back({segment});
  std::vector<test::Row> rows;
  for (size_t i = 0; i < world.members.size(); ++i) {
    const AuditedMember& member = world.members[i];
    const int state = later ? member.deal.to : member.deal.from;
    if (state == kNobody) continue;
    test::Row row;
    row.subject = subject_number(0, static_cast<uint32_t>(i));
    row.state = state == world.unmeasured() ? kUnmeasured : static_cast<uint8_t>(state);
    row.segment = static_cast<uint16_t>(later ? member.deal.segment_after : member.deal.segment_before);
    row.money = later ? member.after : member.before;
    const Deed deed = member.deal.deed;
    const bool active = later ? deed != Deed::none && deed != Deed::left
                              : deed != Deed::none && deed != Deed::arrived && deed != Deed::returned;
    row.activity = active ? kActive : uint8_t{0};
    const bool before = deed == Deed::returned || deed == Deed::left || deed == Deed::grew || deed == Deed::shrank ||
                        deed == Deed::stayed;
    if (later && before) row.activity = static_cast<uint8_t>(row.activity | kActiveBefore);
    rows.push_back(row);
  }
  Snapshot snapshot = test::snapshot_of(header, rows);
  for (size_t i = 0; i < snapshot.size(); ++i) {
    if (snapshot.state[i] == kUnmeasured) snapshot.disposition[i] = static_cast<uint8_t>(Disposition::non_contact);
  }
  return snapshot;
}

/// A report of some cycles and comparisons of a store as JSON.
std::string audited_report(Store& store, const AuditedWorld& world, const std::vector<std::string>& cycles,
                           bool compares) {
  AnnualCalendar calendar;
  calendar.disclosure =
      DisclosureSpec{static_cast<int64_t>(world.rule.least), static_cast<int64_t>(world.rule.p_percent * 100)};
  ReportInputs inputs;
  inputs.name = {"board", "", "2026"};
  for (const std::string& name : cycles) {
    const StoredSnapshot stored = require_snapshot(store, name);
    const Snapshot snapshot = store.load_snapshot(stored.id);
    MeasuredCycle cycle;
    cycle.header = stored.header;
    cycle.totals = count_states(snapshot);
    cycle.answers = represent(snapshot);
    inputs.cycles.push_back(std::move(cycle));
  }
  if (compares) inputs.comparisons.push_back(compare_occurrences(store, "renewal@2025", "renewal@2026"));
  withhold(calendar, store, inputs);
  return write_json(build_report(inputs));
}

/// What the worlds of an audit had to say, so that it is known to have looked at everything.
struct AuditSums {
  size_t unsafe = 0;
  size_t worlds_with_transitions = 0;
  size_t worlds_with_hidden_transitions = 0;
  size_t worlds_with_segments = 0;
  size_t worlds_with_states_together = 0;
  size_t worlds_with_bridge_lines = 0;
};

void audit(test::Dice& dice, const WorldShape& shape, AuditSums& sums) {
  const AuditedWorld world = random_world(dice, shape);
  const test::TempFolder folder;
  Store store = Store::open(folder.path() / "audit.store", StoreMode::read_write);
  for (const bool later : {false, true}) {
    const Snapshot snapshot = snapshot_of_world(world, later);
    store.put_snapshot(snapshot, test::closed_entry(snapshot.header), {});
  }
  Auditor auditor(world);
  const std::string later = audited_report(store, world, {"renewal@2026"}, true);
  auditor.read(audited_report(store, world, {"renewal@2025"}, false));
  auditor.read(later);
  auditor.solve();
  check_everything(auditor, world);
  const auto says = [&](std::string_view text) {
    return later.find(text) != std::string::npos ? size_t{1} : size_t{0};
  };
  sums.unsafe += auditor.unsafe();
  sums.worlds_with_transitions += says("/transition/");
  sums.worlds_with_hidden_transitions += says("/transition/") * says("not told");
  sums.worlds_with_segments += says("/from/2025/segment/size = ");
  sums.worlds_with_states_together += says("\"together\"");
  sums.worlds_with_bridge_lines += says("/bridge/churn");
}

}  // namespace

TEST_CASE("disclosure audit: nothing too small can be known from all numbers of two reports", "[property]") {
  const char* given = std::getenv("VK_SEED");
  const uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10) : 1999;
  constexpr uint64_t kNever = 1000000;
  test::Dice dice(seed);
  AuditSums sums;
  for (int round = 0; round < 60; ++round) {
    INFO("seed " << seed << ", world " << round);
    WorldShape shape{20 + 20 * dice.roll(6), 2 + dice.roll(2), 3 + dice.roll(2), 4 + dice.roll(12)};
    if (round % 3 == 1) shape.members += 200;
    if (round % 3 == 2) shape.rare = kNever;
    audit(dice, shape, sums);
  }
  CHECK(sums.unsafe > 1000);
  CHECK(sums.worlds_with_transitions > 8);
  CHECK(sums.worlds_with_hidden_transitions > 8);
  CHECK(sums.worlds_with_segments > 2);
  CHECK(sums.worlds_with_states_together > 5);
  CHECK(sums.worlds_with_bridge_lines > 10);
}

namespace {

/// A world of one year, and the same after some who were silent answered late.
struct LateAnswers {
  AuditedWorld world;
  Snapshot first;
  Snapshot second;

  explicit LateAnswers(size_t late) {
    test::Dice dice(7);
    world = random_world(dice, {400, 2, 3, 1000000});
    world.rule = {3, 10};
    for (size_t i = 0; i < 40; ++i) {
      const int segment = static_cast<int>(i / 3 % 2);
      world.members[i] = {{segment, segment, 0, world.unmeasured(), Deed::grew}, 4000, 5000};
    }
    first = snapshot_of_world(world, true);
    for (size_t i = 0; i < late; ++i) world.members[i].deal.to = static_cast<int>(i % 3);
    second = snapshot_of_world(world, true);
    second.header.revision = 2;
    second.header.revision_reason = "late answers";
    second.header.as_of += std::chrono::hours{24 * 20};
  }
};

}  // namespace

TEST_CASE("disclosure audit: a revision is told only when it differs by enough members in all it tells", "[property]") {
  for (const size_t late : {1U, 2U, 12U, 36U}) {
    INFO(late << " late answers");
    const LateAnswers answers(late);
    const test::TempFolder folder;
    Store store = Store::open(folder.path() / "late.store", StoreMode::read_write);
    const Snapshot earlier = snapshot_of_world(answers.world, false);
    for (const Snapshot* snapshot : {&earlier, &answers.first, &answers.second})
      store.put_snapshot(*snapshot, test::closed_entry(snapshot->header), {});
    AnnualCalendar calendar;
    calendar.disclosure = DisclosureSpec{3, 1000};
    const StoredSnapshot newest = require_snapshot(store, "renewal@2026");
    REQUIRE(newest.header.revision == 2);
    const StoredSnapshot told = told_revision(calendar, store, newest);
    // Thirty-six are enough in each state of each segment; twelve are too few in one of them.
    CHECK(told.header.revision == (late == 36 ? 2 : 1));
    CHECK(told_revision(AnnualCalendar{}, store, newest).header.revision == 2);

    ReportInputs inputs;
    inputs.comparisons.push_back(compare_told(calendar, store, "renewal@2025", "renewal@2026"));
    withhold(calendar, store, inputs);
    const Comparison& comparison = inputs.comparisons.front();
    CHECK(comparison.later.revision == told.header.revision);
    // A bridge stays while nobody's money changed; movements between states were told of the first revision.
    CHECK(comparison.bridge.has_value());
    CHECK((comparison.verdict.states == Verdict::not_comparable) == (late == 36));
    const bool noted = std::any_of(inputs.reasons.begin(), inputs.reasons.end(), [](const std::string& reason) {
      return reason ==
             "renewal/customers@2026 is told as of revision 1: revision 2 differs from it by too few customers";
    });
    CHECK(noted == (late != 36));
    CHECK((inputs.outcome == Outcome::partial) == (late != 36));
  }
}

TEST_CASE("disclosure audit: how a cycle is told does not depend on what else its store has", "[property]") {
  constexpr uint64_t kSeed = 3;
  test::Dice dice(kSeed);
  for (int round = 0; round < 10; ++round) {
    INFO("seed " << kSeed << ", world " << round);
    const AuditedWorld world = random_world(dice, {80, 3, 4, 8});
    const Snapshot before = snapshot_of_world(world, false);
    const Snapshot after = snapshot_of_world(world, true);
    const test::TempFolder folder;
    Store alone = Store::open(folder.path() / "alone.store", StoreMode::read_write);
    alone.put_snapshot(after, test::closed_entry(after.header), {});
    Store both = Store::open(folder.path() / "both.store", StoreMode::read_write);
    for (const Snapshot* snapshot : {&before, &after})
      both.put_snapshot(*snapshot, test::closed_entry(snapshot->header), {});
    const std::string told = audited_report(alone, world, {"renewal@2026"}, false);
    CHECK(told == audited_report(both, world, {"renewal@2026"}, false));
    CHECK(told.find("/base\"") != std::string::npos);
  }
}
