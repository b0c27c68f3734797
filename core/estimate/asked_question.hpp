#pragma once
#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <vector>

#include "core/estimate/answer_figures.hpp"
#include "core/estimate/cycle_change.hpp"
#include "core/estimate/represent.hpp"
#include "core/estimate/survey_estimate.hpp"

namespace vk {

/// With effectively fewer answers the interval of a net promoter score is the adjusted Wald one.
inline constexpr double kFewAnswers = 15;

/// The question behind a figure: who could answer it, in which class, and what they said. Members are those of the
/// slice that was entered last. Borrows both.
class AskedQuestion {
 public:
  AskedQuestion(MemberSource& members, const FigureSpec& spec);
  AskedQuestion(const AskedQuestion&) = delete;  // classes borrow the money beside them
  AskedQuestion& operator=(const AskedQuestion&) = delete;

  bool is_kept() const { return is_kept_; }
  std::span<const StratumAnswers> strata() const { return classes_.strata(); }
  const FigureSpec& spec() const { return spec_; }
  const SnapshotHeader& header() const { return members_.header(); }
  uint32_t slices() const { return members_.slices(); }
  /// The members of a slice, which the calls below are about.
  const Snapshot& enter(uint32_t number);

  /// Nothing for those who are not eligible and those left out. Whoever is below zero counts as without money.
  std::optional<size_t> stratum_of(size_t member) const;
  /// NaN without an answer. Whoever answers unasked chose to, and speaks for nobody.
  double answer(size_t member) const;
  bool is_off_scale(double answer) const { return spec_.kind == FigureKind::nps && (answer < 0 || answer > 10); }
  /// Whether there is an answer that counts.
  bool has_answer(size_t member) const;
  /// Whether the member holds a hundredth of all money and so stands for nobody else.
  bool stands_alone(size_t member) const;
  /// Takes a member out of the population.
  void leave_out(size_t member);

 private:
  MemberSource& members_;
  const FigureSpec& spec_;
  bool is_kept_ = false;
  MoneyClasses money_;
  ResponseClasses classes_;
  const Snapshot* slice_ = nullptr;
  const ScoreColumn* score_ = nullptr;
  const FlagColumn* flag_ = nullptr;
  std::set<SubjectNumber> left_out_;
};

/// What an answer counts for.
double scored(const FigureSpec& spec, double answer);

/// Answers of one stratum with the same score.
struct ScoreCount {
  double score = 0;
  int64_t answers = 0;
};

/// One stratum with what was answered in it.
struct AskedStratum {
  Stratum stratum;
  std::vector<ScoreCount> scores;  ///< rising

  int64_t answers() const {
    int64_t sum = 0;
    for (const ScoreCount& score : scores) sum += score.answers;
    return sum;
  }
};

struct AskedStrata {
  std::vector<AskedStratum> strata;
  uint64_t off_scale = 0;
};

/// Counts the members and the answers of every stratum. Scores of one stratum are put together whenever they have
/// doubled, so that the memory is that of different scores.
AskedStrata count_answers(AskedQuestion& question);

/// Members who stand for themselves alone and did not answer.
uint64_t silent_alone(std::span<const AskedStratum> strata);

/// Strata after thin ones were merged; the silent of take-all strata are outside.
struct MergedAsked {
  std::vector<AskedStratum> strata;
  std::vector<size_t> into;
};

/// Throws EstimateError when all strata together are too thin.
MergedAsked merge_thin_asked(std::span<const AskedStratum> strata);

/// The mean of a score over merged strata.
struct MeanFit {
  SurveyEstimate mean;
  double members = 0;
  double answers = 0;
  bool exact = true;
  double spread = 0;  ///< weighted variance of the score
  double kish = 0;    ///< answers that count for one with their weights
  double seen = 0;    ///< sum of the scores
  std::vector<double> means;
  std::vector<StratumSide> sides;  ///< of residuals on the unit scale

  /// How many answers of a simple random sample it is worth; infinite when exact.
  double n_eff() const;
};

/// The mean of the scores of merged strata.
MeanFit fit_mean(std::span<const AskedStratum> strata);

/// A figure of merged strata with its interval; nothing when they say too little.
std::optional<FigureEstimate> estimate_figure(const FigureSpec& spec, std::span<const AskedStratum> strata);

}  // namespace vk
