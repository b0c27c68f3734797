#include "core/report/money_part.hpp"

#include <algorithm>

namespace vk {

std::string_view to_string(MoneyPart part) {
  switch (part) {
    case MoneyPart::secured:
      return "secured";
    case MoneyPart::at_risk:
      return "at_risk";
    case MoneyPart::leaving:
      return "leaving";
    case MoneyPart::unmeasured:
      return "unmeasured";
    case MoneyPart::together:
      return "together";
  }
  return "unmeasured";
}

MoneyPart part_of_state(const std::vector<StateSpec>& states, size_t state) {
  if (state >= states.size()) return MoneyPart::unmeasured;
  switch (states[state].money) {
    case MoneyClass::secured:
      return MoneyPart::secured;
    case MoneyClass::at_risk:
      return MoneyPart::at_risk;
    case MoneyClass::leaving:
      return MoneyPart::leaving;
  }
  return MoneyPart::unmeasured;
}

std::array<bool, kPlainParts> told_parts(const std::vector<StateSpec>& states, const StateGroups& groups) {
  std::array<bool, kPlainParts> told{};
  told.fill(true);
  for (const std::vector<uint8_t>& group : groups.groups) {
    const MoneyPart first = part_of_state(states, group.front());
    const bool mixed =
        std::any_of(group.begin(), group.end(), [&](uint8_t code) { return part_of_state(states, code) != first; });
    if (!mixed) continue;
    for (const uint8_t code : group) told[static_cast<size_t>(part_of_state(states, code))] = false;
  }
  return told;
}

size_t told_part(const std::vector<StateSpec>& states, const std::array<bool, kPlainParts>& told, uint8_t code) {
  const auto part = static_cast<size_t>(part_of_state(states, code));
  return told[part] ? part : static_cast<size_t>(MoneyPart::together);
}

}  // namespace vk
