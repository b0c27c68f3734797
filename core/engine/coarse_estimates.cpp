#include "core/engine/coarse_estimates.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "core/estimate/interval.hpp"
#include "core/report/protect_table.hpp"

namespace vk {
namespace {

constexpr double kWholePercent = 100;
constexpr double kMostAnswers = 1e9;  ///< an interval of so many answers has no width

/// The steps of the scale of effective numbers, as quotient. Squares go with the inverse of the number, and the biggest
/// amount with their root, so that it stays in doubt by the square of 1 + p %.
double scale_of_answers(const DisclosureRule& rule) {
  return std::pow(1 + rule.p_percent / kWholePercent, 4);
}

/// The answers of one column, a state or a part, by stratum, with what they weigh.
struct WeightedColumn {
  std::vector<DisclosureCell> cells;
  std::span<const double> weights;

  /// How much an estimate changes while money of a class of too few moves to other classes of the column, so far as it
  /// must be left in doubt.
  double doubt(const DisclosureRule& rule) const {
    std::map<double, DisclosureCell> alike;
    double most = 0;
    for (size_t i = 0; i < cells.size(); ++i) {
      if (cells[i].total == 0) continue;
      DisclosureCell& sum = alike[weights[i]];
      sum = united(sum, cells[i]);
      most = std::max(most, doubt_of(cells[i], weights[i], rule));
    }
    for (const auto& [weight, cell] : alike) most = std::max(most, doubt_of(cell, weight, rule));
    return most;
  }

 private:
  double doubt_of(const DisclosureCell& cell, double weight, const DisclosureRule& rule) const {
    if (!is_unsafe(cell, rule)) return 0;
    double apart = 0;
    for (size_t i = 0; i < cells.size(); ++i) {
      if (cells[i].total > 0) apart = std::max(apart, std::abs(weights[i] - weight));
    }
    return apart * static_cast<double>(std::max<int64_t>(1, protection(cell, rule)));
  }
};

/// The highest effective number at which an interval around `estimate` of `known` money holds that of the part.
std::optional<double> number_that_holds(const PartEstimate& part, int64_t estimate, double known) {
  const double p = std::clamp(static_cast<double>(estimate) / known, 0.0, 1.0);
  const auto holds = [&](double n) {
    const Interval share = korn_graubard(p, n, kIntervalLevel);
    return share.low * known <= static_cast<double>(part.interval.low) &&
           share.high * known >= static_cast<double>(part.interval.high);
  };
  if (!holds(1)) return std::nullopt;
  if (holds(kMostAnswers)) return kMostAnswers;
  double low = 0;
  double high = std::log(kMostAnswers);
  constexpr int kHalvings = 40;
  for (int i = 0; i < kHalvings; ++i) {
    const double middle = (low + high) / 2;
    (holds(std::exp(middle)) ? low : high) = middle;
  }
  return std::exp(low);
}

/// Sets what is told of a part: the estimate, and the interval of so many answers.
void tell_part(PartEstimate& part, int64_t estimate, double n, double known) {
  const double p = std::clamp(static_cast<double>(estimate) / known, 0.0, 1.0);
  const Interval share = korn_graubard(p, n, kIntervalLevel);
  part.extrapolated = estimate - part.measured;
  const auto low = static_cast<int64_t>(std::floor(share.low * known));
  const auto high = static_cast<int64_t>(std::ceil(share.high * known));
  part.interval.low = std::clamp(std::min(low, estimate), part.limits.low, part.limits.high);
  part.interval.high = std::clamp(std::max(high, estimate), part.limits.low, part.limits.high);
  part.n_eff = n;
  part.quality = share_quality(p, share, n, part.df);
}

/// Rounds the estimates of a cycle and finds the number of answers of their intervals.
class Coarsener {
 public:
  Coarsener(const MeasuredClasses& measured, const DisclosureRule& rule, Representation& answers)
      : measured_(measured),
        rule_(rule),
        answers_(answers),
        known_(static_cast<double>(std::max<int64_t>(1, answers.base.money - answers.net_credit.money))) {}

  bool coarsen() {
    find_step();
    std::vector<int64_t> states;
    std::array<int64_t, kEstimatedParts> parts{};
    for (size_t state = 0; state < answers_.states.size(); ++state) {
      states.push_back(told_estimate(answers_.states[state]));
      parts.at(static_cast<size_t>(measured_.states[state].money)) += states.back();
    }
    double n = kMostAnswers;
    for (size_t state = 0; state < states.size(); ++state)
      n = std::min(n, number_of(answers_.states[state], states[state]));
    for (size_t i = 0; i < kEstimatedParts; ++i) n = std::min(n, number_of((*answers_.parts)[i], parts[i]));
    if (n < 1) return false;
    const double step = std::log(scale_of_answers(rule_));
    n = std::exp(std::floor(std::log(n) / step) * step);
    for (size_t state = 0; state < states.size(); ++state) tell_part(answers_.states[state], states[state], n, known_);
    for (size_t i = 0; i < kEstimatedParts; ++i) tell_part((*answers_.parts)[i], parts[i], n, known_);
    for (SegmentEstimate& segment : answers_.by_segment) coarsen_segment(segment, n);
    answers_.merges.clear();
    answers_.classes = 0;
    return true;
  }

 private:
  /// 0 when there is none.
  double number_of(const PartEstimate& part, int64_t estimate) const {
    return number_that_holds(part, estimate, known_).value_or(0);
  }

  int64_t told_estimate(const PartEstimate& part) const {
    const int64_t step = std::max<int64_t>(1, answers_.rounded_to);
    return std::clamp((part.estimate() + step / 2) / step * step, part.limits.low, part.limits.high);
  }

  void find_step() {
    const std::span<const StratumAnswers> strata = measured_.classes.strata();
    std::vector<size_t> all;
    for (size_t stratum = 0; stratum < strata.size(); ++stratum) all.push_back(stratum);
    double doubt = doubt_of(all, stratum_weights(strata));
    const size_t segments = answers_.by_segment.size();
    for (size_t segment = 0; segment < segments; ++segment) {
      if (!answers_.by_segment[segment].parts) continue;
      std::vector<size_t> own;
      for (size_t stratum = segment; stratum < strata.size(); stratum += segments) own.push_back(stratum);
      const auto code = static_cast<uint16_t>(segment);
      doubt = std::max(doubt, doubt_of(own, stratum_weights(measured_.classes.segment_strata(code))));
    }
    // Half of the step is on either side of what is told.
    answers_.rounded_to = doubt > 0 ? round_step(2 * doubt) : 0;
  }

  double doubt_of(const std::vector<size_t>& strata, const std::vector<double>& weights) const {
    double doubt = 0;
    for (size_t state = 0; state < measured_.states.size(); ++state) {
      std::vector<bool> one(measured_.states.size(), false);
      one[state] = true;
      doubt = std::max(doubt, column(strata, weights, one).doubt(rule_));
    }
    for (const MoneyClass part : {MoneyClass::secured, MoneyClass::at_risk, MoneyClass::leaving})
      doubt = std::max(doubt, column(strata, weights, states_of_class(measured_.states, part)).doubt(rule_));
    return doubt;
  }

  WeightedColumn column(const std::vector<size_t>& strata, const std::vector<double>& weights,
                        const std::vector<bool>& wanted) const {
    WeightedColumn result{{}, weights};
    for (const size_t stratum : strata) {
      DisclosureCell cell;
      for (size_t state = 0; state < wanted.size(); ++state) {
        if (wanted[state]) cell = united(cell, measured_.cells[stratum * wanted.size() + state]);
      }
      result.cells.push_back(cell);
    }
    return result;
  }

  /// Another number would be another sum of squares, so a segment gets its share of the one, by its known money.
  void coarsen_segment(SegmentEstimate& segment, double n) const {
    if (!segment.parts) return;
    const auto known = static_cast<double>(std::max<int64_t>(1, segment.base.money));
    const double own = n * known / known_;
    std::array<int64_t, kEstimatedParts> told{};
    for (size_t i = 0; i < kEstimatedParts; ++i) {
      const PartEstimate& part = (*segment.parts)[i];
      told[i] = told_estimate(part);
      if (number_that_holds(part, told[i], known).value_or(0) >= own) continue;
      segment.parts.reset();
      return;
    }
    for (size_t i = 0; i < kEstimatedParts; ++i) tell_part((*segment.parts)[i], told[i], own, known);
  }

  const MeasuredClasses& measured_;
  const DisclosureRule& rule_;
  Representation& answers_;
  double known_;
};

}  // namespace

double wider_step(double half, const DisclosureRule& rule) {
  if (half <= 0) return 0;
  const double scale = std::log(scale_of_answers(rule)) / 2;
  return std::exp(std::ceil(std::log(half) / scale) * scale);
}

int64_t round_step(double least) {
  int64_t power = 1;
  while (static_cast<double>(5 * power) < least) power *= 10;
  for (const int64_t times : {1, 2, 5}) {
    if (static_cast<double>(times * power) >= least) return times * power;
  }
  return 5 * power;
}

std::vector<double> stratum_weights(std::span<const StratumAnswers> strata) {
  const MergedAnswers merged = merge_thin_answers(strata);
  std::vector<double> weights;
  for (const size_t into : merged.into) {
    const StratumAnswers& stratum = merged.strata[into];
    const AnswerCell seen = stratum.total();
    const bool exact = stratum.stratum.take_all || seen.answers == stratum.stratum.population || seen.money <= 0;
    weights.push_back(exact ? 1 : static_cast<double>(stratum.stratum.money) / static_cast<double>(seen.money));
  }
  return weights;
}

bool coarsen_estimates(const MeasuredClasses& measured, const DisclosureRule& rule, Representation& answers) {
  return !answers.parts || Coarsener(measured, rule, answers).coarsen();
}

}  // namespace vk
