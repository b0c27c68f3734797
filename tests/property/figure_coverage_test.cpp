#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <iostream>
#include <limits>

#include "core/estimate/answer_figures.hpp"
#include "tests/support/sample_snapshot.hpp"

using namespace vk;

namespace {

constexpr uint64_t kFigureSeed = 20261126;
constexpr int kDraws = 1000;
constexpr size_t kPeople = 1500;

/// How many of a segment are asked, of hundred, and how many of those answer.
struct FigureAsking {
  uint64_t large = 10;
  uint64_t small = 10;
  uint64_t response = 100;
};

/// Two segments that think differently; the scale is 0 to 10.
struct Thinking {
  std::vector<double> scores;
  std::vector<uint16_t> segment;
  std::vector<int64_t> money;

  explicit Thinking(test::Dice& dice) {
    for (size_t i = 0; i < kPeople; ++i) {
      segment.push_back(dice.roll(4) == 0 ? 0 : 1);
      const uint64_t high = segment.back() == 0 ? 5 : 2;
      scores.push_back(static_cast<double>(std::min<uint64_t>(10, high + dice.roll(7))));
      money.push_back(static_cast<int64_t>(10000 + dice.roll(20000)));
    }
  }
};

Snapshot asked_snapshot(const Thinking& people, const FigureAsking& asking, test::Dice& dice) {
  std::vector<test::Row> rows;
  std::vector<double> answers;
  std::vector<uint8_t> dispositions;
  for (size_t i = 0; i < kPeople; ++i) {
    const bool drawn = dice.roll(100) < (people.segment[i] == 0 ? asking.large : asking.small);
    const bool answered = drawn && dice.roll(100) < asking.response;
    test::Row row;
    row.subject = static_cast<SubjectNumber>(i + 1);
    row.state = answered ? uint8_t{0} : kUnmeasured;
    row.money = people.money[i];
    row.segment = people.segment[i];
    rows.push_back(row);
    answers.push_back(answered ? people.scores[i] : std::numeric_limits<double>::quiet_NaN());
    const Disposition disposition = answered ? Disposition::complete
                                    : drawn  ? Disposition::non_contact
                                             : Disposition::not_sampled;
    dispositions.push_back(static_cast<uint8_t>(disposition));
  }
  Snapshot snapshot = test::snapshot_of(test::sample_header(2026), rows);
  snapshot.disposition = std::move(dispositions);
  snapshot.scores = {{"score", PackedDoubles(std::span<const double>(answers))}};
  return snapshot;
}

double truth_of(const FigureSpec& spec, const Thinking& people) {
  std::vector<double> sorted = people.scores;
  std::sort(sorted.begin(), sorted.end());
  if (spec.kind == FigureKind::median) return sorted[(kPeople + 1) / 2 - 1];
  double sum = 0;
  for (const double score : people.scores) {
    const double points = score >= 9 ? 100 : score <= 6 ? -100 : 0;
    const double share = score >= static_cast<double>(spec.from.value_or(0)) ? 1 : 0;
    sum += spec.kind == FigureKind::nps ? points : spec.kind == FigureKind::share ? share : score;
  }
  return sum / static_cast<double>(kPeople);
}

FigureSpec wanted_figure(FigureKind kind, std::optional<int64_t> from = std::nullopt) {
  FigureSpec spec;
  spec.kind = kind;
  spec.of.text = "score";
  spec.from = from;
  return spec;
}

}  // namespace

TEST_CASE("figures: intervals of samples and silence hold the truth", "[property]") {
  std::cout << "seed " << kFigureSeed << "\n";
  const std::vector<FigureSpec> specs{wanted_figure(FigureKind::nps), wanted_figure(FigureKind::share, 9),
                                      wanted_figure(FigureKind::mean), wanted_figure(FigureKind::median)};
  for (const FigureAsking& asking :
       {FigureAsking{10, 10, 100}, FigureAsking{40, 5, 100}, FigureAsking{30, 30, 40}, FigureAsking{3, 2, 100}}) {
    test::Dice dice(kFigureSeed);
    const Thinking people(dice);
    std::vector<int> told(specs.size(), 0);
    std::vector<int> held(specs.size(), 0);
    for (int draw = 0; draw < kDraws; ++draw) {
      const Snapshot snapshot = asked_snapshot(people, asking, dice);
      for (size_t i = 0; i < specs.size(); ++i) {
        const auto figure = answer_figure(snapshot, specs[i]);
        if (!figure || !figure->all.estimate) continue;
        const Interval& interval = figure->all.estimate->interval;
        const double truth = truth_of(specs[i], people);
        ++told[i];
        held[i] += interval.low <= truth + 1e-9 && truth <= interval.high + 1e-9 ? 1 : 0;
      }
    }
    for (size_t i = 0; i < specs.size(); ++i) {
      const double share = static_cast<double>(held[i]) / std::max(1, told[i]);
      INFO(to_string(specs[i].kind) << ", asked " << asking.large << " and " << asking.small << " %, response "
                                    << asking.response << " %: " << held[i] << " of " << told[i]);
      CHECK(told[i] > kDraws * 9 / 10);
      CHECK(share >= 0.925);
    }
  }
}
