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

StratumSide side_of(const StratumFit& fit) {
  const double degrees = static_cast<double>(fit.answered - 1);
  return {fit.exact ? fit.answered : fit.population, fit.answered, fit.answered > 1 ? fit.squares / degrees : 0};
}

double clamped(double covariance, const StateEstimate& first, const StateEstimate& second) {
  const double limit = std::sqrt(first.variance * second.variance);
  return std::clamp(covariance, -limit, limit);
}

/// Sum of the products of both residuals over those who answered twice.
double residual_products(const PairCell& pair, const CycleTotal& first, const CycleTotal& second, const CellKey& key) {
  const StratumFit& a = first.total.fits[key.first];
  const StratumFit& b = second.total.fits[key.second];
  const size_t states = second.wanted.size();
  double sum = 0;
  for (size_t cell = 0; cell < pair.products.size(); ++cell) {
    const double in_first = (first.wanted[cell / states] ? 1.0 : 0.0) - a.ratio;
    const double in_second = (second.wanted[cell % states] ? 1.0 : 0.0) - b.ratio;
    sum += a.g * in_first * b.g * in_second * pair.products[cell];
  }
  return sum;
}

std::optional<double> ratio_of(const StateEstimate& first, const StateEstimate& second) {
  if (first.total > 0 && second.total > 0) return second.total / first.total;
  return std::nullopt;
}

StateChange change_of(const StateEstimate& e1, const StateEstimate& e2, double covariance, const KnownMoney& known,
                      double level) {
  StateChange result;
  result.difference = e2.total - e1.total;
  result.covariance = covariance;
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

}  // namespace

double overlap_covariance(const OverlapCell& cell, const StratumSide& first, const StratumSide& second) {
  // A complete stratum has no sampling error; an empty one has nothing to vary with.
  if (cell.members == 0 || first.answered >= first.population || second.answered >= second.population) return 0;
  if (first.answered == 0 || second.answered == 0) return 0;
  const double n1 = static_cast<double>(first.answered);
  const double n2 = static_cast<double>(second.answered);
  const double both = static_cast<double>(cell.answered);
  const double f1 = n1 / static_cast<double>(first.population);
  const double f2 = n2 / static_cast<double>(second.population);
  const double factor = both / (f1 * f2) - static_cast<double>(cell.members);
  const double shrink = 1 - 1 / n1 - 1 / n2 + both / (n1 * n2);
  // Nobody answered twice: correlation 1 is the bound, and it can only widen because the factor is negative.
  const double s = cell.answered > 0 ? cell.products / both / shrink : std::sqrt(first.spread * second.spread);
  return factor * s;
}

double cycle_covariance(const StateTotal& first, const StateTotal& second, std::span<const CommonMembers> common) {
  const CycleResiduals& a = first.residuals;
  const CycleResiduals& b = second.residuals;
  const std::vector<double> spread1 = residual_variance(a);
  const std::vector<double> spread2 = residual_variance(b);
  double covariance = 0;
  for (const auto& [key, cell] : overlap_cells(a, b, common)) {
    const auto [g, h] = key;
    covariance += overlap_covariance(cell, {a.population[g], a.answered[g], spread1[g]},
                                     {b.population[h], b.answered[h], spread2[h]});
  }
  return clamped(covariance, first.estimate, second.estimate);
}

StateChange state_change(const StateTotal& first, const StateTotal& second, std::span<const CommonMembers> common,
                         const KnownMoney& known, double level) {
  return change_of(first.estimate, second.estimate, cycle_covariance(first, second, common), known, level);
}

PairCovariance total_covariance(std::span<const OverlapPair> pairs, double limit) {
  PairCovariance sum;
  for (const OverlapPair& pair : pairs) {
    double& part = pair.cell.answered > 0 ? sum.known : sum.bound;
    part += overlap_covariance(pair.cell, pair.first, pair.second);
  }
  const double total = std::clamp(sum.total(), -limit, limit);
  sum.bound = std::max(sum.bound, -limit);
  sum.known = total - sum.bound;
  return sum;
}

PairCovariance covariance_from_cells(const CycleTotal& first, const CycleTotal& second,
                                     std::span<const PairCell> pairs) {
  std::map<CellKey, OverlapCell> cells;
  for (const PairCell& pair : pairs) {
    if (pair.first >= first.into.size() || pair.second >= second.into.size()) {
      throw Error(ErrorCode::invalid_input,
                  fmt::format("common members of strata {} and {} do not exist", pair.first, pair.second));
    }
    const CellKey key{first.into[pair.first], second.into[pair.second]};
    OverlapCell& cell = cells[key];
    cell.members += pair.members;
    cell.answered += pair.answered;
    cell.products += residual_products(pair, first, second, key);
  }
  std::vector<OverlapPair> overlaps;
  for (const auto& [key, cell] : cells)
    overlaps.push_back({cell, side_of(first.total.fits[key.first]), side_of(second.total.fits[key.second])});
  return total_covariance(overlaps, std::sqrt(first.total.estimate.variance * second.total.estimate.variance));
}

StateChange change_from_cells(const CycleTotal& first, const CycleTotal& second, std::span<const PairCell> pairs,
                              const KnownMoney& known, double level) {
  const PairCovariance covariance = covariance_from_cells(first, second, pairs);
  return change_of(first.total.estimate, second.total.estimate, covariance.total(), known, level);
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
