#pragma once
#include "core/base/diagnostic.hpp"
#include "core/calendar/annual_calendar.hpp"

namespace vk {

/// Everything that needs the whole calendar: names that lead nowhere (E208, E213), ids used twice (E206), circles
/// (E208), a calendar that schedules nothing (E210), sources without the column that their use needs (E218).
void check_references(const AnnualCalendar& calendar, Diagnostics& diagnostics);

}  // namespace vk
