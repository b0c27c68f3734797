#include "core/estimate/form_link.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.hpp"

namespace vk {
namespace {

/// The estimates of a chain by snapshot, with the covariance of any two.
class ChainErrors {
 public:
  explicit ChainErrors(const LinkChain& chain) : chain_(chain) {
    add(chain.before);
    for (const ChainWave& wave : chain.waves) {
      add(wave.old_form);
      add(wave.new_form);
    }
    add(chain.after);
  }

  /// Variance of a sum of estimates; `weights` by snapshot, those of one snapshot added up.
  double variance(const std::map<size_t, double>& weights) const {
    double sum = 0;
    for (const auto& [a, weight] : weights) sum += weight * weight * errors_.at(a).variance;
    for (const auto& [pair, covariance] : chain_.covariances) {
      const auto a = weights.find(pair.first);
      const auto b = weights.find(pair.second);
      if (a == weights.end() || b == weights.end()) continue;
      const double both = a->second * b->second;
      sum += 2 * both * counted(pair, covariance, both < 0);
    }
    return std::max(0.0, sum);
  }

  /// The least degrees of freedom of the estimates that vary; infinite when none does.
  double df() const {
    double least = std::numeric_limits<double>::infinity();
    for (const auto& [snapshot, error] : errors_) {
      if (error.variance > 0) least = std::min(least, error.df);
    }
    return least;
  }
  bool is_exact() const {
    return std::all_of(errors_.begin(), errors_.end(), [](const auto& each) { return std::isinf(each.second.df); });
  }

  /// Interval of a sum of estimates from their own intervals; `value` is the sum.
  Interval mover(double value, const std::map<size_t, double>& weights) const {
    return {value - reach(weights, Scale::linear, false), value + reach(weights, Scale::linear, true)};
  }
  /// Interval of a product of powers of estimates from their own intervals, on the log scale: `powers` by snapshot,
  /// `value` is the product.
  Interval log_mover(double value, const std::map<size_t, double>& powers) const {
    return {value * std::exp(-reach(powers, Scale::log, false)), value * std::exp(reach(powers, Scale::log, true))};
  }

 private:
  void add(const ChainEstimate& estimate) { errors_.insert_or_assign(estimate.snapshot, estimate); }

  double counted(const std::pair<size_t, size_t>& pair, const PairCovariance& covariance, bool bound_widens) const {
    const double limit = std::sqrt(errors_.at(pair.first).variance * errors_.at(pair.second).variance);
    return std::clamp(bound_widens ? covariance.total() : covariance.known, -limit, limit);
  }

  enum class Scale { linear, log };

  /// How far an estimate's own interval lies above or below it. On the log scale an end at zero is as far as the other.
  static double far_end(const ChainEstimate& estimate, Scale scale, bool above) {
    const Interval& own = estimate.interval;
    if (scale == Scale::linear) return above ? own.high - estimate.value : estimate.value - own.low;
    const bool is_above = above || own.low <= 0;
    return std::max(0.0, is_above ? std::log(own.high / estimate.value) : std::log(estimate.value / own.low));
  }

  /// How far the sum, or the logarithm of the product, reaches up or down.
  double reach(const std::map<size_t, double>& weights, Scale scale_of, bool up) const {
    std::map<size_t, double> far;
    double sum = 0;
    for (const auto& [snapshot, weight] : weights) {
      const ChainEstimate& estimate = errors_.at(snapshot);
      far[snapshot] = weight * far_end(estimate, scale_of, (weight > 0) == up);
      sum += far[snapshot] * far[snapshot];
    }
    for (const auto& [pair, covariance] : chain_.covariances) {
      const auto a = far.find(pair.first);
      const auto b = far.find(pair.second);
      if (a == far.end() || b == far.end()) continue;
      const double scale = std::sqrt(errors_.at(pair.first).variance * errors_.at(pair.second).variance);
      if (scale <= 0) continue;
      const double both = a->second * b->second;
      sum += 2 * both * counted(pair, covariance, both < 0) / scale;
    }
    return std::sqrt(std::max(0.0, sum));
  }

  const LinkChain& chain_;
  std::map<size_t, ChainEstimate> errors_;
};

using Weights = std::map<size_t, double>;

/// Weights of the logarithm of the product of all factors, times `sign`.
void add_log_factors(const LinkChain& chain, double sign, Weights& weights) {
  for (const ChainWave& wave : chain.waves) {
    weights[wave.new_form.snapshot] += sign / wave.new_form.value;
    weights[wave.old_form.snapshot] -= sign / wave.old_form.value;
  }
}

/// Weights of the sum of all steps, times `sign`.
void add_steps(const LinkChain& chain, double sign, Weights& weights) {
  for (const ChainWave& wave : chain.waves) {
    weights[wave.new_form.snapshot] += sign;
    weights[wave.old_form.snapshot] -= sign;
  }
}

bool is_above_zero(const LinkChain& chain) {
  return chain.before.value > 0 && chain.after.value > 0 &&
         std::all_of(chain.waves.begin(), chain.waves.end(),
                     [](const ChainWave& wave) { return wave.old_form.value > 0 && wave.new_form.value > 0; });
}

/// The correlation that makes the variance of second - first what it is.
double correlation(double first, double second, double of_difference) {
  const double scale = 2 * std::sqrt(first * second);
  return scale > 0 ? std::clamp((first + second - of_difference) / scale, -1.0, 1.0) : 0;
}

}  // namespace

AdditiveLink link_by_difference(const BridgeWave& wave, const Measured& before, const Measured& after) {
  AdditiveLink link;
  link.step = {wave.new_form.value - wave.old_form.value,
               std::max(0.0, wave.new_form.variance + wave.old_form.variance - 2 * wave.covariance)};
  link.backcast = {before.value + link.step.value, before.variance + link.step.variance};
  link.change = {after.value - before.value - link.step.value, after.variance + link.backcast.variance};
  return link;
}

MultiplicativeLink link_by_factor(const BridgeWave& wave, const Measured& before, const Measured& after) {
  for (const double value : {wave.old_form.value, wave.new_form.value, before.value, after.value}) {
    if (!(value > 0))
      throw Error(ErrorCode::invalid_input, fmt::format("a factor needs values above 0, not {}", value));
  }
  const double n = wave.new_form.value;
  const double o = wave.old_form.value;
  const double relative = std::max(
      0.0, wave.new_form.variance / (n * n) + wave.old_form.variance / (o * o) - 2 * wave.covariance / (n * o));
  MultiplicativeLink link;
  link.factor = {n / o, n / o * (n / o) * relative};
  link.backcast = {link.factor.value * before.value, link.factor.value * link.factor.value * before.variance +
                                                         before.value * before.value * link.factor.variance};
  link.ratio = after.value / link.backcast.value;
  link.log_variance =
      after.variance / (after.value * after.value) + before.variance / (before.value * before.value) + relative;
  return link;
}

std::optional<FactorChain> chain_by_factors(const LinkChain& chain) {
  if (!is_above_zero(chain)) return std::nullopt;
  const ChainErrors errors(chain);
  FactorChain result;
  result.df = errors.df();
  result.exact = errors.is_exact();
  double factor = 1;
  for (const ChainWave& wave : chain.waves) factor *= wave.new_form.value / wave.old_form.value;
  Weights powers;
  add_steps(chain, 1, powers);
  result.factor = {factor, errors.log_mover(factor, powers)};

  powers[chain.before.snapshot] += 1;
  const double backcast = factor * chain.before.value;
  result.backcast = {backcast, errors.log_mover(backcast, powers)};

  Weights ratio{{chain.after.snapshot, 1}};
  for (const auto& [snapshot, power] : powers) ratio[snapshot] -= power;
  result.ratio = {chain.after.value / backcast, errors.log_mover(chain.after.value / backcast, ratio)};

  Weights weights;
  add_log_factors(chain, 1, weights);
  weights[chain.before.snapshot] += 1 / chain.before.value;
  const double backcast_variance = errors.variance(weights);
  Weights difference{{chain.after.snapshot, 1}};
  for (const auto& [snapshot, weight] : weights) difference[snapshot] -= backcast * weight;
  const double rho =
      correlation(backcast * backcast * backcast_variance, chain.after.variance, errors.variance(difference));
  result.difference = {chain.after.value - backcast, mover_difference({backcast, result.backcast.interval},
                                                                      {chain.after.value, chain.after.interval}, rho)};
  return result;
}

StepChain chain_by_steps(const LinkChain& chain, StepInterval how, double level) {
  const ChainErrors errors(chain);
  StepChain result;
  result.df = errors.df();
  const auto linked = [&](double value, const Weights& weights) -> LinkedValue {
    if (how == StepInterval::mover) return {value, errors.mover(value, weights)};
    return {value, t_interval(value, errors.variance(weights), result.df, level)};
  };
  double step = 0;
  for (const ChainWave& wave : chain.waves) step += wave.new_form.value - wave.old_form.value;
  Weights weights;
  add_steps(chain, 1, weights);
  result.step = linked(step, weights);
  weights[chain.before.snapshot] += 1;
  result.backcast = linked(chain.before.value + step, weights);
  Weights difference{{chain.after.snapshot, 1}};
  for (const auto& [snapshot, weight] : weights) difference[snapshot] -= weight;
  result.difference = linked(chain.after.value - chain.before.value - step, difference);
  return result;
}

}  // namespace vk
