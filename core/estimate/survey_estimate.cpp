#include "core/estimate/survey_estimate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <map>

#include "core/base/error.hpp"

namespace vk {
namespace {

/// Adds the variance of one stratum whose clusters have these summed scores.
void add_stratum(SurveyEstimate& estimate, const std::map<size_t, double>& scores, int64_t population) {
  const double n = static_cast<double>(scores.size());
  const double f = population > 0 ? n / static_cast<double>(population) : 0;
  if (f > 1) throw Error(ErrorCode::invalid_input, fmt::format("{} answers of {} members", scores.size(), population));
  if (f == 1) return;
  if (scores.size() < 2) throw Error(ErrorCode::invalid_input, "a stratum with one answer has no variance");
  double sum = 0;
  for (const auto& [cluster, score] : scores) sum += score;
  double squares = 0;
  for (const auto& [cluster, score] : scores) squares += (score - sum / n) * (score - sum / n);
  estimate.variance += (1 - f) * n / (n - 1) * squares;
  estimate.df += n - 1;
}

/// What the domain adds up to.
struct DomainSums {
  double weight = 0;
  double y = 0;
  double x = 0;
};

DomainSums domain_sums(std::span<const SurveyRow> rows) {
  DomainSums sums;
  for (const SurveyRow& row : rows) {
    if (!row.in_domain) continue;
    sums.weight += row.weight;
    sums.y += row.weight * row.y;
    sums.x += row.weight * row.x;
  }
  return sums;
}

double require_denominator(double value) {
  if (value == 0) throw Error(ErrorCode::invalid_input, "the domain has no denominator");
  return value;
}

}  // namespace

SurveyEstimate survey_estimate(std::span<const SurveyRow> rows, std::span<const int64_t> population,
                               SurveyFigure figure) {
  const DomainSums sums = domain_sums(rows);
  const double denominator = figure == SurveyFigure::total  ? 1
                             : figure == SurveyFigure::mean ? require_denominator(sums.weight)
                                                            : require_denominator(sums.x);
  SurveyEstimate estimate;
  estimate.value = sums.y / denominator;
  std::vector<std::map<size_t, double>> scores(population.size());
  for (const SurveyRow& row : rows) {
    if (row.stratum >= population.size()) {
      throw Error(ErrorCode::invalid_input, fmt::format("stratum {} of {}", row.stratum, population.size()));
    }
    const double part = figure == SurveyFigure::total  ? 0
                        : figure == SurveyFigure::mean ? estimate.value
                                                       : estimate.value * row.x;
    scores[row.stratum][row.cluster] += row.in_domain ? row.weight * (row.y - part) / denominator : 0;
  }
  for (size_t h = 0; h < scores.size(); ++h) {
    if (!scores[h].empty()) add_stratum(estimate, scores[h], population[h]);
  }
  if (estimate.df == 0) estimate.df = std::numeric_limits<double>::infinity();
  return estimate;
}

Interval share_interval(const SurveyEstimate& share, double respondents, double level) {
  const double p = std::clamp(share.value, 0.0, 1.0);
  double n = respondents;
  if (p > 0 && p < 1 && share.variance > 0) {
    n = p * (1 - p) / share.variance * degrees_correction(respondents, share.df, level);
  }
  return korn_graubard(p, n, level);
}

}  // namespace vk
