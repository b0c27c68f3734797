#include <fmt/format.h>
#include <catch2/catch.hpp>

#include <filesystem>
#include <map>
#include <set>

#include "core/calendar/load_calendar.hpp"
#include "core/calendar/recurrence.hpp"
#include "core/calendar/time_zone.hpp"
#include "core/plan/make_plan.hpp"
#include "tests/support/places.hpp"

namespace vk {
namespace {

using std::chrono::days;

const DayInterval kTenYears{day_from("2026-01-01").value(), day_from("2036-01-01").value()};

PlacedText placed(std::string text) {
  return {std::move(text), {"year.toml", 1, 1}};
}

/// A schedule of each kind that meets clock changes: every day, every Sunday, the last Sundays of months, month ends.
std::vector<ScheduleSpec> schedules_at(int32_t at_seconds) {
  Diagnostics diagnostics;
  ScheduleSpec daily;
  daily.every = Every::rule;
  daily.rule =
      std::make_shared<const RecurrenceRule>(read_recurrence(placed("FREQ=DAILY"), nullptr, diagnostics).value());
  daily.from = kTenYears.first;
  ScheduleSpec weekly;
  weekly.every = Every::week;
  weekly.opens = placed("Sunday");
  ScheduleSpec fortnight = weekly;
  fortnight.step = 2;
  fortnight.from = kTenYears.first;
  ScheduleSpec sundays;
  sundays.every = Every::month;
  sundays.opens = placed("last Sunday of the month");
  ScheduleSpec periods;
  periods.every = Every::fiscal_period;
  periods.opens = placed("last day of the period");
  std::vector<ScheduleSpec> all{daily, weekly, fortnight, sundays, periods};
  for (ScheduleSpec& each : all) {
    each.at_seconds = at_seconds;
    each.if_closed_day_given = true;
    each.stays_open = placed("1 day");
  }
  return all;
}

AnnualCalendar calendar_of(const ScheduleSpec& schedule, const std::string& zone) {
  AnnualCalendar calendar;
  calendar.timezone = zone;
  AudienceSpec audience;
  audience.name = "everybody";
  calendar.audiences = {audience};
  MeasurementSpec measurement;
  measurement.id = "pulse";
  measurement.audiences = {placed("everybody")};
  measurement.schedule = schedule;
  calendar.measurements = {measurement};
  return calendar;
}

/// Whether a step of planning says that the clocks changed this opening.
bool tells_clock_change(const Occurrence& occurrence) {
  for (const std::string& why : occurrence.why) {
    if (why.find("clock change") != std::string::npos) return true;
  }
  return false;
}

void check_times(const Occurrence& occurrence, const TimeZone& zone, int32_t at_seconds) {
  INFO(to_string(occurrence.name) << " opens " << zone.to_local_text(occurrence.opens));
  CHECK(zone.local_day(occurrence.opens) == occurrence.opens_on);
  const std::string clock = fmt::format("{:02}:{:02}", at_seconds / 3600, at_seconds / 60 % 60);
  const std::string local = zone.to_local_text(occurrence.opens).substr(11, 5);
  if (local != clock) {
    CHECK(tells_clock_change(occurrence));
    CHECK(clock < local);
  }
  CHECK(zone.local_day(occurrence.closes) == occurrence.last_day + days{1});
  CHECK(zone.to_local_text(occurrence.closes).substr(11, 5) == "00:00");
}

TEST_CASE("clock law: in ten years no occurrence is lost, doubled or moved across a clock change") {
  size_t seen = 0;
  size_t told = 0;
  for (const char* name : {"Europe/Helsinki", "America/New_York", "Australia/Lord_Howe"}) {
    const TimeZone zone = TimeZone::find(name).value();
    for (const int32_t at_seconds : {0, 5400, 7200, 9000, 10800, 12600, 86340}) {
      for (const ScheduleSpec& schedule : schedules_at(at_seconds)) {
        INFO(name << " " << at_seconds << " " << to_string(schedule.every));
        const AnnualCalendar calendar = calendar_of(schedule, name);
        Diagnostics diagnostics;
        const Plan plan = make_plan(calendar, kTenYears, diagnostics);
        CHECK_FALSE(diagnostics.has_errors());
        size_t expected = 0;
        for (const Cycle& cycle : cycles_between(cycle_rule(calendar, schedule), kTenYears))
          expected += size_t{!schedule.from || *schedule.from < cycle.interval.end};
        CHECK(plan.occurrences.size() == expected);
        std::set<OccurrenceName> names;
        std::set<Day> opening_days;
        for (const Occurrence& occurrence : plan.occurrences) {
          names.insert(occurrence.name);
          opening_days.insert(occurrence.opens_on);
          check_times(occurrence, zone, at_seconds);
          told += size_t{tells_clock_change(occurrence)};
        }
        CHECK(names.size() == expected);
        CHECK(opening_days.size() == expected);
        seen += expected;
      }
    }
  }
  CHECK(seen == 98217);
  CHECK(told > 100);
}

/// The example schedules of every kind, all in one zone.
AnnualCalendar examples_in(const std::string& zone) {
  Diagnostics diagnostics;
  const std::filesystem::path file = test::source_folder() / "tests/unit/plan/oracle/plan_examples.toml";
  const std::filesystem::path holidays = test::source_folder() / "calendars/holidays";
  AnnualCalendar calendar = load_calendar(file, diagnostics, std::span{&holidays, 1});
  INFO(render(diagnostics));
  REQUIRE_FALSE(diagnostics.has_errors());
  calendar.timezone = zone;
  for (AudienceSpec& audience : calendar.audiences) audience.timezone = {};
  return calendar;
}

std::map<OccurrenceName, Occurrence> ten_years_of(const AnnualCalendar& calendar) {
  Diagnostics diagnostics;
  const Plan plan = make_plan(calendar, kTenYears, diagnostics);
  CHECK_FALSE(diagnostics.has_errors());
  std::map<OccurrenceName, Occurrence> named;
  for (const Occurrence& occurrence : plan.occurrences) CHECK(named.emplace(occurrence.name, occurrence).second);
  return named;
}

TEST_CASE("clock law: ten years of the example schedules have the days that they have where no clock changes") {
  const std::map<OccurrenceName, Occurrence> still = ten_years_of(examples_in("UTC"));
  std::set<std::string> schedules;
  for (const auto& [name, occurrence] : still) schedules.insert(name.item);
  CHECK(schedules.size() == 15);
  size_t told = 0;
  for (const char* name : {"Europe/Helsinki", "America/New_York", "Australia/Lord_Howe"}) {
    INFO(name);
    const TimeZone zone = TimeZone::find(name).value();
    const AnnualCalendar calendar = examples_in(name);
    const std::map<OccurrenceName, Occurrence> planned = ten_years_of(calendar);
    CHECK(planned.size() == still.size());
    for (const auto& [named, occurrence] : planned) {
      INFO(to_string(named));
      const auto same = still.find(named);
      REQUIRE(same != still.end());
      CHECK(occurrence.nominal == same->second.nominal);
      CHECK(occurrence.opens_on == same->second.opens_on);
      CHECK(occurrence.last_day == same->second.last_day);
      CHECK(occurrence.none == same->second.none);
      CHECK(occurrence.quiet_skip == same->second.quiet_skip);
      if (occurrence.none) continue;
      CHECK(occurrence.opens < occurrence.closes);
      check_times(occurrence, zone, calendar.find_measurement(named.item)->schedule.at_seconds);
      told += size_t{tells_clock_change(occurrence)};
    }
  }
  CHECK(still.size() == 893);
  CHECK(told > 0);
}

}  // namespace
}  // namespace vk
