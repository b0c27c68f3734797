#include <catch2/catch.hpp>
#include <limits>

#include "core/base/error.hpp"
#include "core/estimate/answer_figures.hpp"
#include "core/estimate/figure_change.hpp"
#include "core/estimate/represent.hpp"
#include "core/store/store.hpp"
#include "tests/support/sample_snapshot.hpp"
#include "tests/support/temp_folder.hpp"

// Whatever is made of slices is what is made of the whole, to the last bit.

using namespace vk;

namespace {

constexpr uint64_t kExpectedSubjects = 4'000'000;

/// Members in several buckets, some of which are empty: silent and answering, below zero, giants, not eligible.
Snapshot spread_snapshot(uint64_t seed, int year, uint32_t buckets, bool sampled) {
  test::Dice dice(seed);
  std::vector<test::Row> rows;
  for (uint32_t bucket = 0; bucket < buckets; ++bucket) {
    if (bucket % 3 == 1) continue;
    for (uint32_t slot = 0; slot < 700; ++slot) {
      if (dice.roll(5) == 0) continue;
      test::Row row;
      row.subject = subject_number(bucket, slot);
      row.segment = static_cast<uint16_t>(dice.roll(2));
      row.state = dice.roll(3) == 0 ? static_cast<uint8_t>(dice.roll(3)) : kUnmeasured;
      row.money = static_cast<int64_t>(dice.roll(dice.roll(400) == 0 ? 90'000'000 : 9'000));
      if (dice.roll(50) == 0) row.money = -row.money;
      rows.push_back(row);
    }
  }
  SnapshotHeader header = test::sample_header(year);
  if (sampled) header.sample = SampleDesign{};
  Snapshot snapshot = test::snapshot_of(header, rows);
  std::vector<double> scores;
  FlagColumn flag{"would_call", {}};
  for (size_t i = 0; i < snapshot.size(); ++i) {
    const bool silent = snapshot.state[i] == kUnmeasured;
    const uint64_t kind = dice.roll(30);
    if (silent)
      snapshot.disposition[i] = static_cast<uint8_t>(kind == 0 ? Disposition::not_eligible : Disposition::non_contact);
    scores.push_back(silent ? std::numeric_limits<double>::quiet_NaN() : static_cast<double>(dice.roll(110)) / 10);
    flag.values.push_back(silent ? uint8_t{255} : static_cast<uint8_t>(dice.roll(2)));
    if (sampled) snapshot.money_class.push_back(static_cast<uint8_t>(dice.roll(6)));
  }
  snapshot.scores = {{"stay", Pieces<double>(std::span<const double>(scores))}};
  snapshot.flags = {std::move(flag)};
  return snapshot;
}

FigureSpec spec_of(FigureKind kind, const std::string& of) {
  FigureSpec spec;
  spec.name = of;
  spec.kind = kind;
  spec.of.text = of;
  if (kind == FigureKind::share) spec.from = 1;
  return spec;
}

/// Two cycles, in memory and in a store of several buckets.
struct StoredCycles {
  test::TempFolder folder;
  Store store = Store::open(folder.path() / "slices.store", StoreMode::read_write, kExpectedSubjects);
  uint32_t buckets = store.subjects().buckets();
  Snapshot earlier;
  Snapshot later;
  int64_t earlier_id = 0;
  int64_t later_id = 0;

  explicit StoredCycles(uint64_t seed, bool sampled)
      : earlier(spread_snapshot(seed, 2025, buckets, sampled)),
        later(spread_snapshot(seed + 1, 2026, buckets, sampled)),
        earlier_id(store.put_snapshot(earlier, test::closed_entry(earlier.header), {})),
        later_id(store.put_snapshot(later, test::closed_entry(later.header), {})) {}
};

void add_numbers(std::vector<double>& numbers, const FigureBase& base) {
  numbers.push_back(static_cast<double>(base.members));
  numbers.push_back(static_cast<double>(base.answers));
  if (!base.estimate) return;
  const FigureEstimate& made = *base.estimate;
  for (const double number : {made.value, made.interval.low, made.interval.high, made.n_eff}) numbers.push_back(number);
  numbers.push_back(made.exact ? 1 : 0);
  numbers.push_back(static_cast<double>(made.quality));
}

/// Everything that a figure tells.
std::vector<double> numbers_of(const std::optional<AnswerFigure>& figure) {
  REQUIRE(figure.has_value());
  std::vector<double> numbers{static_cast<double>(figure->silent_alone), static_cast<double>(figure->off_scale)};
  add_numbers(numbers, figure->all);
  for (const FigureBase& base : figure->by_segment) add_numbers(numbers, base);
  return numbers;
}

std::vector<double> numbers_of(const std::optional<FigureChange>& change) {
  if (!change) return {};
  return {change->before,        static_cast<double>(change->answers_before),
          change->difference,    change->interval.low,
          change->interval.high, change->told_apart ? 1.0 : 0.0};
}

void check_same(const StateTotals& one, const StateTotals& other) {
  REQUIRE(one.by_segment.size() == other.by_segment.size());
  for (size_t segment = 0; segment < one.by_segment.size(); ++segment) {
    for (size_t state = 0; state < one.by_segment[segment].size(); ++state) {
      CHECK(one.by_segment[segment][state].members == other.by_segment[segment][state].members);
      CHECK(one.by_segment[segment][state].money == other.by_segment[segment][state].money);
      CHECK(one.by_segment[segment][state].active == other.by_segment[segment][state].active);
    }
  }
  CHECK(one.dispositions == other.dispositions);
}

}  // namespace

TEST_CASE("slices: totals, estimates and figures are those of the whole snapshot") {
  for (const bool sampled : {false, true}) {
    for (uint64_t seed = 1; seed <= 5; ++seed) {
      INFO("seed " << seed << (sampled ? ", drawn" : ", all asked"));
      StoredCycles cycles(seed, sampled);
      REQUIRE(cycles.buckets > 3);
      const auto members = cycles.store.read_members(cycles.later_id, {"stay", "would_call"});
      REQUIRE(members->slices() == cycles.buckets);
      CHECK(members->answers() == std::vector<std::string>{"stay", "would_call"});
      check_same(count_states(*members), count_states(cycles.later));
      const auto whole = represent(cycles.later);
      REQUIRE(whole.has_value());
      CHECK(represent(*members) == whole);
      const auto before = cycles.store.read_members(cycles.earlier_id, {"stay", "would_call"});
      for (const FigureSpec& spec : {spec_of(FigureKind::nps, "stay"), spec_of(FigureKind::mean, "stay"),
                                     spec_of(FigureKind::median, "stay"), spec_of(FigureKind::share, "would_call")}) {
        CHECK(numbers_of(answer_figure(*members, spec)) == numbers_of(answer_figure(cycles.later, spec)));
        CHECK(numbers_of(figure_change(*before, *members, spec)) ==
              numbers_of(figure_change(cycles.earlier, cycles.later, spec)));
      }
    }
  }
}

TEST_CASE("slices: what was not asked for is not read, and no figure is made of it") {
  StoredCycles cycles(9, false);
  const auto members = cycles.store.read_members(cycles.later_id);
  CHECK(members->slice(0).scores.empty());
  CHECK(members->slice(0).flags.empty());
  CHECK_FALSE(answer_figure(*members, spec_of(FigureKind::mean, "stays")).has_value());
}

TEST_CASE("slices: a walk in pieces ends where the snapshot does, again and again") {
  StoredCycles cycles(11, false);
  const auto members = cycles.store.read_members(cycles.later_id);
  for (int walk = 0; walk < 2; ++walk) {
    size_t found = 0;
    SubjectNumber last = 0;
    bool rises = true;
    for_each_slice(*members, [&](const Snapshot& slice) {
      found += slice.size();
      for (const SubjectNumber subject : slice.subjects) {
        rises = rises && (subject > last || last == 0);
        last = subject;
      }
    });
    CHECK(found == cycles.later.size());
    CHECK(rises);
  }
}
