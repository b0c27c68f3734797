#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/instant.hpp"
#include "core/calendar/annual_calendar.hpp"

namespace vk {

/// One turn of a schedule: its label ("2026", "2026-Q2", "2026-W23", "FY2026-P03", "2026-03-30") and the half-open data
/// interval it stands for; a day of a rule or list stands for itself.
struct Cycle {
  std::string label;
  DayInterval interval;

  bool operator==(const Cycle&) const = default;
};

/// How a schedule cuts time: a kind of cycle with all that its kind needs.
struct CycleRule {
  Every every = Every::year;
  int step = 1;                   ///< of months and weeks; the cycle has the label of its first
  std::optional<Day> rhythm;      ///< with step > 1, a day in the first month or week of a cycle
  std::vector<std::string> only;  ///< as in ScheduleSpec
  FiscalYear fiscal;
  std::shared_ptr<const RetailYear> retail;    // shared with the calendar
  std::shared_ptr<const RecurrenceRule> rule;  // shared with the schedule
  Day rule_from{};
  int32_t at_seconds = 0;         ///< for UNTIL with a time of day
  std::vector<ListedDate> dates;  ///< in order of their days

  CycleRule() = default;
  /// The plain cycles of a kind, by the years of the calendar.
  CycleRule(Every kind) : every(kind) {}  // NOLINT(google-explicit-constructor): a kind alone says it all
};

/// The cycles of a schedule in its calendar. Retail cycles need the calendar's retail_year.
CycleRule cycle_rule(const AnnualCalendar& calendar, const ScheduleSpec& schedule);

/// How many days a cycle has, roughly, to tell coarse from fine; 0 for those without a length: once, rule, dates.
int usual_days(const CycleRule& rule);

/// The most occurrences of one recurrence rule that are planned at a time.
inline constexpr size_t kMostRuleDays = 10000;

/// The cycles whose interval meets [first, end), in order.
std::vector<Cycle> cycles_between(const CycleRule& rule, DayInterval range);

/// The cycle with this label, or nothing.
std::optional<Cycle> cycle_from_label(const CycleRule& rule, std::string_view label);

/// The same cycle `years` earlier: "2026-Q2" -> "2025-Q2". A day of a rule has its counterpart in the nearest one
/// within a month of the date, every second week in the nearest of its rhythm, a listed date in the label of that year.
std::optional<std::string> label_years_before(const CycleRule& rule, std::string_view label, int years);

/// The cycle just before: "2026-Q1" -> "2025-Q4".
std::optional<std::string> label_before(const CycleRule& rule, std::string_view label);

}  // namespace vk
