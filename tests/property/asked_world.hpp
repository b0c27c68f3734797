#pragma once
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/estimate/represent.hpp"
#include "core/report/disclosure.hpp"
#include "tests/property/audited_world.hpp"
#include "tests/support/sample_snapshot.hpp"

/// Random worlds of which a part was asked, or answered, for audits of what their answers stand for.
namespace vk::test {

/// Somebody in one cycle.
struct AskedStand {
  bool is_member = true;
  uint16_t segment = 0;
  uint8_t state = kUnmeasured;
  Disposition disposition = Disposition::complete;
  int64_t money = 0;
  int64_t money_at_draw = 0;
};

struct AskedWorld {
  DisclosureRule rule;
  size_t cycles = 1;
  size_t segments = 1;
  bool sampled = false;
  std::vector<StateSpec> states;
  std::vector<std::vector<AskedStand>> members;  ///< by cycle

  std::string part_of(size_t state) const {
    constexpr std::array<const char*, 3> kNames{"secured", "at_risk", "leaving"};
    return state < states.size() ? kNames.at(static_cast<size_t>(states[state].money)) : "unmeasured";
  }
};

/// How money is shared out in a world.
enum class MoneySpread {
  heavy_tails,
  even,  ///< nobody holds a hundredth
};

/// Draws worlds in which some states are rare and some answer seldom.
class AskedWorldMaker {
 public:
  explicit AskedWorldMaker(Dice& dice, MoneySpread spread = MoneySpread::heavy_tails) : dice_(dice), spread_(spread) {}

  AskedWorld draw(size_t cycles) {
    AskedWorld world;
    world.rule = {3 + dice_.roll(3), static_cast<double>(5 * (1 + dice_.roll(3)))};
    world.cycles = cycles;
    world.segments = 1 + dice_.roll(3);
    world.sampled = dice_.roll(2) == 0;
    world.states = {
        {"committed", MoneyClass::secured}, {"uncertain", MoneyClass::at_risk}, {"leaving", MoneyClass::leaving}};
    if (dice_.roll(2) == 0) world.states.push_back({"content", MoneyClass::secured});
    answers_ = 2 + dice_.roll(7);
    rare_ = 4 + dice_.roll(30);
    giants_ = dice_.roll(3) == 0 ? 0 : 5 + dice_.roll(60);
    answering_giants_ = dice_.roll(2) == 0;
    credits_ = dice_.roll(4) == 0;
    all_eligible_ = dice_.roll(2) == 0;
    const size_t members = (spread_ == MoneySpread::even ? 240 : 60) + 20 * dice_.roll(9);
    world.members.resize(cycles);
    for (size_t i = 0; i < members; ++i) add_member(world);
    return world;
  }

 private:
  void add_member(AskedWorld& world) {
    AskedStand stand = first_stand(world);
    for (size_t cycle = 0; cycle < world.cycles; ++cycle) {
      if (cycle > 0) move_on(world, stand);
      world.members[cycle].push_back(stand);
    }
  }

  AskedStand first_stand(const AskedWorld& world) {
    AskedStand stand;
    stand.segment = static_cast<uint16_t>(dice_.roll(4) == 0 ? 0 : dice_.roll(world.segments));
    stand.money = amount();
    stand.money_at_draw = dice_.roll(5) == 0 ? amount() : stand.money;
    answer(world, stand);
    return stand;
  }

  void move_on(const AskedWorld& world, AskedStand& stand) {
    stand.is_member = dice_.roll(rare_) != 0;
    if (dice_.roll(3) == 0) stand.money = amount();
    if (dice_.roll(rare_) == 0) stand.money = 0;
    stand.money_at_draw = stand.money;
    const uint8_t before = stand.state;
    answer(world, stand);
    if (stand.state != kUnmeasured && before != kUnmeasured && dice_.roll(3) != 0) stand.state = before;
  }

  int64_t amount() {
    if (spread_ == MoneySpread::even) return static_cast<int64_t>(40 + dice_.roll(100)) * 10;
    if (credits_ && dice_.roll(20) == 0) return -static_cast<int64_t>(1 + dice_.roll(500)) * 10;
    if (dice_.roll(25) == 0) return 0;
    if (giants_ > 0 && dice_.roll(giants_) == 0) return static_cast<int64_t>(2000 + dice_.roll(60000)) * 10;
    const uint64_t size = dice_.roll(6);
    return static_cast<int64_t>(1 + dice_.roll(size == 0 ? 3000 : size < 3 ? 900 : 250)) * 10;
  }

  void answer(const AskedWorld& world, AskedStand& stand) {
    const bool big = stand.money > 3000;
    const bool answers = (big && answering_giants_) || dice_.roll(10) < answers_;
    stand.disposition = Disposition::complete;
    stand.state = state(world);
    if (answers) return;
    stand.state = kUnmeasured;
    const uint64_t why = dice_.roll(20);
    stand.disposition = world.sampled && why > 4     ? Disposition::not_sampled
                        : why == 0 && !all_eligible_ ? Disposition::not_eligible
                        : why < 4                    ? Disposition::refusal
                                                     : Disposition::non_contact;
  }

  uint8_t state(const AskedWorld& world) {
    if (dice_.roll(rare_) == 0) return 2;
    const auto one = static_cast<uint8_t>(dice_.roll(world.states.size()));
    return one == 2 && rare_ > 12 ? uint8_t{0} : one;
  }

  Dice& dice_;
  MoneySpread spread_;
  uint64_t answers_ = 5;  ///< of ten answer
  uint64_t rare_ = 10;
  uint64_t giants_ = 20;
  bool answering_giants_ = false;
  bool credits_ = false;
  bool all_eligible_ = false;
};

/// One cycle as it would be measured; members keep their numbers.
inline Snapshot snapshot_of_asked(const AskedWorld& world, size_t cycle) {
  SnapshotHeader header = sample_header(std::stoi(AuditedWorld::year(cycle)));
  header.states = world.states;
  header.segments = {{"size"}, {}};
  header.asked = world.sampled ? Asked::random_sample : Asked::everybody;
  for (size_t segment = 0; segment < world.segments; ++segment)
    header.segments.tuples.push_back({fmt::format("s{}", segment)});
  std::vector<Row> rows;
  std::vector<uint8_t> dispositions;
  std::vector<int64_t> drawn;
  for (size_t i = 0; i < world.members[cycle].size(); ++i) {
    const AskedStand& stand = world.members[cycle][i];
    if (!stand.is_member) continue;
    const bool active = stand.money != 0;
    rows.push_back({subject_number(0, static_cast<uint32_t>(i)), stand.state, stand.money,
                    active ? static_cast<uint8_t>(kActive) : uint8_t{0}, stand.segment});
    dispositions.push_back(static_cast<uint8_t>(stand.disposition));
    drawn.push_back(stand.money_at_draw);
  }
  if (world.sampled) {
    header.sample = SampleDesign{};
    header.sample->strata = {{"all", rows.size(), 0, false, 0, 0}};
  }
  Snapshot snapshot = snapshot_of(header, rows);
  for (size_t i = 0; i < snapshot.size(); ++i) snapshot.disposition[i] = dispositions[i];
  if (world.sampled) {
    const MoneyClasses classes{drawn};
    for (const int64_t amount : drawn)
      snapshot.money_class.push_back(static_cast<uint8_t>(classes.of(std::max<int64_t>(0, amount))));
  }
  return snapshot;
}

}  // namespace vk::test
