#pragma once
#include "core/base/diagnostic.hpp"
#include "core/calendar/annual_calendar.hpp"

namespace vk {

/// What is wrong with the calendar's bridge waves: measurements that do not exist (E213), and two that could never link
/// anything (E221): one measurement twice, no common audience, another metric, a cycle that either does not have. What
/// they ask in that cycle is for the plan: by now their instruments may have moved on.
void check_bridges(const AnnualCalendar& calendar, Diagnostics& diagnostics);

}  // namespace vk
