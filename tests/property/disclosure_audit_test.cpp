#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>
#include <map>
#include <set>

#include "core/compare/compare.hpp"
#include "core/engine/compare_occurrences.hpp"
#include "core/engine/told_revisions.hpp"
#include "core/engine/withhold.hpp"
#include "core/report/build_report.hpp"
#include "core/report/report_json.hpp"
#include "core/store/store.hpp"
#include "tests/property/audit_seeds.hpp"
#include "tests/property/random_world.hpp"
#include "tests/property/report_auditor.hpp"
#include "tests/support/sample_snapshot.hpp"
#include "tests/support/temp_folder.hpp"

using namespace vk;

namespace {

using test::Amount;
using test::AuditedWorld;
using test::Auditor;
using test::CyclePair;
using test::Deed;
using test::given_number;
using test::kNobody;
using test::pairs_to;
using test::Path;
using test::random_world;
using test::snapshot_of_world;
using test::told_inputs;
using test::Which;
using test::WorldShape;

/// Everything that reports could say of few.
class Questions {
 public:
  Questions(Auditor& auditor, const AuditedWorld& world) : auditor_(auditor), world_(world) {}

  void ask() {
    for (size_t cycle = 0; cycle < world_.cycles; ++cycle) ask_of_cycle(cycle);
    for (const CyclePair& pair : world_.pairs()) {
      ask_of_squares(pair);
      ask_of_lines(pair);
      ask_of_presence(pair);
    }
    if (world_.cycles > 2) ask_of_paths();
  }

 private:
  /// A group of segments: one, or all with a value of one dimension.
  struct Place {
    std::string name;
    std::set<int> segments;
  };

  std::vector<Place> places() const {
    std::vector<Place> all;
    for (size_t code = 0; code < world_.segments.size(); ++code)
      all.push_back({fmt::format("{}", fmt::join(world_.segments[code], "/")), {static_cast<int>(code)}});
    if (world_.dimensions.size() < 2) return all;
    for (size_t dimension = 0; dimension < world_.dimensions.size(); ++dimension) {
      std::map<std::string, std::set<int>> values;
      for (size_t code = 0; code < world_.segments.size(); ++code)
        values[world_.segments[code][dimension]].insert(static_cast<int>(code));
      for (const auto& [value, segments] : values)
        all.push_back({world_.dimensions[dimension] + " " + value, segments});
    }
    return all;
  }

  void ask_of_cycle(size_t cycle) {
    const Amount money = Amount::at(cycle);
    const std::string year = world_.year(cycle);
    std::vector<std::pair<std::string, std::set<int>>> kinds;
    std::map<std::string, std::set<int>> parts;
    for (int state = 0; state <= world_.unmeasured(); ++state) {
      kinds.emplace_back(fmt::format("state {}", state), std::set{state});
      parts[world_.part_of(state)].insert(state);
    }
    kinds.insert(kinds.end(), parts.begin(), parts.end());
    for (const auto& [name, states] : kinds) {
      const auto in_state = [=, states = states](const Path& path) { return states.contains(path.at[cycle].state); };
      auditor_.check({fmt::format("{} of {}", name, year), in_state, money});
      for (const Place& place : places()) {
        const Which cell = [=](const Path& path) {
          return in_state(path) && place.segments.contains(path.at[cycle].segment);
        };
        auditor_.check({fmt::format("{} of {} of {}", name, place.name, year), cell, money});
      }
    }
    for (const Place& place : places()) {
      const Which here = [=](const Path& path) { return place.segments.contains(path.at[cycle].segment); };
      auditor_.check({fmt::format("{} of {}", place.name, year), here, money});
    }
  }

  static std::string of(const CyclePair& pair) { return fmt::format(" ({} to {})", pair.a, pair.b); }

  void ask_of_squares(const CyclePair& pair) {
    for (int from = kNobody; from <= world_.unmeasured(); ++from) {
      for (int to = kNobody; to <= world_.unmeasured(); ++to) {
        if (from == kNobody && to == kNobody) continue;
        const Which square = [=](const Path& path) {
          return path.at[pair.a].state == from && path.at[pair.b].state == to;
        };
        const std::string name = fmt::format("from {} to {}{}", from, to, of(pair));
        if (from != kNobody) auditor_.check({name + ", before", square, Amount::at(pair.a)});
        if (to != kNobody) auditor_.check({name + ", after", square, Amount::at(pair.b)});
      }
    }
  }

  void ask_of_lines(const CyclePair& pair) {
    const std::vector<std::tuple<std::string, Deed, Amount>> lines{{"new", Deed::arrived, Amount::at(pair.b)},
                                                                   {"returned", Deed::returned, Amount::at(pair.b)},
                                                                   {"grown", Deed::grew, Amount::gain(pair)},
                                                                   {"shrunk", Deed::shrank, Amount::loss(pair)},
                                                                   {"left", Deed::left, Amount::at(pair.a)}};
    for (const auto& [name, deed, amount] : lines) {
      const Which all = [=, deed = deed](const Path& path) { return deed_of(path, pair) == deed; };
      auditor_.check({name + of(pair), all, amount});
      for (const Place& place : places()) {
        const Which here = [=](const Path& path) {
          return all(path) && place.segments.contains(pair_segment(path, pair));
        };
        auditor_.check({fmt::format("{} in {}{}", name, place.name, of(pair)), here, amount, false});
      }
    }
  }

  /// Who came or left as a member, too, or changed segment.
  void ask_of_presence(const CyclePair& pair) {
    const Amount before = Amount::at(pair.a);
    const Amount after = Amount::at(pair.b);
    const auto came = [=](const Path& path) {
      const Deed deed = deed_of(path, pair);
      return deed == Deed::arrived || deed == Deed::returned;
    };
    const auto was = [=](const Path& path) { return path.at[pair.a].is_member(); };
    const auto is = [=](const Path& path) { return path.at[pair.b].is_member(); };
    const auto ask = [&](const std::string& name, const Which& which, const Amount& amount) {
      auditor_.check({name + of(pair), which, amount, false});
    };
    ask(
        "came and was a member", [=](const Path& path) { return came(path) && was(path); }, after);
    ask(
        "came and was none", [=](const Path& path) { return came(path) && !was(path); }, after);
    ask(
        "left and is a member", [=](const Path& path) { return deed_of(path, pair) == Deed::left && is(path); },
        before);
    for (const Place& place : places()) {
      const auto before_here = [=](const Path& path) { return place.segments.contains(path.at[pair.a].segment); };
      const auto after_here = [=](const Path& path) { return place.segments.contains(path.at[pair.b].segment); };
      const Which in = [=](const Path& path) { return was(path) && after_here(path) && !before_here(path); };
      const Which out = [=](const Path& path) { return is(path) && before_here(path) && !after_here(path); };
      ask("changed into " + place.name, in, before);
      ask("changed out of " + place.name, out, before);
    }
  }

  /// Those who were in one state after another.
  void ask_of_paths() {
    for (int first = kNobody; first <= world_.unmeasured(); ++first) {
      for (int second = kNobody; second <= world_.unmeasured(); ++second) {
        for (int third = kNobody; third <= world_.unmeasured(); ++third) {
          const std::array<int, test::kMostCycles> states{first, second, third};
          const Which here = [=](const Path& path) {
            return path.at[0].state == first && path.at[1].state == second && path.at[2].state == third;
          };
          for (size_t cycle = 0; cycle < states.size(); ++cycle) {
            if (states[cycle] == kNobody) continue;
            auditor_.check(
                {fmt::format("path {} {} {}, money of {}", first, second, third, cycle), here, Amount::at(cycle)});
          }
        }
      }
    }
  }

  Auditor& auditor_;
  const AuditedWorld& world_;
};

std::string audited_report(Store& store, const AuditedWorld& world, size_t cycle, const std::vector<CyclePair>& pairs) {
  return write_json(build_report(told_inputs(store, world, cycle, pairs)));
}

/// What the worlds of an audit had to say, so that it is known to have looked at everything.
struct AuditSums {
  size_t unsafe = 0;
  size_t guesses = 0;
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
  for (size_t cycle = 0; cycle < world.cycles; ++cycle) {
    const Snapshot snapshot = snapshot_of_world(world, cycle);
    store.put_snapshot(snapshot, test::closed_entry(snapshot.header), {});
  }
  Auditor auditor(world);
  std::string all;
  for (size_t cycle = 0; cycle < world.cycles; ++cycle) {
    const std::string report = audited_report(store, world, cycle, pairs_to(world, cycle));
    auditor.read(report);
    all += report;
  }
  auditor.solve();
  Questions(auditor, world).ask();
  const auto says = [&](std::string_view text) { return all.find(text) != std::string::npos ? size_t{1} : size_t{0}; };
  sums.unsafe += auditor.unsafe();
  sums.guesses += auditor.guesses();
  sums.worlds_with_transitions += says("/transition/");
  sums.worlds_with_hidden_transitions += says("/transition/") * says("not told");
  sums.worlds_with_segments += says("/from/2025/segment/size = ");
  sums.worlds_with_states_together += says("\"together\"");
  sums.worlds_with_bridge_lines += says("/bridge/churn");
}

constexpr uint64_t kNobodyMoves = 1000000;

}  // namespace

TEST_CASE("disclosure audit: nothing too small can be known from all numbers of two reports", "[property]") {
  const uint64_t seed = given_number("VK_SEED", 1999);
  const auto rounds = static_cast<int>(given_number("VK_ROUNDS", 60));
  test::Dice dice(seed);
  AuditSums sums;
  for (int round = 0; round < rounds; ++round) {
    INFO("seed " << seed << ", world " << round);
    WorldShape shape{20 + 20 * dice.roll(6), {2 + dice.roll(2)}, 3 + dice.roll(2), 4 + dice.roll(12)};
    if (round % 3 == 1) shape.members += 200;
    if (round % 3 == 2) shape.rare = kNobodyMoves;
    audit(dice, shape, sums);
  }
  if (rounds < 60) return;
  CHECK(sums.unsafe > 1000);
  CHECK(sums.worlds_with_transitions > 3);
  CHECK(sums.worlds_with_hidden_transitions > 3);
  CHECK(sums.worlds_with_segments > 2);
  CHECK(sums.worlds_with_states_together > 5);
  CHECK(sums.worlds_with_bridge_lines > 10);
}

TEST_CASE("disclosure audit: nor where segments have two dimensions or three, or lie in each other", "[property]") {
  const uint64_t seed = given_number("VK_SEED", 2001);
  const auto rounds = static_cast<int>(given_number("VK_ROUNDS", 24));
  test::Dice dice(seed);
  AuditSums sums;
  for (int round = 0; round < rounds; ++round) {
    INFO("seed " << seed << ", world " << round);
    WorldShape shape{60 + 100 * dice.roll(6), {2, 2}, 3, 4 + dice.roll(30)};
    if (round % 3 == 1) shape = {shape.members, {2, 4}, 3, shape.rare, 2, true};
    if (round % 6 == 2) shape.values = {2, 2, 2};
    if (round % 6 == 5) shape.values = {3, 2};
    if (round % 2 == 0) shape.rare = kNobodyMoves;
    audit(dice, shape, sums);
  }
  if (rounds < 24) return;
  CHECK(sums.unsafe > 1000);
  CHECK(sums.worlds_with_segments > 5);
}

TEST_CASE("disclosure audit: nor from three cycles and all that compares them", "[property]") {
  const uint64_t seed = given_number("VK_SEED", 2002);
  const auto rounds = static_cast<int>(given_number("VK_ROUNDS", 6));
  test::Dice dice(seed);
  AuditSums sums;
  for (int round = 0; round < rounds; ++round) {
    INFO("seed " << seed << ", world " << round);
    WorldShape shape{60 + 60 * dice.roll(6), {1}, 2, 4 + dice.roll(20), 3};
    if (round % 3 == 1) shape.rare = kNobodyMoves;
    audit(dice, shape, sums);
  }
  if (rounds < 6) return;
  CHECK(sums.unsafe > 300);
  CHECK(sums.worlds_with_transitions > 1);
}

namespace {

/// A world of one year, and the same after some who were silent answered late.
struct LateAnswers {
  AuditedWorld world;
  Snapshot first;
  Snapshot second;

  explicit LateAnswers(size_t late) {
    test::Dice dice(7);
    world = random_world(dice, {400, {2}, 3, kNobodyMoves});
    world.rule = {3, 10};
    for (size_t i = 0; i < world.members.size(); ++i) {
      // The first forty grew and did not answer at first; of all others every cell is of enough.
      test::AuditedMember& member = world.members[i];
      const bool is_late = i < 40;
      const int segment = static_cast<int>((is_late ? i / 3 : i) % 2);
      const int state = is_late ? 0 : i % 11 == 0 ? world.unmeasured() : static_cast<int>(i / 2 % 3);
      member.path.at[0] = {segment, state, 1};
      member.path.at[1] = {segment, is_late ? world.unmeasured() : state, is_late ? 2 : 1};
      member.money = {4000, is_late ? 5000 : 4000};
    }
    first = snapshot_of_world(world, 1);
    for (size_t i = 0; i < late; ++i) world.members[i].path.at[1].state = static_cast<int>(i % 3);
    second = snapshot_of_world(world, 1);
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
    const Snapshot earlier = snapshot_of_world(answers.world, 0);
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
    const AuditedWorld world = random_world(dice, {80, {3}, 4, 8});
    const Snapshot before = snapshot_of_world(world, 0);
    const Snapshot after = snapshot_of_world(world, 1);
    const test::TempFolder folder;
    Store alone = Store::open(folder.path() / "alone.store", StoreMode::read_write);
    alone.put_snapshot(after, test::closed_entry(after.header), {});
    Store both = Store::open(folder.path() / "both.store", StoreMode::read_write);
    for (const Snapshot* snapshot : {&before, &after})
      both.put_snapshot(*snapshot, test::closed_entry(snapshot->header), {});
    const std::string told = audited_report(alone, world, 1, {});
    CHECK(told == audited_report(both, world, 1, {}));
    CHECK(told.find("/base\"") != std::string::npos);
  }
}
