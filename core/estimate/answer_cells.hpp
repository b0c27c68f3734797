#pragma once
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "core/estimate/state_money.hpp"

namespace vk {

/// a + b; throws Error(invalid_input) beyond 64 bits.
int64_t sum_of_money(int64_t a, int64_t b);

/// One stratum with its answers, a cell a state: all that an estimate needs of it.
struct StratumAnswers {
  Stratum stratum;
  std::vector<AnswerCell> states;

  AnswerCell total() const;
};

/// Strata after thin ones were merged (METHODS.md a.5): `into` maps the old indices to them.
struct MergedAnswers {
  std::vector<StratumAnswers> strata;
  std::vector<size_t> into;
  Collapse collapse;
};
/// Throws EstimateError like collapse_thin_strata.
MergedAnswers merge_thin_answers(std::span<const StratumAnswers> strata);

/// What a stratum contributed to one estimate.
struct StratumFit {
  bool exact = false;  ///< take-all or fully answered: no sampling error
  int64_t population = 0;
  int64_t answered = 0;
  double g = 0;        ///< calibration of the weights to the stratum's known money
  double ratio = 0;    ///< share of the answering money that is in the states
  double squares = 0;  ///< of the residuals

  /// Residual of an answer on the unit scale; its mean in the stratum is zero.
  double residual(bool in_state, int64_t money) const;
};

/// Estimated money of one set of states with what each stratum had in it.
struct CellTotal {
  StateEstimate estimate;
  std::vector<StratumFit> fits;
};

/// The separate ratio estimator (METHODS.md d.1-d.3) from cells of merged strata. `wanted[s]` says whether state s
/// belongs to the set.
CellTotal total_from_cells(std::span<const StratumAnswers> merged, const std::vector<bool>& wanted, double level);

/// Money of each of `states` states from cells; merges thin strata itself. Throws EstimateError like state_money.
StateMoney money_from_cells(std::span<const StratumAnswers> strata, size_t states, double level);

}  // namespace vk
