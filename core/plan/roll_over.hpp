#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/calendar/load_calendar.hpp"
#include "core/plan/occurrence.hpp"

namespace vk {

/// The two years of a roll-over, `from` before `to`.
struct RollOverYears {
  int from = 0;
  int to = 0;
};

/// One change in a text: `before` at `at` became `after`, which is as long.
struct TextEdit {
  SourcePosition at;
  std::string before;
  std::string after;
};

/// A file of the calendar as it is for the new year.
struct RolledFile {
  CalendarFileText text;
  std::vector<TextEdit> edits;  ///< in the order of the text
};

/// Moves the days and labels that belong to the old year into the new one and leaves every other byte as it is.
///
/// - A day of its own (`once`, an entry of `dates`) keeps its weekday, and its window and reminders their distance.
/// - `until`, UNTIL of a rule and the days of a quiet period keep their date; `from` goes with an `until`, or with the
///   last day of a rule's COUNT, less than a year later, to a day of the same rhythm.
///
/// `file` bears the name that the new calendar will have; `calendar` is the old one. What was moved, and what could not
/// be, goes to `decisions` as W601 to W603.
RolledFile roll_file(const CalendarFileText& file, const AnnualCalendar& calendar, RollOverYears years,
                     Diagnostics& decisions);

/// How a holiday file is rolled over.
struct HolidayRollOver {
  RollOverYears years;
  std::optional<int> base_covers_until;  ///< the last year of the files that it extends; nothing = no end
  bool is_shared = false;                ///< the old calendar goes on to read the same file
};

/// Moves the end of the years that a holiday file `covers` to the new year when all its holidays come by phrases
/// (W602); holidays that are on a date of the old year alone, and what keeps `covers` as it is, are W603.
RolledFile roll_holiday_file(const CalendarFileText& file, const HolidayRollOver& how, Diagnostics& decisions);

/// The last day that COUNT gives the rule of a schedule; nothing when it has none.
std::optional<Day> counted_end(const ScheduleSpec& schedule);

/// What a person must decide before the new year begins: what planning it warns of; items that no longer happen (W604);
/// openings that are moved as they were not in the old year (W605); windows that newly meet (W606); occurrences of the
/// new year that the log has frozen already (W608). `rolled` is the calendar of the new texts.
void find_decisions(const AnnualCalendar& old, const AnnualCalendar& rolled, RollOverYears years,
                    std::span<const LogEntry> log, Diagnostics& decisions);

/// What changed in a file whose lines are as many as before, as `diff -u` shows it; empty when nothing did.
std::string unified_diff(const CalendarFileText& before, const CalendarFileText& after);

}  // namespace vk
