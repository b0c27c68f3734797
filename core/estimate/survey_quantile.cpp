#include "core/estimate/survey_quantile.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "core/base/error.hpp"

namespace vk {
namespace {

struct Answer {
  double value = 0;
  double weight = 0;
};

/// Answers of the domain by value.
std::vector<Answer> answers_by_value(std::span<const SurveyRow> rows) {
  std::vector<Answer> answers;
  for (const SurveyRow& row : rows) {
    if (row.in_domain) answers.push_back({row.y, row.weight});
  }
  std::stable_sort(answers.begin(), answers.end(), [](const Answer& a, const Answer& b) { return a.value < b.value; });
  return answers;
}

/// The smallest value whose cumulative weight reaches the share `p`.
double read_back(const std::vector<Answer>& answers, double p) {
  constexpr double kNoise = 1e-12;
  double total = 0;
  for (const Answer& answer : answers) total += answer.weight;
  double sum = 0;
  for (const Answer& answer : answers) {
    sum += answer.weight;
    if (sum >= p * total * (1 - kNoise)) return answer.value;
  }
  return answers.back().value;
}

}  // namespace

SurveyQuantile survey_quantile(std::span<const SurveyRow> rows, std::span<const int64_t> population, double p,
                               double level) {
  const std::vector<Answer> answers = answers_by_value(rows);
  if (answers.empty()) throw Error(ErrorCode::invalid_input, "a quantile needs an answer");
  if (!(p > 0 && p < 1)) throw Error(ErrorCode::invalid_input, fmt::format("quantile {} is not inside (0, 1)", p));
  SurveyQuantile result;
  result.value = read_back(answers, p);
  std::vector<SurveyRow> at_or_below(rows.begin(), rows.end());
  for (SurveyRow& row : at_or_below) row.y = row.y <= result.value ? 1 : 0;
  result.share = survey_estimate(at_or_below, population, SurveyFigure::mean);
  const Interval share = share_interval(result.share, static_cast<double>(answers.size()), level);
  result.interval = {read_back(answers, share.low), read_back(answers, share.high)};
  return result;
}

DesignEffect design_effect(std::span<const SurveyRow> rows, std::span<const int64_t> population) {
  if (rows.size() < 2) throw Error(ErrorCode::invalid_input, "a design effect needs two answers");
  const SurveyEstimate mean = survey_estimate(rows, population, SurveyFigure::mean);
  const double n = static_cast<double>(rows.size());
  double weights = 0;
  double squared_weights = 0;
  double squares = 0;
  for (const SurveyRow& row : rows) {
    weights += row.weight;
    squared_weights += row.weight * row.weight;
    squares += row.weight * (row.y - mean.value) * (row.y - mean.value);
  }
  const double spread = n / (n - 1) * squares / weights;
  const double simple = (1 - n / weights) * spread / n;
  if (!(simple > 0)) throw Error(ErrorCode::invalid_input, "a design effect needs answers that vary in a sample");
  DesignEffect result;
  result.effect = mean.variance / simple;
  result.effective = n / result.effect;
  result.kish_effect = n * squared_weights / (weights * weights);
  result.kish_effective = weights * weights / squared_weights;
  return result;
}

}  // namespace vk
