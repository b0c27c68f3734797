#include "core/engine/withhold_link.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>
#include <vector>

#include "core/base/error.hpp"
#include "core/compare/cycle_classes.hpp"
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

/// Who holds a hundredth of all money and did not answer both forms is in no factor. Less the others, whom the factor
/// and what is told of one form give, their money follows.
bool has_few_alone(Store& store, const WaveStep& step, const DisclosureRule& rule) {
  const std::array<std::optional<StoredSnapshot>, 2> halves{store.find_snapshot(step.old_form),
                                                            store.find_snapshot(step.new_form)};
  std::array<SnapshotReader, 2> readers{store.read_columns(halves[0]->id), store.read_columns(halves[1]->id)};
  CycleClasses old_form(readers[0]);
  CycleClasses new_form(readers[1]);
  std::map<std::pair<bool, MoneyClass>, DisclosureCell> alone;  // by form and part
  for_each_in_cycles(readers[0], readers[1], [&](const CycleMembers& members) {
    const bool before = members.before && members.before->state != kUnmeasured;
    const bool after = members.after && members.after->state != kUnmeasured;
    const bool stands_alone = (members.before && old_form.stands_alone(*members.before)) ||
                              (members.after && new_form.stands_alone(*members.after));
    if (before == after || !stands_alone) return;
    const CycleClasses& form = before ? old_form : new_form;
    const auto& member = before ? *members.before : *members.after;
    add_contributor(alone[{before, form.header.states[member.state].money}], member.money);
  });
  return std::any_of(alone.begin(), alone.end(), [&](const auto& cell) { return is_unsafe(cell.second, rule); });
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
    unsafe = unsafe || has_few_alone(store, step, rule);
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
