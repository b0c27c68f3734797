#pragma once
#include "core/base/diagnostic.hpp"
#include "core/calendar/annual_calendar.hpp"
#include "core/plan/occurrence.hpp"

namespace vk {

/// Warns (W510) of bridge waves in the plan's range that will link nothing, or less than they should: a half that is
/// not planned, halves that are not open at the same time, halves that ask one form. Waves of other years are history.
void tell_bridge_waves(const AnnualCalendar& calendar, const Plan& plan, Diagnostics& diagnostics);

}  // namespace vk
