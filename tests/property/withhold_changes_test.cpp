#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.hpp"
#include "core/engine/coarse_figures.hpp"
#include "core/engine/withhold.hpp"
#include "core/engine/withhold_figures.hpp"
#include "core/estimate/figure_change.hpp"
#include "core/estimate/interval.hpp"
#include "tests/property/answering_snapshot.hpp"
#include "tests/property/random_world.hpp"
#include "tests/support/temp_folder.hpp"

// A correlation of two cycles is told only where it is that of enough.

using namespace vk;

namespace {

FigureSpec figure_of(FigureKind kind) {
  FigureSpec spec;
  spec.name = "stay";
  spec.kind = kind;
  spec.of.text = "stay";
  return spec;
}

/// A change of 0 whose exact interval is narrow, between two figures of 5 from 4 to 6: as wide as it is told.
double told_width(FigureKind kind, const AnswerMoves& moves, const Interval& exact = {-0.1, 0.1}) {
  FigureBase base;
  base.estimate = FigureEstimate{5, {4, 6}, false, 100, ShareQuality::ok};
  FigureChange change;
  change.interval = exact;
  REQUIRE(coarsen_change(figure_of(kind), base, base, moves, {3, 10}, change));
  CHECK(change.interval.low <= exact.low);
  CHECK(change.interval.high >= exact.high);
  return change.interval.high - change.interval.low;
}

/// A measurement in which so many of 120 answered 9, and 40 of the others 3.
Snapshot answered(const std::string& item, int year, size_t nines) {
  SnapshotHeader header = test::sample_header(year);
  header.name.item = item;
  header.segments = {{"size"}, {{"any"}}};
  std::vector<double> answers;
  for (size_t i = 0; i < 120; ++i) answers.push_back(i >= nines + 40 ? std::nan("") : i < nines ? 9 : 3);
  return test::answering_snapshot(std::move(header), std::vector<uint16_t>(answers.size(), 0), answers);
}

/// A figure of two cycles with a wave between that is told, or not.
struct LinkedFigures {
  Snapshot before = answered("renewal", 2025, 40);
  Snapshot after = answered("renewal", 2026, 44);
  Snapshot old_form = answered("pulse_old", 2026, 30);
  Snapshot new_form = answered("pulse", 2026, 36);

  FigureChange exact() const {
    const std::vector<FigureWave> waves{{&old_form, &new_form}};
    const std::optional<FigureChange> change = figure_change(before, after, figure_of(FigureKind::mean), waves);
    REQUIRE(change.has_value());
    REQUIRE(change->link.has_value());
    return *change;
  }

  std::optional<FigureChange> told(const FigureChange& change) const {
    std::vector<AnswerFigure> figures{*answer_figure(after, figure_of(FigureKind::mean))};
    figures.front().change = change;
    const auto open = [this](const OccurrenceName& name, const std::string&) -> std::unique_ptr<MemberSource> {
      for (const Snapshot* one : {&before, &after, &old_form, &new_form}) {
        if (one->header.name == name) return std::make_unique<WholeSnapshot>(*one);
      }
      throw Error(ErrorCode::not_found, to_string(name));
    };
    withhold_figures({3, 10}, after.header.name, open, figures);
    return figures.front().change;
  }
};

double half_of(const Interval& interval) {
  return (interval.high - interval.low) / 2;
}

/// Members alike but for where they were and are, with money of 1,000 but of the last ones.
struct PanelLot {
  size_t count = 0;
  uint8_t before = 0;
  uint8_t after = 0;
  int64_t money = 1000;
};

/// The correlations of secured, at-risk and leaving money as they are told.
std::vector<double> told_correlations(const std::vector<PanelLot>& lots) {
  const test::TempFolder folder;
  Store store = Store::open(folder.path() / "panel.store", StoreMode::read_write);
  for (const bool is_later : {false, true}) {
    std::vector<test::Row> rows;
    for (const PanelLot& lot : lots) {
      for (size_t i = 0; i < lot.count; ++i)
        rows.push_back({subject_number(0, static_cast<uint32_t>(rows.size())), is_later ? lot.after : lot.before,
                        lot.money, kActive, 0});
    }
    SnapshotHeader header = test::sample_header(is_later ? 2026 : 2025);
    header.segments = {{"size"}, {{"any"}}};
    Snapshot year = test::snapshot_of(header, rows);
    for (size_t i = 0; i < year.size(); ++i) {
      if (year.state[i] == kUnmeasured) year.disposition[i] = static_cast<uint8_t>(Disposition::non_contact);
    }
    store.put_snapshot(year, test::closed_entry(year.header), {});
  }
  ReportInputs inputs = test::all_inputs(store, 1, test::pairs_to(1));
  withhold(test::calendar_with({3, 10}), store, inputs);
  REQUIRE(inputs.comparisons.size() == 1);
  REQUIRE(inputs.comparisons.front().estimated.has_value());
  REQUIRE(inputs.comparisons.front().estimated->parts.has_value());
  std::vector<double> correlations;
  for (const PartChange& part : *inputs.comparisons.front().estimated->parts) correlations.push_back(part.correlation);
  return correlations;
}

bool is_in_tenths(double correlation) {
  return std::abs(correlation * 10 - std::round(correlation * 10)) < 1e-9;
}

}  // namespace

TEST_CASE("withhold: a change of a mean has the correlation of enough who changed their answer, or none") {
  const double none = 2 * std::sqrt(2.0);
  CHECK(told_width(FigureKind::mean, {{{5, 5}, 40}}) < none / 2);
  CHECK(told_width(FigureKind::mean, {{{5, 5}, 40}, {{5, 6}, 2}}) == Approx(none));
  CHECK(told_width(FigureKind::mean, {{{5, 5}, 2}, {{5, 6}, 40}}) == Approx(none));
  CHECK(told_width(FigureKind::mean, {{{5, 5}, 40}, {{5, 6}, 3}}) < none / 2);
  CHECK(told_width(FigureKind::mean, {{{5, 5}, 40}, {{5, 6}, 30}, {{5, 4}, 2}}) == Approx(none));
  // Promoters are one to the score, whatever they say.
  CHECK(told_width(FigureKind::nps, {{{9, 9}, 40}, {{9, 10}, 2}, {{10, 9}, 1}}) < none / 2);
  CHECK(told_width(FigureKind::nps, {{{9, 9}, 40}, {{9, 8}, 2}}) == Approx(none));
  CHECK(told_width(FigureKind::nps, {{{9, 9}, 40}, {{9, 8}, 1}, {{10, 7}, 2}}) < none / 2);
  // An exact interval that is wider still is that of figures against each other.
  CHECK(told_width(FigureKind::mean, {{{5, 5}, 40}, {{5, 6}, 2}}, {-1.9, 1.9}) == Approx(4));
}

TEST_CASE("withhold: a linked change is made of what both cycles and both halves of its wave tell") {
  const LinkedFigures linked;
  const FigureChange exact = linked.exact();
  CHECK(exact.link->alone == 0);
  REQUIRE(exact.link->waves.size() == 1);
  CHECK(exact.link->waves.front().old_form == linked.old_form.header.name);
  CHECK(exact.link->waves.front().new_form == linked.new_form.header.name);
  const std::optional<FigureChange> told = linked.told(exact);
  REQUIRE(told.has_value());
  CHECK(told->difference == exact.difference);
  CHECK(told->link->step_interval.low <= exact.link->step_interval.low + 1e-9);
  CHECK(told->link->step_interval.high >= exact.link->step_interval.high - 1e-9);
  CHECK(told->link->backcast_interval.low <= exact.link->backcast_interval.low + 1e-9);
  CHECK(told->interval.high >= exact.interval.high - 1e-9);
  // Both are as if what they are made of were independent.
  const FigureBase before = answer_figure(linked.before, figure_of(FigureKind::mean))->all;
  const FigureBase after = answer_figure(linked.after, figure_of(FigureKind::mean))->all;
  const double backcast = std::hypot(half_of(told->link->step_interval), half_of(before.estimate->interval));
  CHECK(half_of(told->link->backcast_interval) == Approx(backcast));
  CHECK(half_of(told->interval) == Approx(std::hypot(backcast, half_of(after.estimate->interval))));
}

TEST_CASE("withhold: a linked change is not told when one of its halves is not, or somebody big is in no step") {
  const LinkedFigures linked;
  FigureChange exact = linked.exact();
  exact.link->alone = 1;
  CHECK_FALSE(linked.told(exact).has_value());
  LinkedFigures few = linked;
  few.new_form = answered("pulse", 2026, 2);
  CHECK_FALSE(few.told(few.exact()).has_value());
}

TEST_CASE("withhold: a change of money has the correlation of enough of its squares, or none") {
  const auto silent = uint8_t{kUnmeasured};
  // Everybody moves between all states, so that all transitions are told.
  const std::vector<PanelLot> everybody{{400, 0, 0},           {400, 1, 1},     {400, 2, 2},
                                        {400, silent, silent}, {10, 0, 2, 100}, {10, 2, 0, 100},
                                        {10, 1, 0, 100},       {20, 1, 2, 700}, {20, 2, 1, 700}};
  const auto with = [&](std::vector<PanelLot> moved) {
    moved.insert(moved.end(), everybody.begin(), everybody.end());
    return told_correlations(moved);
  };
  for (const double correlation : with({{20, 0, 1, 700}})) {
    CHECK(correlation > 0.4);
    CHECK(is_in_tenths(correlation));
  }
  // One who moved has nearly all squares of secured money that did, but not all of the money.
  const std::vector<double> dominated = with({{20, 0, 1, 700}, {1, 0, 1, 14000}});
  CHECK(dominated[0] == 0);
  CHECK(dominated[1] > 0.4);
  CHECK(dominated[2] > 0.4);
}

TEST_CASE("withhold: segments in which hardly anybody answered are left out, whatever is asked") {
  constexpr size_t kMembers = 150;
  const std::vector<FigureKind> kinds{FigureKind::mean, FigureKind::nps, FigureKind::csat, FigureKind::share,
                                      FigureKind::median};
  for (const FigureKind kind : kinds) {
    for (size_t answering = 0; answering <= 12; ++answering) {
      CAPTURE(static_cast<int>(kind), answering);
      SnapshotHeader header = test::sample_header(2026);
      header.segments = {{"size"}, {{"large"}, {"small"}}};
      std::vector<uint16_t> segments;
      std::vector<double> answers;
      for (size_t i = 0; i < kMembers; ++i) {
        const bool is_small = i < 30;
        const bool answers_all = is_small ? i < answering : i % 2 == 0;
        segments.push_back(is_small ? 1 : 0);
        answers.push_back(!answers_all ? std::nan("") : i % 3 == 0 ? 3 : 9);
      }
      const Snapshot snapshot = test::answering_snapshot(std::move(header), segments, answers);
      FigureSpec spec = figure_of(kind);
      if (kind == FigureKind::csat || kind == FigureKind::share) spec.from = 7;
      if (kind == FigureKind::median) spec.quantile = 5000;
      std::vector<AnswerFigure> figures{*answer_figure(snapshot, spec)};
      const auto open = [&](const OccurrenceName&, const std::string&) -> std::unique_ptr<MemberSource> {
        return std::make_unique<WholeSnapshot>(snapshot);
      };
      withhold_figures({3, 10}, snapshot.header.name, open, figures);
      if (answering >= 10 || figures.front().by_segment.empty()) continue;
      CHECK_FALSE(figures.front().by_segment[1].estimate.has_value());
    }
  }
}
