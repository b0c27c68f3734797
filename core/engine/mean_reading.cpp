#include "core/engine/mean_reading.hpp"

#include <algorithm>
#include <limits>

namespace vk {
namespace {

/// A step from one answer of a group to a higher one by all of its members.
struct AnswerStep {
  double length = 0;  ///< that the sum of answers grows by
  double slope = 0;   ///< that the count grows by, for each 1 of the sum
};

/// An answer, with 1 when it is counted for, -1 when it is counted against, else 0.
struct AnswerPoint {
  double answer = 0;
  double counts = 0;
};

/// The corners of the highest chain over points, from left to right.
std::vector<AnswerPoint> upper_chain(const std::vector<AnswerPoint>& points) {
  std::vector<AnswerPoint> chain;
  const auto is_below = [](const AnswerPoint& a, const AnswerPoint& middle, const AnswerPoint& b) {
    return (middle.counts - a.counts) * (b.answer - a.answer) <= (b.counts - a.counts) * (middle.answer - a.answer);
  };
  for (const AnswerPoint& point : points) {
    while (chain.size() > 1 && is_below(chain[chain.size() - 2], chain.back(), point)) chain.pop_back();
    chain.push_back(point);
  }
  return chain;
}

/// The most that can be counted at sums inside of `sum`: everybody starts at the lowest answer and takes the steps that
/// give most first, as long as the sum may grow.
double most_counted(std::span<const AnsweredGroup> groups, const Interval& sum, double sign,
                    const std::function<bool(double)>& which) {
  double total = 0;
  double counted = 0;
  std::vector<AnswerStep> steps;
  for (const AnsweredGroup& group : groups) {
    std::vector<AnswerPoint> points;
    for (const double answer : group.answers) points.push_back({answer, which(answer) ? sign : 0});
    const std::vector<AnswerPoint> chain = upper_chain(points);
    total += group.members * chain.front().answer;
    counted += group.members * chain.front().counts;
    for (size_t i = 1; i < chain.size(); ++i) {
      const double length = chain[i].answer - chain[i - 1].answer;
      steps.push_back({group.members * length, (chain[i].counts - chain[i - 1].counts) / length});
    }
  }
  std::stable_sort(steps.begin(), steps.end(),
                   [](const AnswerStep& a, const AnswerStep& b) { return a.slope > b.slope; });
  constexpr double kNothing = -std::numeric_limits<double>::infinity();
  if (total > sum.high) return kNothing;
  for (const AnswerStep& step : steps) {
    // Steps that lose are taken only up to the least sum.
    const double room = (step.slope > 0 ? sum.high : sum.low) - total;
    const double taken = std::clamp(room, 0.0, step.length);
    total += taken;
    counted += taken * step.slope;
  }
  constexpr double kNoise = 1e-9;
  return total < sum.low - kNoise ? kNothing : counted;
}

}  // namespace

Interval counts_told_by_sum(std::span<const AnsweredGroup> groups, const Interval& sum,
                            const std::function<bool(double)>& which) {
  return {-most_counted(groups, sum, -1, which), most_counted(groups, sum, 1, which)};
}

}  // namespace vk
