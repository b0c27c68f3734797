#pragma once
#include <cstdint>
#include <optional>
#include <span>

#include "core/estimate/answer_cells.hpp"
#include "core/estimate/interval.hpp"
#include "core/estimate/state_money.hpp"

namespace vk {

/// Members of both populations: in (original) stratum `first` of cycle 1 and `second` of cycle 2.
struct CommonMembers {
  size_t first = 0;
  size_t second = 0;
  int64_t members = 0;
};

/// One stratum of one cycle as the covariance sees it; nothing inferred in it when `answered` is `population`.
struct StratumSide {
  int64_t population = 0;
  int64_t answered = 0;
  double spread = 0;  ///< s^2 of the residuals
};

/// Members of both cycles in one pair of strata.
struct OverlapCell {
  int64_t members = 0;
  int64_t answered = 0;  ///< in both cycles
  double products = 0;   ///< of the residuals of those who answered twice
};

/// One pair of strata with both its sides.
struct OverlapPair {
  OverlapCell cell;
  StratumSide first;
  StratumSide second;
};

/// Covariance of two estimates: what those who answered twice say, and where nobody did the least that it can be.
struct PairCovariance {
  double known = 0;
  double bound = 0;  ///< at most 0: correlation 1 of two disjoint samples of the same members

  double total() const { return known + bound; }
};

/// What one pair of strata adds to the covariance of two cycles' estimates (METHODS.md b.1).
double overlap_covariance(const OverlapCell& cell, const StratumSide& first, const StratumSide& second);
/// The same for all pairs of strata together, split by how it is known; the total is clamped to +/- `limit`, the root
/// of the product of both variances.
PairCovariance total_covariance(std::span<const OverlapPair> pairs, double limit);

/// Covariance of two cycles' estimates (METHODS.md b.1; Tam 1984, Nordberg 2000, Qualite & Tille 2008), clamped to
/// what the variances allow. Panel, partly overlapping, disjoint and independent samples and censuses are cases of it.
/// Throws Error(invalid_input) when `common` names an unknown stratum.
double cycle_covariance(const StateTotal& first, const StateTotal& second, std::span<const CommonMembers> common);

/// Change of the money of one set of states from cycle 1 to cycle 2.
struct StateChange {
  double difference = 0;
  double covariance = 0;
  double correlation = 0;  ///< 0 when a cycle is exact
  double variance = 0;
  double df = 0;                ///< infinite when exact
  Interval interval;            ///< MOVER (METHODS.md b.2)
  Interval plain_t;             ///< for comparison only
  std::optional<double> ratio;  ///< second / first; nothing when either is not above 0
  std::optional<Interval> ratio_interval;
  double volume_effect = 0;  ///< of the difference, because all known money changed
  double mix_effect = 0;     ///< because the state's share changed
  bool exact = false;        ///< both cycles without sampling error
};

/// `known1` and `known2` are all known money of the cycles in minor units (METHODS.md b.1-b.5).
struct KnownMoney {
  int64_t first = 0;
  int64_t second = 0;
};

/// Members of both populations in stratum `first` of cycle 1 and `second` of cycle 2, with what those who answered
/// twice had: enough for the covariance of any sets of states.
struct PairCell {
  size_t first = 0;
  size_t second = 0;
  int64_t members = 0;
  int64_t answered = 0;          ///< in both cycles
  std::vector<double> products;  ///< of the money in both, [state in cycle 1 * states of cycle 2 + state in cycle 2]
};

/// One cycle's estimate of a set of states from merged strata; `into` maps the strata of pair cells to them. Borrowed.
struct CycleTotal {
  const CellTotal& total;
  const std::vector<bool>& wanted;
  std::span<const size_t> into;
};

/// Change of the money of one set of states from cells: the covariance of cycle_covariance(), in the memory of the
/// cells. Throws Error(invalid_input) when a pair names an unknown stratum.
StateChange change_from_cells(const CycleTotal& first, const CycleTotal& second, std::span<const PairCell> pairs,
                              const KnownMoney& known, double level);
/// The covariance alone, for sums of more than two estimates. Throws like change_from_cells().
PairCovariance covariance_from_cells(const CycleTotal& first, const CycleTotal& second,
                                     std::span<const PairCell> pairs);
StateChange state_change(const StateTotal& first, const StateTotal& second, std::span<const CommonMembers> common,
                         const KnownMoney& known, double level);

/// A score of one respondent of a stratified sample.
struct ScoredRespondent {
  std::string id;
  size_t stratum = 0;
  double score = 0;
};

/// The stratified mean of a score (CSAT, or -100/0/100 for NPS) with the residuals of a change; `population` members
/// per stratum. Throws Error(invalid_input) when a stratum with members has fewer than two answers and is not complete.
StateTotal score_mean(std::span<const int64_t> population, std::span<const ScoredRespondent> respondents, double level);

}  // namespace vk
