#include "core/estimate/content_effect.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "core/base/error.hpp"
#include "core/estimate/distributions.hpp"

namespace vk {
namespace {

/// A mean or intercept with its variance.
struct ArmResult {
  double value = 0;
  double variance = 0;  ///< of `value`
  double df = 0;
};

double mean_of(std::span<const double> values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

ArmResult mean_result(std::span<const double> values) {
  const double n = static_cast<double>(values.size());
  ArmResult result{mean_of(values), 0, n - 1};
  for (const double value : values) result.variance += (value - result.value) * (value - result.value);
  result.variance /= (n - 1) * n;
  return result;
}

Effect with_test(Effect effect, double level) {
  effect.interval = t_interval(effect.per_unit, effect.variance, effect.df, level);
  if (effect.variance > 0) {
    effect.p = t_two_sided_p(effect.per_unit / std::sqrt(effect.variance), effect.df);
  } else {
    effect.p = effect.per_unit == 0 ? 1 : 0;
  }
  return effect;
}

Effect difference(const ArmResult& treated, const ArmResult& held_out, double level) {
  Effect effect;
  effect.per_unit = treated.value - held_out.value;
  effect.variance = treated.variance + held_out.variance;
  const double denominator =
      treated.variance * treated.variance / treated.df + held_out.variance * held_out.variance / held_out.df;
  effect.df = denominator > 0 ? effect.variance * effect.variance / denominator : treated.df + held_out.df;
  return with_test(effect, level);
}

/// Intercept at `centre` of the line through an arm, HC3 variance.
std::optional<ArmResult> line_at(const Arm& arm, double centre) {
  const size_t size = arm.outcome.size();
  if (size < 3) return std::nullopt;
  const double n = static_cast<double>(size);
  const double middle = mean_of(arm.before);
  const double level = mean_of(arm.outcome);
  double squares = 0;
  double products = 0;
  for (size_t i = 0; i < size; ++i) {
    const double x = arm.before[i] - middle;
    squares += x * x;
    products += x * (arm.outcome[i] - level);
  }
  if (!(squares > 0)) return std::nullopt;
  const double slope = products / squares;
  ArmResult result{level + slope * (centre - middle), 0, n - 2};
  for (size_t i = 0; i < size; ++i) {
    const double x = arm.before[i] - middle;
    const double leverage = 1 / n + x * x / squares;
    if (1 - leverage < 1e-12) return std::nullopt;
    const double influence = 1 / n + x * (centre - middle) / squares;
    const double residual = (arm.outcome[i] - level - slope * x) / (1 - leverage);
    result.variance += influence * influence * residual * residual;
  }
  return result;
}

}  // namespace

std::optional<Effect> welch_effect(std::span<const double> treated, std::span<const double> held_out, double level) {
  if (treated.size() < 2 || held_out.size() < 2) return std::nullopt;
  Effect effect = difference(mean_result(treated), mean_result(held_out), level);
  effect.treated = treated.size();
  effect.held_out = held_out.size();
  return effect;
}

std::optional<Effect> adjusted_effect(const Arm& treated, const Arm& held_out, double level) {
  for (const Arm* arm : {&treated, &held_out}) {
    if (arm->outcome.size() != arm->before.size()) {
      throw Error(ErrorCode::invalid_input,
                  fmt::format("{} outcomes beside {} amounts before", arm->outcome.size(), arm->before.size()));
    }
  }
  std::vector<double> all = treated.before;
  all.insert(all.end(), held_out.before.begin(), held_out.before.end());
  if (all.empty()) return std::nullopt;
  const double centre = mean_of(all);
  const std::optional<ArmResult> with = line_at(treated, centre);
  const std::optional<ArmResult> without = line_at(held_out, centre);
  if (!with || !without) return std::nullopt;
  Effect effect = difference(*with, *without, level);
  effect.treated = treated.outcome.size();
  effect.held_out = held_out.outcome.size();
  return effect;
}

std::optional<Effect> blocked_effect(std::span<const EffectBlock> blocks, double level) {
  Effect effect;
  for (const EffectBlock& block : blocks) {
    if (block.treated.size() < 2 || block.held_out.size() < 2) return std::nullopt;
    effect.treated += block.treated.size();
    effect.held_out += block.held_out.size();
  }
  if (blocks.empty()) return std::nullopt;
  const double all = static_cast<double>(effect.treated + effect.held_out);
  for (const EffectBlock& block : blocks) {
    const double weight = static_cast<double>(block.treated.size() + block.held_out.size()) / all;
    const ArmResult with = mean_result(block.treated);
    const ArmResult without = mean_result(block.held_out);
    effect.per_unit += weight * (with.value - without.value);
    effect.variance += weight * weight * (with.variance + without.variance);
  }
  effect.df = all - 2 * static_cast<double>(blocks.size());
  return with_test(effect, level);
}

double detectable_effect(const EffectPlan& plan, double level, double power) {
  if (!(plan.treated > 0 && plan.held_out > 0)) {
    throw Error(ErrorCode::invalid_input, fmt::format("arms of {} and {} units", plan.treated, plan.held_out));
  }
  if (!(std::abs(plan.correlation) <= 1)) {
    throw Error(ErrorCode::invalid_input, fmt::format("correlation {} is not within -1 and 1", plan.correlation));
  }
  const double explained = plan.correlation * plan.correlation;
  return (z_quantile(1 - (1 - level) / 2) + z_quantile(power)) * plan.spread *
         std::sqrt((1 - explained) * (1 / plan.treated + 1 / plan.held_out));
}

double split_check(double treated, double held_out, double planned_share) {
  if (!(planned_share > 0 && planned_share < 1)) {
    throw Error(ErrorCode::invalid_input, fmt::format("planned share {} is not between 0 and 1", planned_share));
  }
  const double all = treated + held_out;
  if (!(all > 0)) return 1;
  // The square of this z is the chi-squared statistic of the two arms.
  const double z = (treated - all * planned_share) / std::sqrt(all * planned_share * (1 - planned_share));
  return t_two_sided_p(z, std::numeric_limits<double>::infinity());
}

}  // namespace vk
