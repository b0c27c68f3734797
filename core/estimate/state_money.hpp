#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.hpp"
#include "core/estimate/interval.hpp"

namespace vk {

/// Why a figure cannot be estimated.
enum class EstimateFault { negative_money, not_estimable };
std::string_view to_string(EstimateFault fault);

/// An estimate that must not be printed. `group` names the group of strata that is too thin, empty otherwise.
class EstimateError : public Error {
 public:
  EstimateError(EstimateFault fault, const std::string& group, const std::string& message)
      : Error(ErrorCode::invalid_input, message), fault_(fault), group_(group) {}
  EstimateFault fault() const { return fault_; }
  const std::string& group() const { return group_; }

 private:
  EstimateFault fault_;
  std::string group_;
};

/// One estimation stratum (design stratum x response class) with what the frame knows of it.
struct Stratum {
  std::string name;
  int64_t rank = 0;        ///< merge order inside the group
  std::string group;       ///< strata merge only inside their group
  int64_t population = 0;  ///< members of the frame
  int64_t money = 0;       ///< their money in minor units; the population itself for counts
  bool take_all = false;   ///< everybody was asked: the silent are the unknown line and never modelled
};

/// One respondent.
struct Respondent {
  std::string id;
  size_t stratum = 0;  ///< index into the strata
  int64_t money = 0;   ///< minor units, >= 0; 1 for counts
  size_t state = 0;    ///< index into the states
};

/// What the answers of one stratum add up to: enough for an estimate and its variance, however many members there are.
struct AnswerCell {
  int64_t answers = 0;
  int64_t money = 0;   ///< minor units
  double squares = 0;  ///< of the money

  void add(int64_t amount);
};

/// Which stratum each one ends up in after thin ones were merged.
struct Collapse {
  std::vector<size_t> into;                   ///< index of the first member of the merged stratum, one per stratum
  std::map<std::string, std::string> merges;  ///< merged stratum -> the one whose name stays; only real merges
};

/// Merges thin strata (METHODS.md a.5): not take-all, fewer answers than members, and fewer than two answers or money
/// but none among the answers. Throws EstimateError(not_estimable) when a group is one thin stratum.
Collapse collapse_thin_strata(std::span<const Stratum> strata, std::span<const Respondent> respondents);
/// The same from the answers of each stratum; a stratum with fewer than `least` answers is thin.
Collapse collapse_thin_strata(std::span<const Stratum> strata, std::span<const AnswerCell> answers, int64_t least = 2);

/// The merged strata: population and money added under the first name, in the old order; `into` maps old indices to it.
struct MergedStrata {
  std::vector<Stratum> strata;
  std::vector<size_t> into;
};
MergedStrata merge_strata(std::span<const Stratum> strata, const Collapse& collapse);

/// What a change between cycles needs of one cycle's estimate: residuals on the unit scale with mean zero in their
/// stratum, and sizes of the strata (a take-all stratum counts as fully answered).
struct CycleResiduals {
  std::vector<std::string> ids;     ///< one per respondent
  std::vector<size_t> stratum;      ///< merged index, one per respondent
  std::vector<double> residual;     ///< one per respondent
  std::vector<int64_t> population;  ///< one per merged stratum
  std::vector<int64_t> answered;    ///< one per merged stratum
  std::vector<size_t> into;         ///< merged index of each original stratum
};

/// Estimated money (or count) of one set of states.
struct StateEstimate {
  double total = 0;       ///< minor units, exact part included
  double exact_part = 0;  ///< from take-all and fully answered strata
  double variance = 0;
  double share = 0;                      ///< of all known money, unknown included; 0 when there is none
  double df = 0;                         ///< infinite when exact
  std::optional<double> n_eff_variance;  ///< nothing when nobody or everybody is in the state
  double n_eff_model = 0;
  double n_eff_kish = 0;
  double n_eff_used = 0;
  Interval interval;
  Interval plain_t;  ///< est -/+ t se, for comparison only: covers too little for heavy tails

  double standard_error() const;
};

/// Money by state of one cycle.
struct StateMoney {
  std::vector<StateEstimate> states;
  int64_t unknown_money = 0;  ///< of silent members of take-all strata, exact
  int64_t unknown_members = 0;
  int64_t known_money = 0;  ///< of the whole frame
  Collapse collapse;
  std::vector<int64_t> minor_units;  ///< one a state and the unknown line last; adds up to known_money
};

/// One set of states estimated on merged strata, with the residuals of a change (METHODS.md d.1-d.3, separate ratio
/// estimator, residual variance, Korn-Graubard interval with a stable effective size). `wanted[s]` says whether state s
/// belongs to the set; never add two intervals instead. Throws EstimateError like state_money.
struct StateTotal {
  StateEstimate estimate;
  CycleResiduals residuals;
};
StateTotal state_total(std::span<const Stratum> strata, std::span<const Respondent> respondents,
                       const std::vector<bool>& wanted, double level);

/// Money of each of `states` states (METHODS.md d; Cochran 1977 6.10-6.12). Rows are respondents with a state. An
/// audience with no members gives zero totals. Throws EstimateError(negative_money) for money below zero,
/// EstimateError(not_estimable) when strata stay thin, Error(invalid_input) for rows that contradict the strata.
StateMoney state_money(std::span<const Stratum> strata, std::span<const Respondent> respondents, size_t states,
                       double level);

}  // namespace vk
