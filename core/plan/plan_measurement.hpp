#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "core/base/diagnostic.hpp"
#include "core/calendar/annual_calendar.hpp"
#include "core/calendar/holidays.hpp"
#include "core/calendar/phrase.hpp"
#include "core/calendar/time_zone.hpp"
#include "core/plan/occurrence.hpp"
#include "core/plan/quiet_periods.hpp"

namespace vk {

/// A measurement's schedule for one of its audiences, with its phrases read, ready to be planned cycle by cycle.
struct MeasurementSchedule {
  const MeasurementSpec* measurement = nullptr;  ///< borrowed from the calendar
  std::string audience;
  size_t position = 0;   ///< of the audience among the measurement's
  std::string timezone;  ///< the audience's, else the calendar's
  TimeZone zone;
  int32_t at_seconds = 0;  ///< local time of day: the audience's, else the measurement's
  CycleRule cycles;
  std::optional<Phrase> opens;  ///< nothing when the cycles are single days: a rule or a list
  std::optional<Phrase> closes;
  std::optional<CalendarSpan> spread;
  std::optional<CalendarSpan> stays_open;  ///< neither it nor closes: the opening day alone
  std::vector<std::pair<PlacedText, Phrase>> remind;
  BusinessDays business_days;                  ///< by the audience's holidays, else the calendar's
  std::shared_ptr<const HolidaySet> holidays;  ///< nothing when neither names any
};

/// Reads the phrases of a measurement, once for each of its audiences. Those that cannot be read are diagnostics at
/// their places and give nothing.
std::vector<MeasurementSchedule> read_schedules(const AnnualCalendar& calendar, const MeasurementSpec& measurement,
                                                Diagnostics& diagnostics);

/// Day on which another measurement opens (true) or is open last (false) in the cycle with the same label.
using OtherItem = std::function<std::optional<Day>(std::string_view id, bool opens)>;

/// What planning leans on beside the schedule itself; all borrowed for the call.
struct PlanningGround {
  const AnnualCalendar* calendar = nullptr;
  const QuietPeriods* quiet = nullptr;
  OtherItem other_item;
};

/// One cycle planned: nothing when the nominal day lies outside from/until or the window is impossible (an issue says
/// so).
struct PlannedCycle {
  std::optional<Occurrence> occurrence;
  std::vector<Diagnostic> issues;
  std::vector<std::string> quiet;  ///< the quiet periods that moved or skipped it
};

/// Plans one cycle in the order of calendars/README.md: nominal day, from/until, if_closed_day, quiet periods, window,
/// local times, instants, reminders. Each step that changed the day says so in `why`. Pure: depends on schedule, cycle
/// and ground alone.
PlannedCycle plan_cycle(const MeasurementSchedule& schedule, const Cycle& cycle, const PlanningGround& ground);

}  // namespace vk
