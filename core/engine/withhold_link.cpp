#include "core/engine/withhold_link.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <vector>

#include "core/base/error.hpp"
#include "core/engine/coarse_estimates.hpp"
#include "core/estimate/interval.hpp"
#include "core/report/cycle_cells.hpp"
#include "core/report/told_pair.hpp"

namespace vk {
namespace {

/// Whether a half of a bridge wave has a part, or a state, of too few.
struct UnsafeHalf {
  bool part = false;
  bool state = false;
};

UnsafeHalf unsafe_half(const CycleCells& half, const DisclosureRule& rule) {
  std::vector<DisclosureCell> states = half.by_state();
  states.pop_back();  // the unmeasured are in no link
  std::array<DisclosureCell, kEstimatedParts> parts{};
  for (size_t state = 0; state < states.size(); ++state) {
    DisclosureCell& part = parts.at(static_cast<size_t>(half.states[state].money));
    part = united(part, states[state]);
  }
  const auto is_few = [&](const DisclosureCell& cell) { return is_unsafe(cell, rule); };
  return {std::any_of(parts.begin(), parts.end(), is_few), std::any_of(states.begin(), states.end(), is_few)};
}

/// One set of states of a link, by its part or its state.
class LineTeller {
 public:
  LineTeller(Store& store, const DisclosureRule& rule, const EstimatesOf& estimates)
      : store_(store), rule_(rule), estimates_(estimates) {}

  /// Makes a line of what its measurements tell; false when one of them does not.
  bool tell(const Comparison& comparison, WaveLine& line) {
    const std::optional<BoundedEstimate> before = told(comparison.earlier.name, line);
    const std::optional<BoundedEstimate> after = told(comparison.later.name, line);
    if (!before || !after) return false;
    line.before = amount_of(*before);
    line.after = amount_of(*after);
    if (line.without) return true;
    line.factor = 1;
    const Interval exact_factor = line.factor_interval;
    for (const WaveStep& wave : comparison.verdict.waves) {
      const std::optional<BoundedEstimate> old_form = told(wave.old_form, line);
      const std::optional<BoundedEstimate> new_form = told(wave.new_form, line);
      // Rounded to nothing, a half has no factor.
      if (!old_form || !new_form || old_form->value <= 0 || new_form->value <= 0) return false;
      line.factor *= new_form->value / old_form->value;
    }
    const double backcast = line.factor * before->value;
    if (backcast <= 0 || after->value <= 0) return false;
    line.factor_interval = wide_quotient(line.factor, exact_factor);
    line.backcast = amount_of({backcast, wide_quotient(backcast, interval_of(line.backcast.interval))});
    line.ratio = after->value / backcast;
    line.ratio_interval = wide_quotient(line.ratio, line.ratio_interval);
    line.change.value = line.after.value - line.backcast.value;
    const auto change = static_cast<double>(line.change.value);
    const Interval exact = interval_of(line.change.interval);
    const double half = wider_step(std::max({change - exact.low, exact.high - change, 0.0}), rule_);
    line.change.interval = amount_of({change, {change - half, change + half}}).interval;
    const bool ratio_apart = line.ratio_interval.low > 1 || line.ratio_interval.high < 1;
    line.told_apart = line.told_apart && ratio_apart && (line.change.interval.low > 0 || line.change.interval.high < 0);
    return true;
  }

 private:
  static Interval interval_of(const MoneyRange& range) {
    return {static_cast<double>(range.low), static_cast<double>(range.high)};
  }

  static WaveLine::Amount amount_of(const BoundedEstimate& told) {
    return {std::llround(told.value),
            {static_cast<int64_t>(std::floor(told.interval.low)), static_cast<int64_t>(std::ceil(told.interval.high))}};
  }

  /// An interval around a quotient, as wide to either side on the log scale, that holds the exact one.
  Interval wide_quotient(double value, const Interval& exact) const {
    double half = std::log(std::max(1.0, exact.high / value));
    // Down to nothing no quotient reaches.
    if (exact.low > 0) half = std::max(half, std::log(std::max(1.0, value / exact.low)));
    half = wider_step(half, rule_);
    return {exact.low > 0 ? value / std::exp(half) : 0, value * std::exp(half)};
  }

  std::optional<BoundedEstimate> told(const OccurrenceName& name, const WaveLine& line) {
    const ToldEstimates estimates = estimates_(name);
    if (!estimates.is_told) return std::nullopt;
    if (estimates.answers == nullptr) return counted(name, line);
    if (line.part) return estimates.answers->parts ? bounded((*estimates.answers->parts)[*line.part]) : std::nullopt;
    const std::vector<StateSpec>& states = header(name).states;
    for (size_t state = 0; state < estimates.answers->states.size(); ++state) {
      if (states[state].name == line.state) return bounded(estimates.answers->states[state]);
    }
    return std::nullopt;
  }

  static std::optional<BoundedEstimate> bounded(const PartEstimate& part) {
    return BoundedEstimate{static_cast<double>(part.estimate()), interval_of(part.interval)};
  }

  /// Of a measurement that is whole.
  std::optional<BoundedEstimate> counted(const OccurrenceName& name, const WaveLine& line) {
    const SnapshotHeader& known = header(name);
    const std::vector<DisclosureCell>& cells = cells_.at(name).by_state();
    double sum = 0;
    for (size_t state = 0; state < known.states.size(); ++state) {
      const bool is_in = line.part ? static_cast<size_t>(known.states[state].money) == *line.part
                                   : known.states[state].name == line.state;
      if (is_in) sum += static_cast<double>(cells[state].total);
    }
    return BoundedEstimate{sum, {sum, sum}};
  }

  const SnapshotHeader& header(const OccurrenceName& name) {
    const auto found = headers_.find(name);
    if (found != headers_.end()) return found->second;
    const std::optional<StoredSnapshot> stored = store_.find_snapshot(name);
    if (!stored) throw Error(ErrorCode::not_found, fmt::format("the store has no snapshot {}", to_string(name)));
    cells_.emplace(name, cycle_cells(*store_.read_members(stored->id)));
    return headers_.emplace(name, stored->header).first->second;
  }

  Store& store_;
  const DisclosureRule& rule_;
  const EstimatesOf& estimates_;
  std::map<OccurrenceName, SnapshotHeader> headers_;
  std::map<OccurrenceName, CycleCells> cells_;
};

/// Whether lines can be made of what all measurements tell, with all three parts.
bool tell_lines(Store& store, const DisclosureRule& rule, const EstimatesOf& estimates, Comparison& comparison) {
  LineTeller teller(store, rule, estimates);
  bool parts = true;
  std::erase_if(comparison.linked->lines, [&](WaveLine& line) {
    const bool is_told = teller.tell(comparison, line);
    parts = parts && (is_told || !line.part);
    return !is_told;
  });
  return parts;
}

}  // namespace

void withhold_link(Store& store, const DisclosureRule& rule, bool states_are_told, const EstimatesOf& estimates,
                   Comparison& comparison) {
  if (comparison.verdict.waves.empty()) return;
  bool unsafe = !states_are_told;
  bool unsafe_state = false;
  for (const WaveStep& step : comparison.verdict.waves) {
    for (const OccurrenceName& name : {step.old_form, step.new_form}) {
      const std::optional<StoredSnapshot> half = store.find_snapshot(name);
      if (!half) throw Error(ErrorCode::not_found, fmt::format("the store has no snapshot {}", to_string(name)));
      const UnsafeHalf few = unsafe_half(cycle_cells(*store.read_members(half->id)), rule);
      unsafe = unsafe || few.part;
      unsafe_state = unsafe_state || few.state;
    }
  }
  if (comparison.linked && !unsafe) {
    // Who stands alone in one form only is in no factor, but in what is told of that form.
    const auto has_alone = [](const WaveAnswers& wave) { return wave.alone.members > 0; };
    unsafe = std::any_of(comparison.linked->waves.begin(), comparison.linked->waves.end(), has_alone);
    // One state alone would follow from its part and the other states of it.
    if (unsafe_state) std::erase_if(comparison.linked->lines, [](const WaveLine& line) { return !line.part; });
    unsafe = unsafe || !tell_lines(store, rule, estimates, comparison);
  }
  if (!unsafe) return;
  comparison.linked.reset();
  comparison.verdict.waves.clear();
  comparison.verdict.states = Verdict::not_comparable;
  comparison.verdict.state_reasons = {kWithheld};
}

}  // namespace vk
