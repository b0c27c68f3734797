#include "core/estimate/asked_question.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <string>
#include <utility>

#include "core/base/check.hpp"

namespace vk {
namespace {

constexpr double kUnbounded = std::numeric_limits<double>::infinity();
constexpr int64_t kLeastOfClass = 5;  ///< answers; with fewer the spread inside it is not known well enough
constexpr uint8_t kNotAnswered = 255;
constexpr const char* kNoSegment = "all";
constexpr const char* kNobody = "nobody";  ///< classes without members are no neighbours to be joined with

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
MeanFit fit_score(std::span<const AskedStratum> strata, Score score) {
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
    const double promoters = fit_score(strata, [](double points) { return points > 0 ? 1.0 : 0.0; }).mean.value;
    const double detractors = fit_score(strata, [](double points) { return points < 0 ? 1.0 : 0.0; }).mean.value;
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
  const MeanFit below = fit_score(strata, [&](double answer) { return answer <= made.value ? 1.0 : 0.0; });
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

}  // namespace

AskedQuestion::AskedQuestion(MemberSource& members, const FigureSpec& spec)
    : members_(members), spec_(spec), money_(money_classes_of(members)), classes_(members.header(), money_) {
  const std::vector<std::string> names = members.answers();
  is_kept_ = std::find(names.begin(), names.end(), spec.of.text) != names.end();
}

const Snapshot& AskedQuestion::enter(uint32_t number) {
  slice_ = &members_.slice(number);
  score_ = nullptr;
  flag_ = nullptr;
  for (const ScoreColumn& score : slice_->scores) score_ = score.name == spec_.of.text ? &score : score_;
  for (const FlagColumn& flag : slice_->flags) flag_ = flag.name == spec_.of.text ? &flag : flag_;
  VK_CHECK(score_ != nullptr || flag_ != nullptr, "slices have what their figure is of");
  return *slice_;
}

std::optional<size_t> AskedQuestion::stratum_of(size_t member) const {
  if (!left_out_.empty() && left_out_.contains(slice_->subjects[member])) return std::nullopt;
  ResponseClasses::Member row{slice_->state[member], slice_->disposition[member], slice_->segment[member],
                              std::max<int64_t>(0, slice_->money[member])};
  if (!slice_->money_class.empty()) row.drawn_class = slice_->money_class[member];
  return classes_.stratum_of(row);
}

double AskedQuestion::answer(size_t member) const {
  const auto disposition = static_cast<Disposition>(slice_->disposition[member]);
  const bool unasked = disposition == Disposition::not_sampled || disposition == Disposition::suppressed;
  if (unasked && slice_->state[member] == kUnmeasured) return std::numeric_limits<double>::quiet_NaN();
  if (score_ != nullptr) return score_->values[member];
  const uint8_t flag = flag_->values[member];
  return flag == kNotAnswered ? std::numeric_limits<double>::quiet_NaN() : flag;
}

bool AskedQuestion::has_answer(size_t member) const {
  const double said = answer(member);
  return !std::isnan(said) && !is_off_scale(said);
}

bool AskedQuestion::stands_alone(size_t member) const {
  return money_.of(std::max<int64_t>(0, slice_->money[member])) == kOwnMoneyClass;
}

void AskedQuestion::leave_out(size_t member) {
  left_out_.insert(slice_->subjects[member]);
}

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

AskedStrata count_answers(AskedQuestion& question) {
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

uint64_t silent_alone(std::span<const AskedStratum> strata) {
  uint64_t silent = 0;
  for (const AskedStratum& asked : strata) {
    if (asked.stratum.take_all) silent += static_cast<uint64_t>(asked.stratum.population - asked.answers());
  }
  return silent;
}

MergedAsked merge_thin_asked(std::span<const AskedStratum> strata) {
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

double MeanFit::n_eff() const {
  if (exact) return kUnbounded;
  return mean.variance > 0 ? std::min(spread / mean.variance, answers) : kish;
}

MeanFit fit_mean(std::span<const AskedStratum> strata) {
  return fit_score(strata, [](double score) { return score; });
}

std::optional<FigureEstimate> estimate_figure(const FigureSpec& spec, std::span<const AskedStratum> strata) {
  const MeanFit fit = fit_mean(strata);
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
  if (!made.exact && !is_share) made.quality = quality_of_answers(made.n_eff);
  return made;
}

}  // namespace vk
