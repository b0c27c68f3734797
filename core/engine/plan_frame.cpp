#include "core/engine/plan_frame.hpp"

#include <array>

#include "core/report/safe_segments.hpp"

namespace vk {
namespace {

/// The names of the states that are told together, as one.
std::map<std::string, std::string> names_as_told(const std::vector<StateSpec>& states, const StateGroups& groups) {
  std::map<uint8_t, std::vector<std::string>> names;
  for (size_t state = 0; state <= states.size(); ++state) {
    const bool measured = state < states.size();
    const uint8_t code = measured ? static_cast<uint8_t>(state) : kUnmeasured;
    names[groups.told_as(code)].push_back(measured ? states[state].name : "unmeasured");
  }
  std::map<std::string, std::string> told;
  for (const auto& [code, group] : names) {
    std::string joined;
    for (const std::string& name : group) joined += (joined.empty() ? "" : " + ") + name;
    for (const std::string& name : group) told.emplace(name, joined);
  }
  return told;
}

}  // namespace

PlanFrame plan_frame(MemberSource& members, const ToldCycle& told) {
  PlanFrame frame;
  GroupNumbers numbers;
  const std::vector<StateSpec>& states = members.header().states;
  frame.told_as = names_as_told(states, told.states);
  const RecodedSegments recoded = recode(members.header().segments, told.segments);
  const std::array<bool, kPlainParts> parts = told_parts(states, told.states);
  for_each_slice(members, [&](const Snapshot& slice) {
    for (size_t i = 0; i < slice.size(); ++i) {
      frame.subjects.push_back(slice.subjects[i]);
      frame.money.push_back(slice.money[i]);
      const uint16_t segment = recoded.into[slice.segment[i]];
      const size_t part = told_part(states, parts, slice.state[i]);
      const bool is_hidden = !told.hidden.empty() && told.hidden[segment][part];
      const size_t cell = segment * (kMoneyParts + 1) + (is_hidden ? kMoneyParts : part);
      const auto place = static_cast<uint32_t>(recoded.segments.size() > 1 ? cell : 0);
      frame.group.push_back(numbers({told.states.told_as(slice.state[i]), segment, place}));
    }
  });
  frame.groups = numbers.finish();
  return frame;
}

}  // namespace vk
