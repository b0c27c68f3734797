#include "core/estimate/answer_figures.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <span>
#include <utility>

#include "core/base/check.hpp"
#include "core/estimate/cycle_change.hpp"
#include "core/estimate/represent.hpp"
#include "core/estimate/survey_estimate.hpp"
#include "core/measure/paired_members.hpp"

namespace vk {
namespace {

constexpr double kUnbounded = std::numeric_limits<double>::infinity();
constexpr double kFewAnswers = 15;       ///< below it the interval of a net promoter score is the adjusted Wald one
constexpr int64_t kLeastOfClass = 5;     ///< answers; with fewer the spread inside it is not known well enough
constexpr double kReliableAnswers = 30;  ///< worth less: unreliable
constexpr uint8_t kNotAnswered = 255;
constexpr const char* kNoSegment = "all";
constexpr const char* kNobody = "nobody";  ///< classes without members are no neighbours to be joined with

bool is_kept(const MemberSource& members, const FigureSpec& spec) {
  const std::vector<std::string> names = members.answers();
  return std::find(names.begin(), names.end(), spec.of.text) != names.end();
}

/// The question behind a figure: who could answer it, in which class, and what they said. Members are those of the
/// slice that was entered last.
class Question {
 public:
  Question(MemberSource& members, const FigureSpec& spec)
      : members_(members), spec_(spec), money_(money_classes_of(members)), classes_(members.header(), money_) {}
  Question(const Question&) = delete;  // classes borrow the money beside them
  Question& operator=(const Question&) = delete;

  std::span<const StratumAnswers> strata() const { return classes_.strata(); }
  const FigureSpec& spec() const { return spec_; }
  const SnapshotHeader& header() const { return members_.header(); }
  uint32_t slices() const { return members_.slices(); }

  const Snapshot& enter(uint32_t number) {
    slice_ = &members_.slice(number);
    score_ = nullptr;
    flag_ = nullptr;
    for (const ScoreColumn& score : slice_->scores) score_ = score.name == spec_.of.text ? &score : score_;
    for (const FlagColumn& flag : slice_->flags) flag_ = flag.name == spec_.of.text ? &flag : flag_;
    VK_CHECK(score_ != nullptr || flag_ != nullptr, "slices have what their figure is of");
    return *slice_;
  }

  /// Nothing for those who are not eligible. Whoever is below zero counts as without money.
  std::optional<size_t> stratum_of(size_t member) const {
    ResponseClasses::Member row{slice_->state[member], slice_->disposition[member], slice_->segment[member],
                                std::max<int64_t>(0, slice_->money[member])};
    if (!slice_->money_class.empty()) row.drawn_class = slice_->money_class[member];
    return classes_.stratum_of(row);
  }

  /// NaN without an answer. Whoever answers unasked chose to, and speaks for nobody.
  double answer(size_t member) const {
    const auto disposition = static_cast<Disposition>(slice_->disposition[member]);
    const bool unasked = disposition == Disposition::not_sampled || disposition == Disposition::suppressed;
    if (unasked && slice_->state[member] == kUnmeasured) return std::numeric_limits<double>::quiet_NaN();
    if (score_ != nullptr) return score_->values[member];
    const uint8_t flag = flag_->values[member];
    return flag == kNotAnswered ? std::numeric_limits<double>::quiet_NaN() : flag;
  }

  bool is_off_scale(double answer) const { return spec_.kind == FigureKind::nps && (answer < 0 || answer > 10); }

 private:
  MemberSource& members_;
  const FigureSpec& spec_;
  MoneyClasses money_;
  ResponseClasses classes_;
  const Snapshot* slice_ = nullptr;
  const ScoreColumn* score_ = nullptr;
  const FlagColumn* flag_ = nullptr;
};

/// What an answer counts for.
double scored(const FigureSpec& spec, double answer) {
  switch (spec.kind) {
    case FigureKind::nps:
      return answer >= 9 ? 100 : answer <= 6 ? -100 : 0;
    case FigureKind::csat:
    case FigureKind::share: {
      const bool reaches = !spec.from || answer >= static_cast<double>(*spec.from);
      return reaches && (!spec.to || answer <= static_cast<double>(*spec.to)) ? 1 : 0;
    }
    case FigureKind::mean:
    case FigureKind::median:
    case FigureKind::quantile:
      return answer;
  }
  return answer;
}

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

void add_counts(std::vector<ScoreCount>& scores) {
  std::sort(scores.begin(), scores.end(), [](const ScoreCount& a, const ScoreCount& b) { return a.score < b.score; });
  size_t kept = 0;
  for (size_t i = 0; i < scores.size(); ++i) {
    if (kept > 0 && scores[kept - 1].score == scores[i].score) {
      scores[kept - 1].answers += scores[i].answers;
    } else {
      scores[kept++] = scores[i];
    }
  }
  scores.resize(kept);
}

/// Lets thin classes be joined inside their segment first, for segments may have been asked unevenly: a segment's
/// classes are a group in the order of money, and one with too few answers in all joins the segment after it.
void group_by_segment(std::vector<AskedStratum>& strata, size_t segments) {
  const size_t classes = strata.size() / segments;
  std::string group = kNoSegment;
  std::string last;  ///< segment with enough, for those that have none after them
  for (size_t segment = segments; segment-- > 0;) {
    int64_t members = 0;
    int64_t answers = 0;
    for (size_t h = segment; h < strata.size(); h += segments) {
      if (strata[h].stratum.take_all) continue;
      members += strata[h].stratum.population;
      answers += strata[h].answers();
    }
    const bool is_enough = answers >= kLeastOfClass || (answers > 0 && answers == members);
    if (is_enough) group = std::to_string(segment);
    if (is_enough && last.empty()) last = group;
    for (size_t h = segment; h < strata.size(); h += segments) {
      strata[h].stratum.rank = static_cast<int64_t>(segment * classes + h / segments);
      strata[h].stratum.group = strata[h].stratum.population > 0 ? group : kNobody;
    }
  }
  if (last.empty()) return;
  for (AskedStratum& asked : strata) {
    if (asked.stratum.group == kNoSegment) asked.stratum.group = last;
  }
}

/// Counts the members and the answers of every stratum. Scores of one stratum are put together whenever they have
/// doubled, so that the memory is that of different scores.
AskedStrata count_answers(Question& question) {
  constexpr size_t kLeastRoom = 256;
  AskedStrata result;
  for (const StratumAnswers& stratum : question.strata()) result.strata.push_back({stratum.stratum, {}});
  std::vector<size_t> room(result.strata.size(), kLeastRoom);
  const auto add = [&](size_t member) {
    const std::optional<size_t> h = question.stratum_of(member);
    if (!h) return;
    AskedStratum& asked = result.strata[*h];
    ++asked.stratum.population;
    const double answer = question.answer(member);
    if (std::isnan(answer)) return;
    if (question.is_off_scale(answer)) {
      ++result.off_scale;
      return;
    }
    asked.scores.push_back({scored(question.spec(), answer), 1});
    if (asked.scores.size() < room[*h]) return;
    add_counts(asked.scores);
    room[*h] = std::max(kLeastRoom, 2 * asked.scores.size());
  };
  for (uint32_t number = 0; number < question.slices(); ++number) {
    const size_t members = question.enter(number).size();
    for (size_t member = 0; member < members; ++member) add(member);
  }
  for (AskedStratum& asked : result.strata) {
    asked.stratum.money = asked.stratum.population;
    add_counts(asked.scores);
  }
  group_by_segment(result.strata, std::max<size_t>(1, question.header().segments.size()));
  return result;
}

/// Members who stand for themselves alone and did not answer.
uint64_t silent_alone(std::span<const AskedStratum> strata) {
  uint64_t silent = 0;
  for (const AskedStratum& asked : strata) {
    if (asked.stratum.take_all) silent += static_cast<uint64_t>(asked.stratum.population - asked.answers());
  }
  return silent;
}

/// Strata after thin ones were merged; the silent of take-all strata are outside.
struct MergedAsked {
  std::vector<AskedStratum> strata;
  std::vector<size_t> into;
};

/// Throws EstimateError when all strata together are too thin.
MergedAsked merge_thin(std::span<const AskedStratum> strata) {
  std::vector<Stratum> plain;
  std::vector<AnswerCell> cells;
  for (const AskedStratum& asked : strata) {
    plain.push_back(asked.stratum);
    cells.push_back({asked.answers(), asked.answers(), 0});
  }
  MergedStrata merged = merge_strata(plain, collapse_thin_strata(plain, cells, kLeastOfClass));
  MergedAsked result;
  result.into = std::move(merged.into);
  for (Stratum& stratum : merged.strata) result.strata.push_back({std::move(stratum), {}});
  for (size_t h = 0; h < strata.size(); ++h) {
    std::vector<ScoreCount>& scores = result.strata[result.into[h]].scores;
    scores.insert(scores.end(), strata[h].scores.begin(), strata[h].scores.end());
  }
  for (AskedStratum& asked : result.strata) {
    add_counts(asked.scores);
    if (asked.stratum.take_all) asked.stratum.population = asked.answers();
  }
  return result;
}

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

  double n_eff() const {
    if (exact) return kUnbounded;
    return mean.variance > 0 ? std::min(spread / mean.variance, answers) : kish;
  }
};

struct ScoreMoments {
  double n = 0;
  double mean = 0;
  double squares = 0;  ///< about the mean
};

template <typename Score>
ScoreMoments moments(const AskedStratum& asked, Score score) {
  ScoreMoments result;
  double sum = 0;
  for (const ScoreCount& each : asked.scores) {
    result.n += static_cast<double>(each.answers);
    sum += static_cast<double>(each.answers) * score(each.score);
  }
  if (result.n == 0) return result;
  result.mean = sum / result.n;
  for (const ScoreCount& each : asked.scores) {
    const double residual = score(each.score) - result.mean;
    result.squares += static_cast<double>(each.answers) * residual * residual;
  }
  return result;
}

template <typename Score>
MeanFit fit_mean(std::span<const AskedStratum> strata, Score score) {
  MeanFit fit;
  for (const AskedStratum& asked : strata) fit.members += static_cast<double>(asked.stratum.population);
  double squared_weights = 0;
  double second_moment = 0;
  for (const AskedStratum& asked : strata) {
    const ScoreMoments h = moments(asked, score);
    const auto population = static_cast<double>(asked.stratum.population);
    fit.means.push_back(h.mean);
    const double unit_squares = h.squares / (fit.members * fit.members);
    fit.sides.push_back({asked.stratum.population, asked.answers(), h.n > 1 ? unit_squares / (h.n - 1) : 0});
    if (h.n == 0) continue;
    fit.answers += h.n;
    fit.seen += h.n * h.mean;
    fit.mean.value += population / fit.members * h.mean;
    squared_weights += population * population / h.n;
    second_moment += population / fit.members * (h.squares / h.n + h.mean * h.mean);
    if (h.n >= population) continue;
    fit.exact = false;
    fit.mean.variance += population * population * (1 - h.n / population) / h.n * fit.sides.back().spread;
    fit.mean.df += h.n - 1;
  }
  if (fit.mean.df == 0) fit.mean.df = kUnbounded;
  fit.kish = squared_weights > 0 ? fit.members * fit.members / squared_weights : 0;
  const double about = std::max(0.0, second_moment - fit.mean.value * fit.mean.value);
  fit.spread = fit.answers > 1 ? about * fit.answers / (fit.answers - 1) : 0;
  return fit;
}

/// What is certain: whatever the silent would have said, each of them between `least` and `most`.
Interval certain(const MeanFit& fit, double least, double most) {
  const double silent = fit.members - fit.answers;
  return {(fit.seen + silent * least) / fit.members, (fit.seen + silent * most) / fit.members};
}

Interval inside(const Interval& interval, const Interval& limits, double value) {
  return {std::clamp(std::min(interval.low, value), limits.low, limits.high),
          std::clamp(std::max(interval.high, value), limits.low, limits.high)};
}

Interval share_of_members(const MeanFit& fit, double level) {
  const double p = std::clamp(fit.mean.value, 0.0, 1.0);
  if (fit.exact) return {p, p};
  const Interval made = fit.mean.variance > 0 && p > 0 && p < 1 ? share_interval(fit.mean, fit.answers, level)
                                                                : korn_graubard(p, fit.kish, level);
  return inside(made, certain(fit, 0, 1), p);
}

Interval net_promoter_interval(const MeanFit& fit, std::span<const AskedStratum> strata, double level) {
  if (fit.exact) return {fit.mean.value, fit.mean.value};
  const bool few = fit.mean.variance <= 0 || fit.n_eff() < kFewAnswers;
  Interval made;
  if (few) {
    const double promoters = fit_mean(strata, [](double points) { return points > 0 ? 1.0 : 0.0; }).mean.value;
    const double detractors = fit_mean(strata, [](double points) { return points < 0 ? 1.0 : 0.0; }).mean.value;
    made = adjusted_wald_points(promoters, detractors, fit.n_eff(), level);
  } else {
    made = t_interval(fit.mean.value, fit.mean.variance, fit.mean.df, level);
  }
  return inside(made, certain(fit, -100, 100), fit.mean.value);
}

/// The smallest answer at or below which the share `p` of the members stays (METHODS.md c.4).
class MemberQuantile {
 public:
  explicit MemberQuantile(std::span<const AskedStratum> strata) {
    for (const AskedStratum& asked : strata) {
      const auto answers = static_cast<double>(asked.answers());
      for (const ScoreCount& each : asked.scores) {
        const double weight = static_cast<double>(asked.stratum.population) / answers;
        weights_[each.score] += weight * static_cast<double>(each.answers);
        total_ += weight * static_cast<double>(each.answers);
      }
    }
  }

  double at(double p) const {
    constexpr double kNoise = 1e-12;
    double sum = 0;
    for (const auto& [score, weight] : weights_) {
      sum += weight;
      if (sum >= p * total_ * (1 - kNoise)) return score;
    }
    return weights_.rbegin()->first;
  }

 private:
  std::map<double, double> weights_;
  double total_ = 0;
};

FigureEstimate estimate_quantile(const FigureSpec& spec, std::span<const AskedStratum> strata, double level) {
  const MemberQuantile quantile(strata);
  FigureEstimate made;
  made.value = quantile.at(static_cast<double>(spec.quantile) / 10'000);
  const MeanFit below = fit_mean(strata, [&](double answer) { return answer <= made.value ? 1.0 : 0.0; });
  const Interval share = share_of_members(below, level);
  made.exact = below.exact;
  made.n_eff = below.n_eff();
  made.interval = made.exact ? Interval{made.value, made.value}
                             : Interval{std::min(made.value, quantile.at(share.low)), quantile.at(share.high)};
  return made;
}

/// A mean whose answers all say the same says nothing of those that are not there.
bool is_mean_without_spread(const FigureSpec& spec, const MeanFit& fit) {
  return spec.kind == FigureKind::mean && !fit.exact && fit.mean.variance <= 0;
}

double identity(double score) {
  return score;
}

std::optional<FigureEstimate> estimate_figure(const FigureSpec& spec, std::span<const AskedStratum> strata) {
  const MeanFit fit = fit_mean(strata, identity);
  if (fit.answers == 0 || is_mean_without_spread(spec, fit)) return std::nullopt;
  FigureEstimate made{fit.mean.value, {}, fit.exact, fit.n_eff(), ShareQuality::ok};
  switch (spec.kind) {
    case FigureKind::nps:
      made.interval = net_promoter_interval(fit, strata, kIntervalLevel);
      break;
    case FigureKind::csat:
    case FigureKind::share:
      made.interval = share_of_members(fit, kIntervalLevel);
      break;
    case FigureKind::mean:
      made.interval = t_interval(made.value, fit.mean.variance, fit.mean.df, kIntervalLevel);
      break;
    case FigureKind::median:
    case FigureKind::quantile:
      made = estimate_quantile(spec, strata, kIntervalLevel);
      break;
  }
  const bool is_share = spec.kind == FigureKind::csat || spec.kind == FigureKind::share;
  if (!made.exact && is_share) made.quality = share_quality(made.value, made.interval, made.n_eff, fit.mean.df);
  if (!made.exact && !is_share && made.n_eff < kReliableAnswers) made.quality = ShareQuality::unreliable;
  return made;
}

FigureBase base_of(const FigureSpec& spec, std::span<const AskedStratum> strata) {
  FigureBase base;
  for (const AskedStratum& asked : strata) {
    base.members += static_cast<uint64_t>(asked.stratum.population);
    base.answers += static_cast<uint64_t>(asked.answers());
  }
  base.members -= silent_alone(strata);
  try {
    base.estimate = estimate_figure(spec, merge_thin(strata).strata);
  } catch (const EstimateError&) {
    base.estimate.reset();
  }
  return base;
}

/// The strata of one segment.
std::vector<AskedStratum> strata_of(std::span<const AskedStratum> strata, size_t segment, size_t segments) {
  std::vector<AskedStratum> result;
  for (size_t h = segment; h < strata.size(); h += segments) result.push_back(strata[h]);
  return result;
}

/// Sums over the members of both cycles in one pair of strata.
struct PairSums {
  int64_t members = 0;
  double answered = 0;
  double first = 0;
  double second = 0;
  double products = 0;
};

using PairsOfStrata = std::map<std::pair<size_t, size_t>, PairSums>;

PairsOfStrata count_pairs(Question& earlier, Question& later) {
  PairsOfStrata pairs;
  const auto add = [&](std::optional<size_t> before, std::optional<size_t> after) {
    if (!before || !after) return;
    const std::optional<size_t> g = earlier.stratum_of(*before);
    const std::optional<size_t> h = later.stratum_of(*after);
    if (!g || !h) return;
    PairSums& sums = pairs[{*g, *h}];
    ++sums.members;
    const double one = earlier.answer(*before);
    const double two = later.answer(*after);
    if (std::isnan(one) || std::isnan(two) || earlier.is_off_scale(one) || later.is_off_scale(two)) return;
    const double first = scored(earlier.spec(), one);
    const double second = scored(later.spec(), two);
    sums.answered += 1;
    sums.first += first;
    sums.second += second;
    sums.products += first * second;
  };
  VK_CHECK(earlier.slices() == later.slices(), "two cycles are walked in step");
  for (uint32_t number = 0; number < later.slices(); ++number)
    for_each_pair(earlier.enter(number), later.enter(number), add);
  return pairs;
}

/// One cycle's figure as a change sees it.
struct FigureSide {
  MergedAsked merged;
  MeanFit fit;
  FigureEstimate estimate;
};

std::optional<FigureSide> side_of(Question& question) {
  FigureSide side;
  try {
    side.merged = merge_thin(count_answers(question).strata);
  } catch (const EstimateError&) {
    return std::nullopt;
  }
  const auto estimate = estimate_figure(question.spec(), side.merged.strata);
  if (!estimate) return std::nullopt;
  side.estimate = *estimate;
  side.fit = fit_mean(side.merged.strata, identity);
  return side;
}

double covariance_of(const FigureSide& first, const FigureSide& second, const PairsOfStrata& pairs) {
  std::map<std::pair<size_t, size_t>, OverlapCell> cells;
  for (const auto& [strata, sums] : pairs) {
    const std::pair<size_t, size_t> key{first.merged.into[strata.first], second.merged.into[strata.second]};
    const double m1 = first.fit.means[key.first];
    const double m2 = second.fit.means[key.second];
    OverlapCell& cell = cells[key];
    cell.members += sums.members;
    cell.answered += std::llround(sums.answered);
    cell.products += (sums.products - m1 * sums.second - m2 * sums.first + sums.answered * m1 * m2) /
                     (first.fit.members * second.fit.members);
  }
  double covariance = 0;
  for (const auto& [key, cell] : cells) {
    covariance += overlap_covariance(cell, first.fit.sides[key.first], second.fit.sides[key.second]);
  }
  const double limit = std::sqrt(first.fit.mean.variance * second.fit.mean.variance);
  return std::clamp(covariance, -limit, limit);
}

Interval change_interval(const FigureSpec& spec, const FigureSide& first, const FigureSide& second, double covariance) {
  const double v1 = first.fit.mean.variance;
  const double v2 = second.fit.mean.variance;
  const bool few = std::min(first.fit.n_eff(), second.fit.n_eff()) < kFewAnswers;
  if (spec.kind == FigureKind::mean || (spec.kind == FigureKind::nps && !few && v1 > 0 && v2 > 0)) {
    const double df = std::min(first.fit.mean.df, second.fit.mean.df);
    const double variance = std::max(0.0, v1 + v2 - 2 * covariance);
    return t_interval(second.estimate.value - first.estimate.value, variance, df, kIntervalLevel);
  }
  const double rho = v1 > 0 && v2 > 0 ? covariance / std::sqrt(v1 * v2) : 0;
  return mover_difference({first.estimate.value, first.estimate.interval},
                          {second.estimate.value, second.estimate.interval}, rho);
}

}  // namespace

std::optional<AnswerFigure> answer_figure(const Snapshot& snapshot, const FigureSpec& spec) {
  WholeSnapshot whole(snapshot);
  return answer_figure(whole, spec);
}

std::optional<AnswerFigure> answer_figure(MemberSource& members, const FigureSpec& spec) {
  if (!is_kept(members, spec)) return std::nullopt;
  Question question(members, spec);
  const AskedStrata asked = count_answers(question);
  AnswerFigure figure;
  figure.spec = spec;
  figure.off_scale = asked.off_scale;
  figure.silent_alone = silent_alone(asked.strata);
  figure.all = base_of(spec, asked.strata);
  const size_t segments = members.header().segments.size();
  for (size_t segment = 0; segment < segments && segments > 1; ++segment) {
    figure.by_segment.push_back(base_of(spec, strata_of(asked.strata, segment, segments)));
  }
  return figure;
}

std::optional<FigureChange> figure_change(const Snapshot& earlier, const Snapshot& later, const FigureSpec& spec) {
  WholeSnapshot before(earlier);
  WholeSnapshot after(later);
  return figure_change(before, after, spec);
}

std::optional<FigureChange> figure_change(MemberSource& earlier, MemberSource& later, const FigureSpec& spec) {
  if (spec.kind == FigureKind::median || spec.kind == FigureKind::quantile) return std::nullopt;
  if (!is_kept(earlier, spec) || !is_kept(later, spec)) return std::nullopt;
  Question before(earlier, spec);
  Question after(later, spec);
  const std::optional<FigureSide> first = side_of(before);
  const std::optional<FigureSide> second = side_of(after);
  if (!first || !second) return std::nullopt;
  const double covariance = covariance_of(*first, *second, count_pairs(before, after));
  FigureChange change;
  change.earlier = earlier.header().name;
  change.before = first->estimate.value;
  change.answers_before = static_cast<uint64_t>(first->fit.answers);
  change.difference = second->estimate.value - first->estimate.value;
  change.interval = change_interval(spec, *first, *second, covariance);
  change.told_apart = change.interval.low > 0 || change.interval.high < 0;
  return change;
}

}  // namespace vk
