#include "core/compare/wave_change.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <memory>

#include "core/compare/compare.hpp"
#include "core/estimate/interval.hpp"
#include "core/store/store.hpp"
#include "tests/support/sample_snapshot.hpp"
#include "tests/support/temp_folder.hpp"

using namespace vk;

namespace {

constexpr uint8_t kQuiet = kUnmeasured;
constexpr size_t kPeople = 400;
constexpr int64_t kEach = 10000;

/// 400 members with 100 EUR each; `state` says what a member answers.
template <typename State>
Snapshot form_snapshot(int year, const std::string& item, int64_t version, State state) {
  std::vector<test::Row> rows;
  for (size_t i = 0; i < kPeople; ++i) {
    test::Row row;
    row.subject = static_cast<SubjectNumber>(i + 1);
    row.state = state(i);
    row.money = kEach;
    rows.push_back(row);
  }
  SnapshotHeader header = test::sample_header(year);
  header.name.item = item;
  header.instrument.version = version;
  header.instrument.hash = version == 1 ? "c0de" : "0ther";
  if (version == 2) header.instrument.change = "changed";
  return test::snapshot_of(header, rows);
}

/// Committed 160, uncertain 160, leaving 80 of 400.
uint8_t by_old_form(size_t i) {
  return i % 5 == 0 ? uint8_t{2} : i % 5 <= 2 ? uint8_t{1} : uint8_t{0};
}
/// Of the uncertain every second says to the new form that they leave.
uint8_t by_new_form(size_t i) {
  return i % 10 == 1 ? uint8_t{2} : by_old_form(i);
}

Snapshot cycle_2025() {
  return form_snapshot(2025, "renewal", 1, by_old_form);
}
Snapshot old_half() {
  return form_snapshot(2026, "renewal_old", 1, [](size_t i) { return i % 2 == 0 ? by_old_form(i) : kQuiet; });
}
Snapshot new_half() {
  return form_snapshot(2026, "renewal", 2, [](size_t i) { return i % 2 == 1 ? by_new_form(i) : kQuiet; });
}
/// Half of the members answer; a fifth of them leaves.
Snapshot cycle_2027() {
  return form_snapshot(2027, "renewal", 2, [](size_t i) { return i % 4 < 2 ? by_old_form(i) : kQuiet; });
}

/// A store with snapshots whose readers live as long as it does.
class Stored {
 public:
  Stored() : store_(Store::open(folder_.path() / "store.db", StoreMode::read_write)) {}

  SnapshotReader& put(const Snapshot& snapshot) {
    const auto id = store_.put_snapshot(snapshot, test::closed_entry(snapshot.header), {});
    readers_.push_back(std::make_unique<SnapshotReader>(store_.read_columns(id)));
    return *readers_.back();
  }

 private:
  test::TempFolder folder_;
  Store store_;
  std::vector<std::unique_ptr<SnapshotReader>> readers_;
};

WaveStep step_of(const SnapshotReader& old_form, const SnapshotReader& new_form) {
  return {"scale of seven", old_form.header().name, new_form.header().name};
}

WaveChange linked_change(const Snapshot& earlier, const Snapshot& later) {
  Stored stored;
  SnapshotReader& before = stored.put(earlier);
  SnapshotReader& old_form = stored.put(old_half());
  SnapshotReader& new_form = stored.put(new_half());
  const bool in_wave = later.header.name == new_form.header().name;
  SnapshotReader& after = in_wave ? new_form : stored.put(later);
  const std::vector<WaveReaders> waves{{step_of(old_form, new_form), &old_form, &new_form}};
  return wave_change(before, after, waves);
}

// With money all alike an estimate is a share of variance (1 - f) p (1 - p) / (n - 1), n 200 of 400, f = 1/2: its
// interval is Korn and Graubard's with 199 / (1 - f) answers. How far it reaches from the share, on the log scale:
double reach_above(double p) {
  return std::log(korn_graubard(p, 398, 0.95).high / p);
}
double reach_below(double p) {
  return std::log(p / korn_graubard(p, 398, 0.95).low);
}

}  // namespace

TEST_CASE("wave change: the earlier cycle is back-cast by the factor of the halves, with its error", "[compare]") {
  const WaveChange change = linked_change(cycle_2025(), cycle_2027());
  REQUIRE(change.lines.size() == 3);
  const WaveLine& leaving = change.lines[2];
  REQUIRE_FALSE(leaving.without.has_value());
  CHECK(leaving.part == 2U);
  CHECK(leaving.before.value == 80 * kEach);
  CHECK(leaving.before.interval == MoneyRange{80 * kEach, 80 * kEach});  // everybody answered
  // New form 80 of 200, old form 40 of 200.
  CHECK(leaving.factor == Approx(2));
  CHECK(leaving.backcast.value == 160 * kEach);
  CHECK(leaving.after.value == 80 * kEach);
  CHECK(leaving.change.value == -80 * kEach);
  CHECK(leaving.ratio == Approx(0.5));
  // Nobody is in both halves: correlation -1 is the bound, so the roots add up.
  CHECK(reach_above(0.2) == Approx(0.194).epsilon(0.01));
  CHECK(leaving.factor_interval.low == Approx(2 * std::exp(-reach_below(0.4) - reach_above(0.2))));
  CHECK(leaving.factor_interval.high == Approx(2 * std::exp(reach_above(0.4) + reach_below(0.2))));
  const double down = std::hypot(reach_below(0.2), reach_above(0.4) + reach_below(0.2));
  const double up = std::hypot(reach_above(0.2), reach_below(0.4) + reach_above(0.2));
  CHECK(leaving.ratio_interval.low == Approx(0.5 * std::exp(-down)));
  CHECK(leaving.ratio_interval.high == Approx(0.5 * std::exp(up)));
  CHECK(leaving.told_apart);
  CHECK(leaving.change.interval.low < leaving.change.value);
  CHECK(leaving.change.interval.high < 0);
}

TEST_CASE("wave change: parts that are back-cast are not made to add up", "[compare]") {
  const WaveChange change = linked_change(cycle_2025(), cycle_2027());
  REQUIRE(change.lines.size() == 3);
  CHECK(change.lines[0].factor == Approx(1));
  CHECK(change.lines[1].factor == Approx(0.5));
  CHECK(change.known_before == 400 * kEach);
  int64_t sum = 0;
  for (const WaveLine& line : change.lines) sum += line.backcast.value;
  CHECK(sum == (160 + 80 + 160) * kEach);
  REQUIRE(change.waves.size() == 1);
  CHECK(change.waves[0].old_form == 200);
  CHECK(change.waves[0].new_form == 200);
  CHECK(change.waves[0].both == 0);
  CHECK(change.waves[0].alone.members == 0);
}

TEST_CASE("wave change: in the cycle of the wave the error of the new half is not counted twice", "[compare]") {
  const WaveChange change = linked_change(cycle_2025(), new_half());
  REQUIRE(change.lines.size() == 3);
  const WaveLine& leaving = change.lines[2];
  CHECK(leaving.after.value == 160 * kEach);
  CHECK(leaving.backcast.value == 160 * kEach);
  CHECK(leaving.ratio == Approx(1));
  // What is left is the old form in 2026 against everybody in 2025.
  CHECK(leaving.ratio_interval.low == Approx(std::exp(-reach_below(0.2))));
  CHECK(leaving.ratio_interval.high == Approx(std::exp(reach_above(0.2))));
  CHECK_FALSE(leaving.told_apart);
}

TEST_CASE("wave change: a big member who answered one form only is in no factor", "[compare]") {
  Stored stored;
  const auto with_giant = [](Snapshot snapshot) {
    snapshot.money[0] = 100 * kEach;
    snapshot.header.base.minor += 99 * kEach;
    return snapshot;
  };
  SnapshotReader& before = stored.put(with_giant(cycle_2025()));
  SnapshotReader& old_form = stored.put(with_giant(old_half()));
  SnapshotReader& new_form = stored.put(with_giant(new_half()));
  SnapshotReader& after = stored.put(with_giant(cycle_2027()));
  const std::vector<WaveReaders> waves{{step_of(old_form, new_form), &old_form, &new_form}};
  const WaveChange change = wave_change(before, after, waves);
  REQUIRE(change.lines.size() == 3);
  CHECK(change.waves[0].alone == MemberMoney{1, 100 * kEach});
  CHECK(change.waves[0].old_form == 199);
  // Of 399 the giant leaves out: old form 39 of 199, new form 80 of 200.
  CHECK(change.lines[2].factor == Approx((80.0 / 200) / (39.0 / 199)));
  CHECK(change.lines[2].before.value == (79 + 100) * kEach);
}

TEST_CASE("wave change: where a form has nobody there is no factor, and the rest is told", "[compare]") {
  Stored stored;
  SnapshotReader& before = stored.put(cycle_2025());
  SnapshotReader& old_form = stored.put(form_snapshot(2026, "renewal_old", 1, [](size_t i) {
    return i % 2 == 1 ? kQuiet : by_old_form(i) == 2 ? uint8_t{1} : by_old_form(i);
  }));
  SnapshotReader& new_form = stored.put(new_half());
  SnapshotReader& after = stored.put(cycle_2027());
  const std::vector<WaveReaders> waves{{step_of(old_form, new_form), &old_form, &new_form}};
  const WaveChange change = wave_change(before, after, waves);
  REQUIRE(change.lines.size() == 3);
  REQUIRE(change.lines[2].without.has_value());
  CHECK(to_string(*change.lines[2].without) == "renewal_old/customers@2026");
  CHECK(change.lines[2].before.value == 80 * kEach);
  CHECK_FALSE(change.lines[0].without.has_value());
}

TEST_CASE("wave change: states that all forms have are told beside the parts when they are finer", "[compare]") {
  Stored stored;
  const auto finer = [](Snapshot snapshot) {
    snapshot.header.states[1].money = MoneyClass::secured;
    return snapshot;
  };
  SnapshotReader& before = stored.put(finer(cycle_2025()));
  SnapshotReader& old_form = stored.put(finer(old_half()));
  SnapshotReader& new_form = stored.put(finer(new_half()));
  SnapshotReader& after = stored.put(finer(cycle_2027()));
  const std::vector<WaveReaders> waves{{step_of(old_form, new_form), &old_form, &new_form}};
  const WaveChange change = wave_change(before, after, waves);
  REQUIRE(change.lines.size() == 6);
  CHECK(change.lines[0].factor == Approx(120.0 / 160));  // committed and uncertain together
  CHECK(change.lines[1].without.has_value());            // nobody is at risk
  CHECK(change.lines[3].state == "committed");
  CHECK(change.lines[3].factor == Approx(1));
  CHECK(change.lines[4].factor == Approx(0.5));
}

TEST_CASE("wave change: without answers in a half there is too little to say", "[compare]") {
  Stored stored;
  SnapshotReader& before = stored.put(cycle_2025());
  SnapshotReader& old_form = stored.put(form_snapshot(2026, "renewal_old", 1, [](size_t) { return kQuiet; }));
  SnapshotReader& new_form = stored.put(new_half());
  SnapshotReader& after = stored.put(cycle_2027());
  const std::vector<WaveReaders> waves{{step_of(old_form, new_form), &old_form, &new_form}};
  CHECK(wave_change(before, after, waves).lines.empty());
}

TEST_CASE("wave change: a comparison over a wave has money, and no transitions", "[compare]") {
  Stored stored;
  SnapshotReader& before = stored.put(cycle_2025());
  SnapshotReader& after = stored.put(cycle_2027());
  const BridgeWaves waves{{{"scale of seven", old_half().header, new_half().header}}, {}};
  const Comparison comparison = compare(before, after, waves);
  CHECK(comparison.verdict.money == Verdict::same);
  CHECK(comparison.verdict.states == Verdict::bridged);
  CHECK_FALSE(comparison.verdict.follows_members());
  CHECK(comparison.bridge.has_value());
  CHECK(comparison.transitions.empty());
  CHECK(broken_laws(comparison).empty());
}
