#pragma once
#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "core/estimate/interval.hpp"
#include "core/estimate/survey_estimate.hpp"

/// The interval that a figure has when people disagree as widely as they can: it tells whoever knows it nothing but the
/// figure and how many answered.
namespace vk::test {

struct ClassSize {
  double members = 0;
  double answers = 0;
};

/// What a figure can be, and how it is told.
struct FigureLimits {
  double least = 0;
  double most = 1;
  double step = 0.001;
  bool is_share = true;
};

/// The greatest variance of the classes from the first on, when they add `rest` to the mean from 0 to 1 of `all`
/// members; found by trying means. Below 0 when they cannot.
inline double greatest_variance(std::span<const ClassSize> classes, double rest, double all) {
  const ClassSize& one = classes.front();
  const double share = one.members / all;
  const double factor =
      one.answers < one.members ? share * share * (1 - one.answers / one.members) / (one.answers - 1) : 0.0;
  if (classes.size() == 1) {
    const double own = rest / share;
    return own < -1e-9 || own > 1 + 1e-9 ? -1 : factor * own * (1 - own);
  }
  double most = -1;
  constexpr int kTries = 400;
  for (int i = 0; i <= kTries; ++i) {
    const double own = static_cast<double>(i) / kTries;
    const double others = greatest_variance(classes.subspan(1), rest - share * own, all);
    if (others >= -1e-9) most = std::max(most, factor * own * (1 - own) + others);
  }
  return most;
}

inline Interval widest_interval(std::span<const ClassSize> classes, double told, const FigureLimits& limits) {
  const double width = limits.most - limits.least;
  const double half_step = limits.step / width / 2;
  double members = 0;
  double answers = 0;
  SurveyEstimate made;
  for (const ClassSize& one : classes) {
    members += one.members;
    answers += one.answers;
    made.df += one.answers < one.members ? one.answers - 1 : 0;
  }
  if (made.df == 0) made.df = std::numeric_limits<double>::infinity();
  made.value = std::clamp((told - limits.least) / width, half_step, 1 - half_step);
  made.variance = greatest_variance(classes, made.value, members);
  const Interval around = limits.is_share ? share_interval(made, answers, 0.95)
                                          : t_interval(told, made.variance * width * width, made.df, 0.95);
  const double aside = limits.step / 2;
  return {std::clamp(around.low - aside, limits.least, told), std::clamp(around.high + aside, told, limits.most)};
}

}  // namespace vk::test
