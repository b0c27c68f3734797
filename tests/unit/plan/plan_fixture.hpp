#pragma once
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "core/calendar/annual_calendar.hpp"
#include "core/plan/make_plan.hpp"
#include "core/plan/occurrence.hpp"

namespace vk::test {

inline Day day(std::string_view text) {
  return *day_from(text);
}
inline Instant at(std::string_view text) {
  return *instant_from(text);
}
inline DayInterval days(std::string_view first, std::string_view end) {
  return {day(first), day(end)};
}

inline PlacedText placed(std::string text, uint32_t line = 1) {
  return {std::move(text), {"year.toml", line, 9}};
}

/// A measurement "renewal" of audience "customers", to be changed by the test.
inline MeasurementSpec measurement(Every every, std::string opens, std::string stays_open) {
  MeasurementSpec spec;
  spec.id = "renewal";
  spec.audiences = {placed("customers")};
  spec.schedule.every = every;
  spec.schedule.opens = placed(std::move(opens), 11);
  spec.schedule.stays_open = placed(std::move(stays_open), 12);
  return spec;
}

/// A calendar in Europe/Helsinki with one audience and the given measurements.
inline AnnualCalendar calendar(std::vector<MeasurementSpec> measurements) {
  AnnualCalendar made;
  made.timezone = "Europe/Helsinki";
  made.hash = "abc";
  AudienceSpec audience;
  audience.name = "customers";
  made.audiences.push_back(audience);
  made.measurements = std::move(measurements);
  return made;
}

inline ContentSpec content(std::string id, std::string after) {
  ContentSpec spec;
  spec.id = std::move(id);
  spec.after = placed(std::move(after));
  return spec;
}

inline ReportSpec report(std::string id, std::vector<std::string> after) {
  ReportSpec spec;
  spec.id = std::move(id);
  for (std::string& item : after) spec.after.push_back(placed(std::move(item)));
  return spec;
}

/// The plan of a calendar that must plan without a word.
inline Plan quiet_plan(const AnnualCalendar& calendar, DayInterval range) {
  Diagnostics diagnostics;
  Plan plan = make_plan(calendar, range, diagnostics);
  if (!diagnostics.empty()) throw std::runtime_error(render(diagnostics));
  return plan;
}

/// The occurrence with this name in the plan, or nullptr.
inline const Occurrence* find(const Plan& plan, std::string_view name) {
  for (const Occurrence& occurrence : plan.occurrences) {
    if (to_string(occurrence.name) == name) return &occurrence;
  }
  return nullptr;
}

inline LogEntry logged(const Occurrence& occurrence, LogEvent event, Instant when, std::string reason = {}) {
  LogEntry entry;
  entry.name = occurrence.name;
  entry.kind = occurrence.kind;
  entry.event = event;
  entry.as_of = when;
  entry.reason = std::move(reason);
  if (event == LogEvent::missed) entry.outcome = Outcome::missed;
  if (event == LogEvent::skipped) entry.outcome = Outcome::skipped;
  if (event == LogEvent::failed) entry.outcome = Outcome::failed;
  entry.planned = occurrence;
  return entry;
}

}  // namespace vk::test
