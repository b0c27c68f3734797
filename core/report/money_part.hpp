#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "core/calendar/annual_calendar.hpp"
#include "core/compare/state_groups.hpp"

namespace vk {

/// The parts of a base, in the order in which they are always shown. `together` stands for those of the other four that
/// are told as one sum; it is nothing where all are told.
enum class MoneyPart { secured = 0, at_risk = 1, leaving = 2, unmeasured = 3, together = 4 };
inline constexpr size_t kMoneyParts = 5;
/// All parts but `together`.
inline constexpr size_t kPlainParts = 4;
std::string_view to_string(MoneyPart part);

/// The part of the base that a state code of `states` stands for; unmeasured for every code beyond them.
MoneyPart part_of_state(const std::vector<StateSpec>& states, size_t state);

/// Which of the plain parts are told by themselves: all of whose states are told with states of the same part only.
std::array<bool, kPlainParts> told_parts(const std::vector<StateSpec>& states, const StateGroups& groups);

/// The part that a state code is told in, when the plain parts that `told` says are told by themselves.
size_t told_part(const std::vector<StateSpec>& states, const std::array<bool, kPlainParts>& told, uint8_t code);

}  // namespace vk
