#include "core/estimate/figure_change.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "core/estimate/distributions.hpp"
#include "core/estimate/represent.hpp"
#include "tests/support/sample_snapshot.hpp"

using namespace vk;

namespace {

constexpr double kNoThought = std::numeric_limits<double>::quiet_NaN();
constexpr size_t kAsked = 400;

/// 400 members of 100 EUR each; `answer` gives what a member says, NaN for nothing.
template <typename Answer>
Snapshot said(int year, const std::string& item, Answer answer) {
  std::vector<test::Row> rows;
  std::vector<double> answers;
  for (size_t i = 0; i < kAsked; ++i) {
    answers.push_back(answer(i));
    test::Row row;
    row.subject = static_cast<SubjectNumber>(i + 1);
    row.state = std::isnan(answers.back()) ? kUnmeasured : uint8_t{0};
    row.money = 10000;
    rows.push_back(row);
  }
  SnapshotHeader header = test::sample_header(year);
  header.name.item = item;
  Snapshot snapshot = test::snapshot_of(header, rows);
  for (size_t i = 0; i < kAsked; ++i) {
    if (std::isnan(answers[i])) snapshot.disposition[i] = static_cast<uint8_t>(Disposition::non_contact);
  }
  snapshot.scores = {{"score", PackedDoubles(std::span<const double>(answers))}};
  return snapshot;
}

FigureSpec score_of(FigureKind kind, std::optional<int64_t> from = std::nullopt) {
  FigureSpec spec;
  spec.name = "score";
  spec.kind = kind;
  spec.of.text = "score";
  spec.from = from;
  return spec;
}

double thought(size_t i) {
  return static_cast<double>(i % 5);
}

/// Everybody in 2025: mean 2. Old half 2026: mean 2. New half: a point more. Half of all in 2027: two points more.
struct FormSeries {
  Snapshot before = said(2025, "renewal", thought);
  Snapshot old_form = said(2026, "renewal_old", [](size_t i) { return i % 2 == 0 ? thought(i) : kNoThought; });
  Snapshot new_form = said(2026, "renewal", [](size_t i) { return i % 2 == 1 ? thought(i) + 1 : kNoThought; });
  Snapshot after = said(2027, "renewal", [](size_t i) { return i % 4 < 2 ? thought(i) + 2 : kNoThought; });
  FigureWave wave{&old_form, &new_form};
};

// s^2 of 0 to 4 alike, 200 of 400 answers: V = (1 - 1/2) / 200 * 2 * 200 / 199.
constexpr double kVariance = 0.5 / 200 * 2 * 200 / 199;
constexpr double kQuantileOf199 = 1.971956544;

}  // namespace

TEST_CASE("figure change: over a wave the earlier figure moves by the step, and its error is added") {
  const FormSeries series;
  const auto change = figure_change(series.before, series.after, score_of(FigureKind::mean), {&series.wave, 1});
  REQUIRE(change.has_value());
  REQUIRE(change->link.has_value());
  CHECK(change->before == Approx(2));
  CHECK(change->link->step == Approx(1));
  CHECK(change->link->backcast == Approx(3));
  CHECK(change->difference == Approx(1));
  CHECK(change->link->least_answers == 200);
  // The halves share nobody: correlation -1 is the bound, so their roots add up: 4 V. Everybody answered in 2025.
  const double step = kQuantileOf199 * std::sqrt(4 * kVariance);
  CHECK(change->link->step_interval.low == Approx(1 - step));
  CHECK(change->link->step_interval.high == Approx(1 + step));
  const double whole = kQuantileOf199 * std::sqrt(5 * kVariance);
  CHECK(change->interval.low == Approx(1 - whole));
  CHECK(change->interval.high == Approx(1 + whole));
  CHECK(change->told_apart);
}

TEST_CASE("figure change: in the cycle of the wave it is the change by the old form") {
  const FormSeries series;
  const auto change = figure_change(series.before, series.new_form, score_of(FigureKind::mean), {&series.wave, 1});
  REQUIRE(change.has_value());
  CHECK(change->difference == Approx(0).margin(1e-12));
  const double old_alone = kQuantileOf199 * std::sqrt(kVariance);
  CHECK(change->interval.high == Approx(old_alone));
}

TEST_CASE("figure change: shares over a wave are linked by MOVER from their own intervals") {
  const FormSeries series;
  const FigureSpec spec = score_of(FigureKind::share, 4);
  const auto change = figure_change(series.before, series.after, spec, {&series.wave, 1});
  REQUIRE(change.has_value());
  // 0.2 before, 0.2 and 0.4 in the wave, 0.6 after.
  CHECK(change->link->backcast == Approx(0.4));
  CHECK(change->difference == Approx(0.2));
  const auto figure = [&](const Snapshot& snapshot) { return answer_figure(snapshot, spec)->all.estimate.value(); };
  const FigureEstimate after = figure(series.after);
  const FigureEstimate old_form = figure(series.old_form);
  const FigureEstimate new_form = figure(series.new_form);
  const double down = after.value - after.interval.low;
  const double halves = (new_form.interval.high - new_form.value) + (old_form.value - old_form.interval.low);
  CHECK(change->interval.low == Approx(0.2 - std::sqrt(down * down + halves * halves)));
}

TEST_CASE("figure change: two waves add two steps, and what nobody kept is no link") {
  const FormSeries series;
  const Snapshot older = said(2028, "renewal_old", [](size_t i) { return i % 2 == 0 ? thought(i) + 2 : kNoThought; });
  const Snapshot newer = said(2028, "renewal", [](size_t i) { return i % 2 == 1 ? thought(i) + 5 : kNoThought; });
  const Snapshot last = said(2029, "renewal", [](size_t i) { return i % 4 < 2 ? thought(i) + 5 : kNoThought; });
  const std::vector<FigureWave> waves{series.wave, {&older, &newer}};
  const auto change = figure_change(series.before, last, score_of(FigureKind::mean), waves);
  REQUIRE(change.has_value());
  CHECK(change->link->step == Approx(4));
  CHECK(change->difference == Approx(1));
  CHECK(change->interval.high - 1 == Approx(kQuantileOf199 * std::sqrt(9 * kVariance)));
  Snapshot without = newer;
  without.scores.clear();
  const std::vector<FigureWave> broken{series.wave, {&older, &without}};
  CHECK_FALSE(figure_change(series.before, last, score_of(FigureKind::mean), broken).has_value());
  CHECK_FALSE(figure_change(series.before, last, score_of(FigureKind::median), waves).has_value());
}

TEST_CASE("figure change: where all stand alone, halves of different members say nothing") {
  const auto few = [](Snapshot snapshot) {
    for (int64_t& amount : snapshot.money) amount = amount > 0 ? 0 : amount;
    for (size_t i = 0; i < 50; ++i) snapshot.money[i] = 10000;
    for (size_t i = 50; i < kAsked; ++i) {
      snapshot.disposition[i] = static_cast<uint8_t>(Disposition::not_eligible);
      snapshot.state[i] = kUnmeasured;
    }
    return snapshot;
  };
  const FormSeries series;
  const Snapshot before = few(series.before);
  const Snapshot after = few(series.after);
  const Snapshot old_form = few(series.old_form);
  const Snapshot new_form = few(series.new_form);
  const FigureWave wave{&old_form, &new_form};
  CHECK(figure_change(before, after, score_of(FigureKind::mean)).has_value());
  CHECK_FALSE(figure_change(before, after, score_of(FigureKind::mean), {&wave, 1}).has_value());
}
