#include "core/estimate/figure_change.hpp"

#include <algorithm>
#include <cmath>
#include <deque>
#include <limits>
#include <map>
#include <utility>
#include <vector>

#include "core/estimate/asked_pairs.hpp"
#include "core/estimate/asked_question.hpp"
#include "core/estimate/form_link.hpp"

namespace vk {
namespace {

/// Sums over the members of both cycles in one pair of strata.
struct PairSums {
  int64_t members = 0;
  double answered = 0;
  double first = 0;
  double second = 0;
  double products = 0;
};

using PairsOfStrata = std::map<std::pair<size_t, size_t>, PairSums>;

PairsOfStrata count_pairs(AskedQuestion& earlier, AskedQuestion& later) {
  PairsOfStrata pairs;
  for_each_asked_pair(earlier, later, [&](std::optional<size_t> before, std::optional<size_t> after) {
    if (!before || !after) return;
    const std::optional<size_t> g = earlier.stratum_of(*before);
    const std::optional<size_t> h = later.stratum_of(*after);
    if (!g || !h) return;
    PairSums& sums = pairs[{*g, *h}];
    ++sums.members;
    if (!earlier.has_answer(*before) || !later.has_answer(*after)) return;
    const double first = scored(earlier.spec(), earlier.answer(*before));
    const double second = scored(later.spec(), later.answer(*after));
    sums.answered += 1;
    sums.first += first;
    sums.second += second;
    sums.products += first * second;
  });
  return pairs;
}

/// One cycle's figure as a change sees it.
struct FigureSide {
  MergedAsked merged;
  MeanFit fit;
  FigureEstimate estimate;
};

std::optional<FigureSide> side_of(AskedQuestion& question) {
  FigureSide side;
  try {
    side.merged = merge_thin_asked(count_answers(question).strata);
  } catch (const EstimateError&) {
    return std::nullopt;
  }
  const auto estimate = estimate_figure(question.spec(), side.merged.strata);
  if (!estimate) return std::nullopt;
  side.estimate = *estimate;
  side.fit = fit_mean(side.merged.strata);
  return side;
}

PairCovariance covariance_of(const FigureSide& first, const FigureSide& second, const PairsOfStrata& pairs) {
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
  std::vector<OverlapPair> overlaps;
  for (const auto& [key, cell] : cells)
    overlaps.push_back({cell, first.fit.sides[key.first], second.fit.sides[key.second]});
  return total_covariance(overlaps, std::sqrt(first.fit.mean.variance * second.fit.mean.variance));
}

/// Two snapshots asked one question, with their covariance.
struct FigurePair {
  FigureSide first;
  FigureSide second;
  PairCovariance covariance;
};

std::optional<FigurePair> pair_of(AskedQuestion& first, AskedQuestion& second) {
  std::optional<FigureSide> a = side_of(first);
  std::optional<FigureSide> b = side_of(second);
  if (!a || !b) return std::nullopt;
  const PairCovariance covariance = covariance_of(*a, *b, count_pairs(first, second));
  return FigurePair{std::move(*a), std::move(*b), covariance};
}

/// Takes those out of both halves of a wave who stand alone and did not answer both forms; says how many.
uint64_t leave_out_alone(AskedQuestion& old_form, AskedQuestion& new_form) {
  uint64_t left_out = 0;
  for_each_asked_pair(old_form, new_form, [&](std::optional<size_t> before, std::optional<size_t> after) {
    const bool alone = (before && old_form.stands_alone(*before)) || (after && new_form.stands_alone(*after));
    const bool both = before && after && old_form.has_answer(*before) && new_form.has_answer(*after);
    if (!alone || both) return;
    ++left_out;
    if (before) old_form.leave_out(*before);
    if (after) new_form.leave_out(*after);
  });
  return left_out;
}

bool is_t_interval(const FigureSpec& spec, bool few) {
  return spec.kind == FigureKind::mean || (spec.kind == FigureKind::nps && !few);
}

Interval change_interval(const FigureSpec& spec, const FigureSide& first, const FigureSide& second, double covariance) {
  const double v1 = first.fit.mean.variance;
  const double v2 = second.fit.mean.variance;
  const bool few = std::min(first.fit.n_eff(), second.fit.n_eff()) < kFewAnswers;
  if (is_t_interval(spec, few || v1 <= 0 || v2 <= 0)) {
    const double df = std::min(first.fit.mean.df, second.fit.mean.df);
    const double variance = std::max(0.0, v1 + v2 - 2 * covariance);
    return t_interval(second.estimate.value - first.estimate.value, variance, df, kIntervalLevel);
  }
  const double rho = v1 > 0 && v2 > 0 ? covariance / std::sqrt(v1 * v2) : 0;
  return mover_difference({first.estimate.value, first.estimate.interval},
                          {second.estimate.value, second.estimate.interval}, rho);
}

ChainEstimate chain_estimate(size_t snapshot, const FigureSide& side) {
  return {snapshot, side.estimate.value, side.fit.mean.variance, side.fit.mean.df, side.estimate.interval};
}

/// The figure in every snapshot of a chain; one that plays two parts counts once.
class LinkedFigure {
 public:
  explicit LinkedFigure(const FigureSpec& spec) : spec_(spec) {
    link_.least_answers = std::numeric_limits<uint64_t>::max();
  }

  /// Nothing when a snapshot says too little.
  std::optional<FigureChange> make(MemberSource& earlier, MemberSource& later,
                                   std::span<const FigureWaveSource> waves) {
    const size_t before = number_of(earlier);
    for (const FigureWaveSource& wave : waves) {
      link_.waves.push_back({wave.old_form->header().name, wave.new_form->header().name});
      chain_.waves.emplace_back();
      chain_.waves.back().old_form.snapshot = number_of(*wave.old_form);
      chain_.waves.back().new_form.snapshot = number_of(*wave.new_form);
    }
    const std::optional<FigurePair> cycles = count(before, number_of(later), Speaking::everybody);
    if (!cycles) return std::nullopt;
    chain_.before = chain_estimate(before, cycles->first);
    chain_.after = chain_estimate(number_of(later), cycles->second);
    if (!count_waves() || !count_others()) return std::nullopt;
    const StepInterval how = is_t_interval(spec_, few_) ? StepInterval::t : StepInterval::mover;
    const StepChain linked = chain_by_steps(chain_, how, kIntervalLevel);
    FigureChange change;
    change.earlier = earlier.header().name;
    change.before = chain_.before.value;
    change.answers_before = static_cast<uint64_t>(cycles->first.fit.answers);
    change.difference = linked.difference.value;
    change.interval = linked.difference.interval;
    link_.step = linked.step.value;
    link_.step_interval = linked.step.interval;
    link_.backcast = linked.backcast.value;
    link_.backcast_interval = linked.backcast.interval;
    change.link = std::move(link_);
    return change;
  }

 private:
  enum class Speaking { everybody, comparables };

  size_t number_of(MemberSource& snapshot) {
    const auto found = std::find_if(snapshots_.begin(), snapshots_.end(), [&](const MemberSource* known) {
      return known->header().name == snapshot.header().name && known->header().revision == snapshot.header().revision;
    });
    if (found != snapshots_.end()) return static_cast<size_t>(found - snapshots_.begin());
    snapshots_.push_back(&snapshot);
    return snapshots_.size() - 1;
  }

  std::optional<FigurePair> count(size_t first, size_t second, Speaking speaking) {
    AskedQuestion a(*snapshots_[first], spec_);
    AskedQuestion b(*snapshots_[second], spec_);
    if (!a.is_kept() || !b.is_kept()) return std::nullopt;
    if (speaking == Speaking::comparables) link_.alone += leave_out_alone(a, b);
    std::optional<FigurePair> pair = pair_of(a, b);
    if (!pair) return std::nullopt;
    chain_.covariances[{std::min(first, second), std::max(first, second)}] = pair->covariance;
    for (const FigureSide* side : {&pair->first, &pair->second}) {
      few_ = few_ || side->fit.n_eff() < kFewAnswers || (!side->fit.exact && side->fit.mean.variance <= 0);
    }
    return pair;
  }

  bool count_waves() {
    for (ChainWave& wave : chain_.waves) {
      const auto halves = count(wave.old_form.snapshot, wave.new_form.snapshot, Speaking::comparables);
      if (!halves) return false;
      wave.old_form = chain_estimate(wave.old_form.snapshot, halves->first);
      wave.new_form = chain_estimate(wave.new_form.snapshot, halves->second);
      for (const FigureSide* side : {&halves->first, &halves->second})
        link_.least_answers = std::min(link_.least_answers, static_cast<uint64_t>(side->fit.answers));
    }
    return true;
  }

  /// Bridge waves are taken as independent of the cycles (METHODS.md g.2) unless a snapshot is in both.
  bool count_others() {
    if (snapshots_.size() == 2 + 2 * chain_.waves.size()) return true;
    for (size_t first = 0; first < snapshots_.size(); ++first) {
      for (size_t second = first + 1; second < snapshots_.size(); ++second) {
        if (chain_.covariances.contains({first, second})) continue;
        if (!count(first, second, Speaking::everybody)) return false;
      }
    }
    return true;
  }

  const FigureSpec& spec_;
  std::vector<MemberSource*> snapshots_;
  LinkChain chain_;
  bool few_ = false;
  FigureLink link_;
};

/// The change between two cycles that ask the same.
std::optional<FigureChange> change_of_figure(MemberSource& earlier, MemberSource& later, const FigureSpec& spec) {
  AskedQuestion before(earlier, spec);
  AskedQuestion after(later, spec);
  if (!before.is_kept() || !after.is_kept()) return std::nullopt;
  const std::optional<FigurePair> pair = pair_of(before, after);
  if (!pair) return std::nullopt;
  FigureChange change;
  change.earlier = earlier.header().name;
  change.before = pair->first.estimate.value;
  change.answers_before = static_cast<uint64_t>(pair->first.fit.answers);
  change.difference = pair->second.estimate.value - pair->first.estimate.value;
  change.interval = change_interval(spec, pair->first, pair->second, pair->covariance.total());
  return change;
}

}  // namespace

std::optional<FigureChange> figure_change(const Snapshot& earlier, const Snapshot& later, const FigureSpec& spec,
                                          std::span<const FigureWave> waves) {
  WholeSnapshot before(earlier);
  WholeSnapshot after(later);
  std::deque<WholeSnapshot> halves;
  std::vector<FigureWaveSource> sources;
  for (const FigureWave& wave : waves) {
    WholeSnapshot& old_form = halves.emplace_back(*wave.old_form);
    sources.push_back({&old_form, &halves.emplace_back(*wave.new_form)});
  }
  return figure_change(before, after, spec, sources);
}

std::optional<FigureChange> figure_change(MemberSource& earlier, MemberSource& later, const FigureSpec& spec,
                                          std::span<const FigureWaveSource> waves) {
  if (spec.kind == FigureKind::median || spec.kind == FigureKind::quantile) return std::nullopt;
  std::optional<FigureChange> change =
      waves.empty() ? change_of_figure(earlier, later, spec) : LinkedFigure(spec).make(earlier, later, waves);
  if (change) change->told_apart = change->interval.low > 0 || change->interval.high < 0;
  return change;
}

}  // namespace vk
