#pragma once
#include <string_view>

#include "core/base/diagnostic.hpp"
#include "core/calendar/holidays.hpp"
#include "core/config/config_value.hpp"

namespace vk {

/// Reads the all-day events of an iCalendar file (RFC 5545) as holidays: DTSTART, DTEND or DURATION, SUMMARY, EXDATE,
/// RDATE and plain yearly rules. Any other rule is refused (E109), a broken file is E110, and events with a time of day
/// are left out with a warning (W509).
void read_holiday_ics(const ConfigText& text, HolidayCalendar& calendar, Diagnostics& diagnostics);

}  // namespace vk
