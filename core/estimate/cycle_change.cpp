#include "core/estimate/cycle_change.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

namespace vk {
namespace {

using CellKey = std::pair<size_t, size_t>;

/// Members and products of residuals of one pair of strata.
struct OverlapCell {
  int64_t members = 0;
  int64_t answered = 0;
  double products = 0;
};

std::map<CellKey, OverlapCell> overlap_cells(const CycleResiduals& a, const CycleResiduals& b,
                                             std::span<const CommonMembers> common) {
  std::map<CellKey, OverlapCell> cells;
  for (const CommonMembers& pair : common) {
    if (pair.first >= a.into.size() || pair.second >= b.into.size() || pair.members < 0) {
      throw Error(ErrorCode::invalid_input, fmt::format("common members {} of strata {} and {} do not exist",
                                                        pair.members, pair.first, pair.second));
    }
    cells[{a.into[pair.first], b.into[pair.second]}].members += pair.members;
  }
  std::map<std::string_view, size_t> second;
  for (size_t k = 0; k < b.ids.size(); ++k) second.emplace(b.ids[k], k);
  for (size_t k = 0; k < a.ids.size(); ++k) {
    const auto match = second.find(a.ids[k]);
    if (match == second.end()) continue;
    const auto cell = cells.find({a.stratum[k], b.stratum[match->second]});
    if (cell == cells.end()) continue;
    ++cell->second.answered;
    cell->second.products += a.residual[k] * b.residual[match->second];
  }
  return cells;
}

/// s^2 of the residuals, per stratum; 0 with fewer than two answers.
std::vector<double> residual_variance(const CycleResiduals& cycle) {
  std::vector<double> result(cycle.answered.size(), 0);
  for (size_t k = 0; k < cycle.residual.size(); ++k) {
    result[cycle.stratum[k]] += cycle.residual[k] * cycle.residual[k];
  }
  for (size_t h = 0; h < result.size(); ++h) {
    result[h] = cycle.answered[h] > 1 ? result[h] / static_cast<double>(cycle.answered[h] - 1) : 0;
  }
  return result;
}

std::optional<double> ratio_of(const StateEstimate& first, const StateEstimate& second) {
  if (first.total > 0 && second.total > 0) return second.total / first.total;
  return std::nullopt;
}

}  // namespace

double cycle_covariance(const StateTotal& first, const StateTotal& second, std::span<const CommonMembers> common) {
  const CycleResiduals& a = first.residuals;
  const CycleResiduals& b = second.residuals;
  const std::vector<double> spread1 = residual_variance(a);
  const std::vector<double> spread2 = residual_variance(b);
  double covariance = 0;
  for (const auto& [key, cell] : overlap_cells(a, b, common)) {
    const auto [g, h] = key;
    // A complete stratum has no sampling error; an empty one has nothing to vary with.
    if (cell.members == 0 || a.answered[g] >= a.population[g] || b.answered[h] >= b.population[h]) continue;
    if (a.answered[g] == 0 || b.answered[h] == 0) continue;
    const double n1 = static_cast<double>(a.answered[g]);
    const double n2 = static_cast<double>(b.answered[h]);
    const double both = static_cast<double>(cell.answered);
    const double f1 = n1 / static_cast<double>(a.population[g]);
    const double f2 = n2 / static_cast<double>(b.population[h]);
    const double factor = both / (f1 * f2) - static_cast<double>(cell.members);
    const double shrink = 1 - 1 / n1 - 1 / n2 + both / (n1 * n2);
    // Nobody answered twice: correlation 1 is the bound, and it can only widen because the factor is negative.
    const double s = cell.answered > 0 ? cell.products / both / shrink : std::sqrt(spread1[g] * spread2[h]);
    covariance += factor * s;
  }
  const double limit = std::sqrt(first.estimate.variance * second.estimate.variance);
  return std::clamp(covariance, -limit, limit);
}

StateChange state_change(const StateTotal& first, const StateTotal& second, std::span<const CommonMembers> common,
                         const KnownMoney& known, double level) {
  const StateEstimate& e1 = first.estimate;
  const StateEstimate& e2 = second.estimate;
  StateChange result;
  result.difference = e2.total - e1.total;
  result.covariance = cycle_covariance(first, second, common);
  const double scale = std::sqrt(e1.variance * e2.variance);
  result.correlation = scale > 0 ? result.covariance / scale : 0;
  result.variance = std::max(0.0, e1.variance + e2.variance - 2 * result.covariance);
  result.df = std::min(e1.df, e2.df);
  result.exact = std::isinf(e1.df) && std::isinf(e2.df);
  result.plain_t = t_interval(result.difference, result.variance, result.df, level);
  result.interval = mover_difference({e1.total, e1.interval}, {e2.total, e2.interval}, result.correlation);
  result.ratio = ratio_of(e1, e2);
  if (result.ratio) {
    const double relative = e1.variance / (e1.total * e1.total) + e2.variance / (e2.total * e2.total) -
                            2 * result.covariance / (e1.total * e2.total);
    const Interval logs = t_interval(std::log(*result.ratio), std::max(0.0, relative), result.df, level);
    result.ratio_interval = Interval{std::exp(logs.low), std::exp(logs.high)};
  }
  const double x1 = static_cast<double>(known.first);
  const double x2 = static_cast<double>(known.second);
  const double p1 = x1 > 0 ? e1.total / x1 : 0;
  const double p2 = x2 > 0 ? e2.total / x2 : 0;
  result.volume_effect = (x2 - x1) * (p1 + p2) / 2;
  result.mix_effect = (p2 - p1) * (x1 + x2) / 2;
  return result;
}

StateTotal score_mean(std::span<const int64_t> population, std::span<const ScoredRespondent> respondents,
                      double level) {
  double members = 0;
  for (const int64_t count : population) members += static_cast<double>(count);
  StateTotal result;
  CycleResiduals& kept = result.residuals;
  kept.population.assign(population.begin(), population.end());
  kept.answered.assign(population.size(), 0);
  std::vector<double> mean(population.size(), 0);
  for (const ScoredRespondent& row : respondents) {
    if (row.stratum >= population.size()) {
      throw Error(ErrorCode::invalid_input, fmt::format("respondent {} has stratum {}", row.id, row.stratum));
    }
    ++kept.answered[row.stratum];
    mean[row.stratum] += row.score;
    kept.ids.push_back(row.id);
    kept.stratum.push_back(row.stratum);
  }
  double degrees = 0;
  for (size_t h = 0; h < population.size(); ++h) {
    kept.into.push_back(h);
    if (kept.answered[h] > population[h] || (kept.answered[h] < 2 && kept.answered[h] < population[h])) {
      throw Error(ErrorCode::invalid_input,
                  fmt::format("stratum {} has {} answers of {} members", h, kept.answered[h], population[h]));
    }
    if (population[h] == 0) continue;
    mean[h] /= static_cast<double>(kept.answered[h]);
    result.estimate.total += static_cast<double>(population[h]) / members * mean[h];
    if (kept.answered[h] < population[h]) degrees += static_cast<double>(kept.answered[h] - 1);
  }
  for (const ScoredRespondent& row : respondents) kept.residual.push_back((row.score - mean[row.stratum]) / members);
  const std::vector<double> spread = residual_variance(kept);
  for (size_t h = 0; h < population.size(); ++h) {
    if (kept.answered[h] >= population[h]) continue;
    const double size = static_cast<double>(population[h]);
    const double n = static_cast<double>(kept.answered[h]);
    result.estimate.variance += size * size * (1 - n / size) / n * spread[h];
  }
  result.estimate.df = degrees > 0 ? degrees : std::numeric_limits<double>::infinity();
  result.estimate.interval = result.estimate.plain_t =
      t_interval(result.estimate.total, result.estimate.variance, result.estimate.df, level);
  return result;
}

}  // namespace vk
