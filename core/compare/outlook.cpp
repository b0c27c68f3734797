#include "core/compare/outlook.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/base/error.hpp"
#include "core/estimate/distributions.hpp"

namespace vk {
namespace {

// With fewer, the range of a forecast would be wider than anybody's guess.
constexpr size_t kLeastPairsForRange = 3;

/// Sums of one state over pairs.
struct Pooled {
  double members = 0;
  double exposure = 0;
  double left = 0;
  double after = 0;
  double squares = 0;
  size_t cycles = 0;
};

Pooled pooled(std::span<const PastPair> past, size_t state) {
  Pooled sum;
  for (const PastPair& pair : past) {
    const PastState& one = pair.states[state];
    if (one.exposure <= 0) continue;
    sum.members += static_cast<double>(one.members);
    sum.exposure += static_cast<double>(one.exposure);
    sum.left += static_cast<double>(one.left);
    sum.after += static_cast<double>(one.after);
    sum.squares += one.squares;
    ++sum.cycles;
  }
  return sum;
}

/// Effective size of the share that left: by the money of members, and by how much cycles differ.
double effective_size(std::span<const PastPair> past, size_t state, const Pooled& sum) {
  const double by_members = sum.exposure * sum.exposure / sum.squares;
  const double p = sum.left / sum.exposure;
  if (sum.cycles < 2 || p <= 0 || p >= 1) return by_members;
  double squares = 0;
  for (const PastPair& pair : past) {
    const PastState& one = pair.states[state];
    if (one.exposure <= 0) continue;
    const double off = static_cast<double>(one.left) - p * static_cast<double>(one.exposure);
    squares += off * off;
  }
  const auto cycles = static_cast<double>(sum.cycles);
  const double variance = cycles / (cycles - 1) * squares / (sum.exposure * sum.exposure);
  if (variance <= 0) return by_members;
  const double by_cycles = p * (1 - p) / variance;
  return std::min(by_members, by_cycles * degrees_correction(by_cycles, cycles - 1, kIntervalLevel));
}

int64_t whole(double minor) {
  constexpr double kMost = 9.2e18;
  if (!(std::abs(minor) < kMost)) throw Error(ErrorCode::invalid_input, "a forecast leaves the range of 64 bits");
  return std::llround(minor);
}

/// Share times money, both known within a range of their own and independently.
MoneyRange range_of_product(const ExpectedLoss& loss, MoneyRange exposure) {
  const auto money = static_cast<double>(std::max<int64_t>(0, loss.exposure));
  const auto reach = [&](double share_end, int64_t money_end) {
    return std::hypot((share_end - loss.share) * money, loss.share * (static_cast<double>(money_end) - money));
  };
  const double product = loss.share * money;
  const double low = std::max(0.0, product - reach(loss.interval.low, std::max<int64_t>(0, exposure.low)));
  const double high = product + reach(loss.interval.high, std::max<int64_t>(0, exposure.high));
  return {std::min(loss.loss, whole(std::floor(low))), std::max(loss.loss, whole(std::ceil(high)))};
}

std::optional<ExpectedLoss> expected_loss(std::span<const PastPair> past, size_t state,
                                          const StateExposures& exposures) {
  const int64_t exposure = exposures.money[state];
  const Pooled sum = pooled(past, state);
  if (sum.exposure <= 0 || sum.squares <= 0) return std::nullopt;
  ExpectedLoss loss;
  loss.exposure = exposure;
  loss.share = std::clamp(sum.left / sum.exposure, 0.0, 1.0);
  loss.interval = korn_graubard(loss.share, effective_size(past, state, sum), kIntervalLevel);
  const auto money = static_cast<double>(std::max<int64_t>(0, exposure));
  loss.loss = whole(loss.share * money);
  const bool exact = exposures.ranges.empty();
  loss.range = range_of_product(loss, exact ? MoneyRange{exposure, exposure} : exposures.ranges[state]);
  loss.members = static_cast<uint64_t>(sum.members);
  loss.cycles = sum.cycles;
  return loss;
}

/// Each state's money times what the past kept of it; a state that the past does not know takes what all kept.
double kept_money(std::span<const PastPair> past, std::span<const int64_t> exposure) {
  double all_exposure = 0;
  double all_after = 0;
  std::vector<Pooled> sums;
  for (size_t state = 0; state < exposure.size(); ++state) {
    sums.push_back(pooled(past, state));
    all_exposure += sums.back().exposure;
    all_after += sums.back().after;
  }
  const double overall = all_exposure > 0 ? all_after / all_exposure : 1;
  double money = 0;
  for (size_t state = 0; state < exposure.size(); ++state) {
    const double kept = sums[state].exposure > 0 ? sums[state].after / sums[state].exposure : overall;
    money += kept * static_cast<double>(exposure[state]);
  }
  return money;
}

std::vector<int64_t> exposures(const PastPair& pair) {
  std::vector<int64_t> result;
  for (const PastState& state : pair.states) result.push_back(state.exposure);
  return result;
}

int64_t came(const PastPair& pair) {
  int64_t sum = 0;
  for (const PastState& state : pair.states) sum = sum_of_money(sum, state.after);
  return sum;
}

MoneyForecast forecast(std::span<const PastPair> past, std::span<const int64_t> exposure) {
  MoneyForecast result;
  const double money = kept_money(past, exposure);
  result.money = whole(money);
  result.pairs = past.size();
  if (past.size() < kLeastPairsForRange) return result;
  double squares = 0;
  for (const PastPair& pair : past) {
    const double expected = kept_money(past, exposures(pair));
    if (expected <= 0) return result;
    const double off = static_cast<double>(came(pair)) / expected - 1;
    squares += off * off;
  }
  const auto pairs = static_cast<double>(past.size());
  const double spread = std::sqrt(squares / (pairs - 1) * (1 + 1 / pairs));
  const double reach = t_quantile(1 - (1 - kIntervalLevel) / 2, pairs - 1) * spread * std::abs(money);
  result.range = MoneyRange{std::max<int64_t>(0, whole(std::floor(money - reach))), whole(std::ceil(money + reach))};
  return result;
}

}  // namespace

PastPair past_pair(const Comparison& comparison) {
  PastPair pair{comparison.earlier.name, comparison.later.name, std::vector<PastState>(comparison.states.size() + 1)};
  for (const Cell& cell : comparison.cells) {
    if (cell.from == kAbsent) continue;
    PastState& state = pair.states[cell.from == kUnmeasured ? comparison.states.size() : cell.from];
    state.members += cell.subjects;
    state.exposure = sum_of_money(state.exposure, cell.money_from);
    state.after = sum_of_money(state.after, cell.money_to);
    if (cell.movement == Movement::churn) state.left = sum_of_money(state.left, cell.money_from);
    state.squares += static_cast<double>(cell.square_from);
  }
  return pair;
}

std::optional<Outlook> outlook(std::vector<PastPair> past, StateExposures exposures_now) {
  const std::vector<int64_t>& exposure = exposures_now.money;
  std::erase_if(past, [&](const PastPair& pair) { return pair.states.size() != exposure.size(); });
  if (past.empty()) return std::nullopt;
  Outlook result;
  for (size_t state = 0; state + 1 < exposure.size(); ++state)
    result.losses.push_back(expected_loss(past, state, exposures_now));
  result.forecast = forecast(past, exposure);
  for (size_t known = 1; known < past.size(); ++known) {
    const std::span<const PastPair> before = std::span(past).first(known);
    result.record.push_back({past[known].later, forecast(before, exposures(past[known])), came(past[known])});
  }
  result.past = std::move(past);
  result.exposures = std::move(exposures_now);
  return result;
}

}  // namespace vk
