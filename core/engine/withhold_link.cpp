#include "core/engine/withhold_link.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "core/base/error.hpp"
#include "core/estimate/represent.hpp"
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

}  // namespace

void withhold_link(Store& store, const DisclosureRule& rule, bool states_are_told, Comparison& comparison) {
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
  if (comparison.linked) {
    for (WaveAnswers& wave : comparison.linked->waves) wave.alone = {};
    // One state alone would follow from its part and the other states of it.
    if (unsafe_state) std::erase_if(comparison.linked->lines, [](const WaveLine& line) { return !line.part; });
  }
  if (!unsafe) return;
  comparison.linked.reset();
  comparison.verdict.waves.clear();
  comparison.verdict.states = Verdict::not_comparable;
  comparison.verdict.state_reasons = {kWithheld};
}

}  // namespace vk
