#include "core/engine/coarse_figures.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include "core/estimate/interval.hpp"
#include "core/estimate/represent.hpp"
#include "core/estimate/widest_spread.hpp"

namespace vk {
namespace {

/// What a figure can be, and in which steps it is told.
struct FigureScale {
  double lowest = 0;
  double highest = 1;
  double steps = 1000;  ///< a unit
  bool is_share = true;

  explicit FigureScale(FigureKind kind) : is_share(kind == FigureKind::csat || kind == FigureKind::share) {
    if (kind == FigureKind::mean) {
      highest = 10;
      steps = 100;
    }
    if (kind == FigureKind::nps) {
      lowest = -100;
      highest = 100;
      steps = 10;
    }
  }
  double width() const { return highest - lowest; }
  double told(double value) const { return std::clamp(std::round(value * steps) / steps, lowest, highest); }
};

/// Whether in each class enough gave each answer, or were in each group that the figure tells apart, or nobody.
bool are_all_common(const FigureSpec& spec, std::span<const AnswerCounts> classes, uint64_t least) {
  return std::all_of(classes.begin(), classes.end(), [&](const AnswerCounts& own) {
    std::map<double, uint64_t> groups;
    for (const auto& [answer, count] : own)
      groups[spec.kind == FigureKind::mean ? answer : static_cast<double>(group_of(spec, answer))] += count;
    return std::all_of(groups.begin(), groups.end(), [&](const auto& group) { return group.second >= least; });
  });
}

bool are_from_0_to_10(std::span<const AnswerCounts> classes) {
  constexpr double kHighest = 10;
  return std::all_of(classes.begin(), classes.end(), [](const AnswerCounts& own) {
    return own.empty() || (own.begin()->first >= 0 && own.rbegin()->first <= kHighest);
  });
}

/// Whether enough of those who answered twice moved, or stayed, in each way that the figure tells apart, or nobody:
/// from group to group; of a mean up, down or not at all.
bool are_all_moves_common(const FigureSpec& spec, const AnswerMoves& moves, uint64_t least) {
  std::map<std::pair<int, int>, uint64_t> ways;
  for (const auto& [answers, count] : moves) {
    const auto& [before, after] = answers;
    const bool is_mean = spec.kind == FigureKind::mean;
    ways[is_mean ? std::pair{before < after ? 1 : 0, before > after ? 1 : 0}
                 : std::pair{group_of(spec, before), group_of(spec, after)}] += count;
  }
  return std::all_of(ways.begin(), ways.end(), [&](const auto& way) { return way.second >= least; });
}

BoundedEstimate bounded(const FigureBase& base) {
  return {base.estimate->value, base.estimate->interval};
}

/// The narrowest interval of `second` - `first` that holds the exact one: by their correlation in tenths, or, where
/// that is not told, as if they had none, or were against each other.
std::optional<Interval> told_difference(const BoundedEstimate& first, const BoundedEstimate& second, bool is_told,
                                        const Interval& exact) {
  constexpr int kTenths = 10;
  constexpr double kNoise = 1e-9;
  for (int tenths = is_told ? kTenths : 0; tenths >= -kTenths; tenths -= is_told ? 1 : kTenths) {
    const Interval made = mover_difference(first, second, static_cast<double>(tenths) / kTenths);
    if (made.low <= exact.low + kNoise && made.high >= exact.high - kNoise) return made;
  }
  return std::nullopt;
}

/// Of independent estimates.
BoundedEstimate sum_of(const BoundedEstimate& a, const BoundedEstimate& b) {
  const BoundedEstimate less{-b.value, {-b.interval.high, -b.interval.low}};
  return {a.value + b.value, mover_difference(less, a, 0)};
}

/// Of the steps of all waves together, which are independent.
std::optional<Interval> told_step(const FigureSpec& spec, std::span<const ToldForms> waves, const DisclosureRule& rule,
                                  const FigureLink& link) {
  if (waves.size() == 1) {
    const ToldForms& wave = waves.front();
    return told_difference(bounded(wave.old_form), bounded(wave.new_form),
                           are_all_moves_common(spec, wave.moves, rule.least), link.step_interval);
  }
  BoundedEstimate old_forms;
  BoundedEstimate new_forms;
  for (const ToldForms& wave : waves) {
    old_forms = sum_of(old_forms, bounded(wave.old_form));
    new_forms = sum_of(new_forms, bounded(wave.new_form));
  }
  return told_difference(old_forms, new_forms, false, link.step_interval);
}

bool set_interval(const std::optional<Interval>& told, FigureChange& change) {
  if (!told) return false;
  change.interval = *told;
  change.told_apart = change.told_apart && (told->low > 0 || told->high < 0);
  return true;
}

}  // namespace

bool coarsen_interval(const FigureSpec& spec, std::span<const AnswerCounts> classes, const DisclosureRule& rule,
                      FigureBase& base) {
  if (!base.estimate || base.estimate->exact || are_all_common(spec, classes, rule.least)) return true;
  if (spec.kind == FigureKind::median || spec.kind == FigureKind::quantile) return true;
  if (spec.kind == FigureKind::mean && !are_from_0_to_10(classes)) return false;
  const FigureScale scale(spec.kind);
  FigureEstimate& made = *base.estimate;
  const double told = scale.told(made.value);
  // Told as nothing or all, it is still some or not all.
  const double half_step = 1 / (2 * scale.steps * scale.width());
  const double mean = std::clamp((told - scale.lowest) / scale.width(), half_step, 1 - half_step);
  const SurveyEstimate widest = widest_spread(mean, base.classes);
  if (widest.variance <= 0) return false;
  const Interval around =
      scale.is_share ? share_interval(widest, static_cast<double>(base.answers), kIntervalLevel)
                     : t_interval(told, widest.variance * scale.width() * scale.width(), widest.df, kIntervalLevel);
  // It is around what is told, which is up to half a step beside the figure.
  const double aside = 1 / (2 * scale.steps);
  const Interval wide{around.low - aside, around.high + aside};
  if (wide.low > made.interval.low || wide.high < made.interval.high) return false;
  made.interval = {std::clamp(wide.low, scale.lowest, told), std::clamp(wide.high, told, scale.highest)};
  made.n_eff = mean * (1 - mean) / widest.variance;
  made.quality =
      scale.is_share ? share_quality(mean, made.interval, made.n_eff, widest.df) : quality_of_answers(made.n_eff);
  return true;
}

bool coarsen_change(const FigureSpec& spec, const FigureBase& before, const FigureBase& after, const AnswerMoves& moves,
                    const DisclosureRule& rule, FigureChange& change) {
  const bool is_told = are_all_moves_common(spec, moves, rule.least);
  return set_interval(told_difference(bounded(before), bounded(after), is_told, change.interval), change);
}

bool coarsen_linked_change(const FigureSpec& spec, const FigureBase& before, const FigureBase& after,
                           std::span<const ToldForms> waves, const DisclosureRule& rule, FigureChange& change) {
  FigureLink& link = *change.link;
  const std::optional<Interval> step = told_step(spec, waves, rule, link);
  if (!step) return false;
  const BoundedEstimate less{-link.step, {-step->high, -step->low}};
  const std::optional<Interval> backcast = told_difference(less, bounded(before), false, link.backcast_interval);
  if (!backcast) return false;
  link.step_interval = *step;
  link.backcast_interval = *backcast;
  return set_interval(told_difference({link.backcast, *backcast}, bounded(after), false, change.interval), change);
}

}  // namespace vk
