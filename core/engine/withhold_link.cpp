#include "core/engine/withhold_link.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/base/error.hpp"
#include "core/estimate/represent.hpp"
#include "core/report/cycle_cells.hpp"
#include "core/report/told_pair.hpp"

namespace vk {
namespace {

/// Whether a half of a bridge wave has a part of too few.
bool is_unsafe_half(const CycleCells& half, const DisclosureRule& rule) {
  const std::vector<DisclosureCell> cells = half.by_state();
  std::array<DisclosureCell, kEstimatedParts> parts{};
  for (size_t state = 0; state < half.states.size(); ++state) {
    DisclosureCell& part = parts.at(static_cast<size_t>(half.states[state].money));
    part = united(part, cells[state]);
  }
  return std::any_of(parts.begin(), parts.end(), [&](const DisclosureCell& part) { return is_unsafe(part, rule); });
}

}  // namespace

void withhold_link(Store& store, const DisclosureRule& rule, bool states_are_told, Comparison& comparison) {
  if (comparison.verdict.waves.empty()) return;
  bool unsafe = !states_are_told;
  for (const WaveStep& step : comparison.verdict.waves) {
    for (const OccurrenceName& name : {step.old_form, step.new_form}) {
      const std::optional<StoredSnapshot> half = store.find_snapshot(name);
      if (!half) throw Error(ErrorCode::not_found, fmt::format("the store has no snapshot {}", to_string(name)));
      unsafe = unsafe || is_unsafe_half(cycle_cells(*store.read_members(half->id)), rule);
    }
  }
  if (comparison.linked) {
    for (WaveAnswers& wave : comparison.linked->waves) wave.alone = {};
  }
  if (!unsafe) return;
  comparison.linked.reset();
  comparison.verdict.waves.clear();
  comparison.verdict.states = Verdict::not_comparable;
  comparison.verdict.state_reasons = {kWithheld};
}

}  // namespace vk
