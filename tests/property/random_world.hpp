#pragma once
#include <algorithm>
#include <iterator>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/engine/compare_occurrences.hpp"
#include "core/engine/withhold.hpp"
#include "core/estimate/represent.hpp"
#include "core/report/report_inputs.hpp"
#include "core/store/store.hpp"
#include "tests/property/audited_world.hpp"
#include "tests/support/sample_snapshot.hpp"

/// Random worlds for audits, and what their reports are made of.
namespace vk::test {

/// How a random world is drawn: in some everything is rare.
struct WorldShape {
  size_t members = 60;
  std::vector<size_t> values = {2};  ///< of each dimension of segments
  size_t states = 3;
  uint64_t rare = 8;  ///< one in so many members comes, goes, or changes segment
  size_t cycles = 2;
  bool nested = false;  ///< a value of the second dimension is in one of the first only
};

/// Segments by size, region and kind, those that a nested world can have.
inline void add_segments(AuditedWorld& world, const WorldShape& shape) {
  const std::vector<std::pair<std::string, std::vector<std::string>>> dimensions{
      {"size", {"huge", "large", "medium", "small"}},
      {"region", {"east", "north", "south", "west"}},
      {"kind", {"person", "shop"}}};
  world.segments = {{}};
  for (size_t d = 0; d < shape.values.size(); ++d) {
    world.dimensions.push_back(dimensions[d].first);
    std::vector<std::vector<std::string>> longer;
    for (const std::vector<std::string>& tuple : world.segments) {
      for (size_t value = 0; value < shape.values[d]; ++value) {
        if (shape.nested && d == 1 && dimensions[0].second[value % shape.values[0]] != tuple[0]) continue;
        longer.push_back(tuple);
        longer.back().push_back(dimensions[d].second[value]);
      }
    }
    world.segments = std::move(longer);
  }
}

/// Somebody's way through the cycles.
class RandomMember {
 public:
  RandomMember(Dice& dice, const WorldShape& shape, size_t segments)
      : dice_(dice), shape_(shape), segments_(segments) {}

  AuditedMember draw() {
    AuditedMember member;
    const int home = segment();
    const int opinion = state();
    bool missed = false;
    for (size_t cycle = 0; cycle < shape_.cycles; ++cycle) {
      Stand& stand = member.path.at[cycle];
      // Nobody misses every cycle.
      if (is_rare() && !(missed && cycle + 1 == shape_.cycles)) {
        missed = missed || cycle == 0;
        continue;
      }
      stand.segment = is_rare() ? segment() : home;
      stand.state = dice_.roll(3) == 0 ? state() : opinion;
      if (is_rare()) continue;
      stand.rank = 1;
      const int64_t before = cycle > 0 ? member.money[cycle - 1] : 0;
      member.money[cycle] = before == 0 || dice_.roll(3) != 0 ? money() : before;
    }
    member.path.before = dice_.roll(2) == 0;
    rank(member);
    return member;
  }

 private:
  bool is_rare() { return dice_.roll(shape_.rare) == 0; }
  int state() {
    const uint64_t side = dice_.roll(20);
    if (side == 0) return static_cast<int>(shape_.states);
    if (side < 3) return static_cast<int>(shape_.states == 2 ? 1 : 2);
    return static_cast<int>(dice_.roll(shape_.states));
  }
  int segment() { return static_cast<int>(dice_.roll(4) == 0 ? 0 : dice_.roll(segments_)); }
  int64_t money() { return static_cast<int64_t>(1 + dice_.roll(dice_.roll(15) == 0 ? 200000 : 3000)) * 10; }

  /// Equal amounts have one rank, the smallest 1.
  void rank(AuditedMember& member) const {
    std::set<int64_t> amounts;
    for (size_t cycle = 0; cycle < shape_.cycles; ++cycle) {
      if (member.path.at[cycle].is_active()) amounts.insert(member.money[cycle]);
    }
    for (size_t cycle = 0; cycle < shape_.cycles; ++cycle) {
      Stand& stand = member.path.at[cycle];
      if (stand.is_active())
        stand.rank = 1 + static_cast<int>(std::distance(amounts.begin(), amounts.find(member.money[cycle])));
    }
  }

  Dice& dice_;
  const WorldShape& shape_;
  size_t segments_;
};

inline AuditedWorld random_world(Dice& dice, const WorldShape& shape) {
  AuditedWorld world;
  world.cycles = shape.cycles;
  add_segments(world, shape);
  world.states = {{"committed", MoneyClass::secured}, {"leaving", MoneyClass::leaving}};
  if (shape.states > 2) world.states.insert(world.states.begin() + 1, {"uncertain", MoneyClass::at_risk});
  if (shape.states > 3) world.states.push_back({"content", MoneyClass::secured});
  world.rule = {3 + dice.roll(3), static_cast<double>(5 * (1 + dice.roll(3)))};
  RandomMember somebody(dice, shape, world.segments.size());
  while (world.members.size() < shape.members) {
    AuditedMember member = somebody.draw();
    const bool is_member =
        std::any_of(member.path.at.begin(), member.path.at.end(), [](const Stand& stand) { return stand.is_member(); });
    if (is_member) world.members.push_back(member);
  }
  return world;
}

/// One cycle as it would be measured; segments without members are in no frame.
inline Snapshot snapshot_of_world(const AuditedWorld& world, size_t cycle) {
  SnapshotHeader header = sample_header(std::stoi(world.year(cycle)));
  header.states = world.states;
  header.segments = {world.dimensions, {}};
  std::vector<int> codes(world.segments.size(), kNobody);
  for (const AuditedMember& member : world.members) {
    if (member.path.at[cycle].is_member()) codes[static_cast<size_t>(member.path.at[cycle].segment)] = 0;
  }
  for (size_t segment = 0; segment < codes.size(); ++segment) {
    if (codes[segment] == kNobody) continue;
    codes[segment] = static_cast<int>(header.segments.tuples.size());
    header.segments.tuples.push_back(world.segments[segment]);
  }
  std::vector<Row> rows;
  for (size_t i = 0; i < world.members.size(); ++i) {
    const AuditedMember& member = world.members[i];
    const Stand& stand = member.path.at[cycle];
    if (!stand.is_member()) continue;
    bool before = member.path.before;
    for (size_t earlier = 0; earlier < cycle; ++earlier) before = before || member.path.at[earlier].is_active();
    Row row;
    row.subject = subject_number(0, static_cast<uint32_t>(i));
    row.state = stand.state == world.unmeasured() ? kUnmeasured : static_cast<uint8_t>(stand.state);
    row.segment = static_cast<uint16_t>(codes[static_cast<size_t>(stand.segment)]);
    row.money = member.money[cycle];
    row.activity = stand.is_active() ? kActive : uint8_t{0};
    if (before) row.activity = static_cast<uint8_t>(row.activity | kActiveBefore);
    rows.push_back(row);
  }
  Snapshot snapshot = snapshot_of(header, rows);
  for (size_t i = 0; i < snapshot.size(); ++i) {
    if (snapshot.state[i] == kUnmeasured) snapshot.disposition[i] = static_cast<uint8_t>(Disposition::non_contact);
  }
  return snapshot;
}

inline AnnualCalendar calendar_with(const DisclosureRule& rule) {
  AnnualCalendar calendar;
  calendar.disclosure = DisclosureSpec{static_cast<int64_t>(rule.least), static_cast<int64_t>(rule.p_percent * 100)};
  return calendar;
}

/// What a report of a cycle and some comparisons of a store is made of, before [disclosure].
inline ReportInputs all_inputs(Store& store, size_t cycle, const std::vector<CyclePair>& pairs) {
  ReportInputs inputs;
  inputs.name = {"board", "", AuditedWorld::year(cycle)};
  const StoredSnapshot stored = require_snapshot(store, "renewal@" + AuditedWorld::year(cycle));
  const Snapshot snapshot = store.load_snapshot(stored.id);
  MeasuredCycle measured;
  measured.header = stored.header;
  measured.totals = count_states(snapshot);
  measured.answers = represent(snapshot);
  inputs.cycles.push_back(std::move(measured));
  for (const CyclePair& pair : pairs)
    inputs.comparisons.push_back(
        compare_occurrences(store, "renewal@" + AuditedWorld::year(pair.a), "renewal@" + AuditedWorld::year(pair.b)));
  return inputs;
}

/// The same with what [disclosure] leaves of it.
inline ReportInputs told_inputs(Store& store, const AuditedWorld& world, size_t cycle,
                                const std::vector<CyclePair>& pairs) {
  ReportInputs inputs = all_inputs(store, cycle, pairs);
  withhold(calendar_with(world.rule), store, inputs);
  return inputs;
}

/// The pairs whose later cycle is this.
inline std::vector<CyclePair> pairs_to(size_t cycle) {
  std::vector<CyclePair> pairs;
  for (size_t earlier = 0; earlier < cycle; ++earlier) pairs.push_back({earlier, cycle});
  return pairs;
}
inline std::vector<CyclePair> pairs_to(const AuditedWorld&, size_t cycle) {
  return pairs_to(cycle);
}

}  // namespace vk::test
