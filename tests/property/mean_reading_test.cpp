#include "core/engine/mean_reading.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <functional>
#include <limits>
#include <vector>

#include "core/engine/withhold_figures.hpp"

using namespace vk;

namespace {

/// The least and most of those counted over all ways to answer that make the sum.
Interval tried(const std::vector<AnsweredGroup>& groups, const Interval& sum,
               const std::function<bool(double)>& which) {
  Interval range{std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity()};
  const std::function<void(size_t, size_t, double, double)> give = [&](size_t group, size_t member, double total,
                                                                       double counted) {
    if (group == groups.size()) {
      if (total >= sum.low && total <= sum.high) range = {std::min(range.low, counted), std::max(range.high, counted)};
      return;
    }
    const bool is_last = member + 1 >= static_cast<size_t>(groups[group].members);
    for (const double answer : groups[group].answers)
      give(is_last ? group + 1 : group, is_last ? 0 : member + 1, total + answer, counted + (which(answer) ? 1 : 0));
  };
  give(0, 0, 0, 0);
  return range;
}

}  // namespace

TEST_CASE("mean reading: says how many can have answered so") {
  const std::vector<AnsweredGroup> everybody{{40, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}}};
  const auto below_9 = [](double answer) { return answer < 9; };
  // A sum of 396 of at most 400: two could have said 8.
  CHECK(counts_told_by_sum(everybody, {396, 396}, below_9).low == Approx(0));
  CHECK(counts_told_by_sum(everybody, {396, 396}, below_9).high == Approx(2));
  // 351 of whom nobody says more than 9: some said less.
  const std::vector<AnsweredGroup> most_9{{40, {0, 3, 9}}};
  const Interval known = counts_told_by_sum(most_9, {351, 351}, below_9);
  CHECK(known.low == Approx(1));
  CHECK(known.high == Approx(1.5));
  // No answers make it.
  const Interval none = counts_told_by_sum(most_9, {361, 362}, below_9);
  CHECK(none.low > none.high);
}

TEST_CASE("mean reading: holds every way to answer, and no more than parts of people") {
  const std::vector<AnsweredGroup> groups{{3, {0, 1, 2, 7, 8}}, {4, {3, 4, 5, 6}}, {1, {9, 10}}};
  for (double total = 21; total <= 58; ++total) {
    for (double one = 0; one <= 10; ++one) {
      const std::vector<std::function<bool(double)>> questions{
          [=](double answer) { return answer == one; }, [=](double answer) { return answer != one; },
          [=](double answer) { return answer < one; }, [=](double answer) { return answer > one; }};
      for (const auto& which : questions) {
        const Interval known = counts_told_by_sum(groups, {total, total}, which);
        const Interval possible = tried(groups, {total, total}, which);
        CAPTURE(total, one);
        CHECK(known.low <= possible.low + 1e-9);
        CHECK(known.high >= possible.high - 1e-9);
        // Whole people are at most one short of parts of them in each group.
        CHECK(possible.low - known.low < 3);
        CHECK(known.high - possible.high < 3);
      }
    }
  }
}

TEST_CASE("withhold: a mean beside a share does not tell that a few of the rest are low") {
  AnswerFigure torn;
  torn.spec.kind = FigureKind::share;
  torn.spec.of.text = "stay";
  torn.spec.from = 3;
  torn.spec.to = 6;
  AnswerFigure mean;
  mean.spec.kind = FigureKind::mean;
  mean.spec.of.text = "stay";
  const FigureBase base;
  const auto tells_few = [&](const AnswerCounts& counts) {
    return figures_tell_few({&torn, &mean}, {&base, &base}, counts, {5, 10});
  };
  // Ten who said 3 and ten of the rest, of whom two said 0: eight at 7 or more would make a greater sum than is told.
  CHECK(tells_few({{0, 2}, {3, 10}, {7, 8}}));
  CHECK_FALSE(tells_few({{0, 10}, {3, 10}, {7, 10}, {10, 8}}));
}
