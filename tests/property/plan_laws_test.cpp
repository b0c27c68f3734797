#include <catch2/catch.hpp>

#include <random>
#include <set>

#include "core/calendar/time_zone.hpp"
#include "core/plan/due.hpp"
#include "core/plan/log_index.hpp"
#include "core/plan/make_plan.hpp"
#include "core/plan/plan_json.hpp"
#include "tests/support/chance.hpp"

using namespace vk;

namespace {

using std::chrono::days;

/// Random calendars, logs and clocks from one seed, which every failure prints.
using test::Chance;

PlacedText placed(std::string text) {
  return {std::move(text), {"year.toml", 1, 1}};
}

const char* opening_phrase(Chance& chance, Every every) {
  switch (every) {
    case Every::once:
    case Every::year:
      return chance.of({"Monday of week 10", "March 31", "last Sunday of March", "February 29",
                        "last Sunday of October", "2 weeks before the end of the year"});
    case Every::half_year:
      return chance.of({"third Tuesday of the third month", "start of the half-year"});
    case Every::quarter:
      return chance.of({"second Tuesday of the third month", "end of the quarter"});
    case Every::month:
      return chance.of({"first Monday of the month", "31st day of the month", "fifth Friday of the month"});
    case Every::week:
      return chance.of({"Tuesday", "last business day of the cycle"});
    case Every::fiscal_year:
      return chance.of({"10 business days before the end of the fiscal year", "February 29"});
    case Every::fiscal_half_year:
    case Every::fiscal_quarter:
    case Every::retail_year:
    case Every::retail_quarter:
      return chance.of({"first Monday of the cycle", "end of the cycle"});
    case Every::fiscal_period:
    case Every::retail_period:
      return chance.of({"second Tuesday of the period", "last day of the period"});
    case Every::rule:
    case Every::dates:
      break;
  }
  return "March 1";
}

MeasurementSpec random_measurement(Chance& chance, int number) {
  MeasurementSpec spec;
  spec.id = "m" + std::to_string(number);
  spec.audiences = {placed("everybody")};
  ScheduleSpec& schedule = spec.schedule;
  schedule.every = chance.of({Every::year, Every::half_year, Every::quarter, Every::month, Every::week,
                              Every::fiscal_year, Every::fiscal_quarter, Every::fiscal_period});
  schedule.opens = placed(opening_phrase(chance, schedule.every));
  schedule.stays_open = placed(chance.of({"1 day", "5 days", "2 weeks", "10 business days", "1 month"}));
  schedule.at_seconds = static_cast<int32_t>(chance.of({0, 9000, 12600, 32400, 86340}));
  schedule.if_closed_day =
      chance.of({IfClosedDay::keep, IfClosedDay::following, IfClosedDay::preceding, IfClosedDay::nearest});
  schedule.if_missing = chance.of({IfMissing::skip, IfMissing::last_day});
  schedule.catch_up = chance.of({CatchUp::while_open, CatchUp::all, CatchUp::latest, CatchUp::none});
  schedule.catch_up_limit = 1 + chance.below(4);
  schedule.overlap = chance.of({Overlap::allow, Overlap::skip, Overlap::wait});
  if (chance.one_in(2)) schedule.remind = {placed("1 day after opening"), placed("1 day before close")};
  return spec;
}

AnnualCalendar random_calendar(Chance& chance) {
  AnnualCalendar made;
  made.timezone = chance.of({"Europe/Helsinki", "America/New_York", "Australia/Lord_Howe"});
  AudienceSpec audience;
  audience.name = "everybody";
  made.audiences.push_back(audience);
  const int64_t measurements = 1 + chance.below(3);
  for (int number = 0; number < measurements; ++number) made.measurements.push_back(random_measurement(chance, number));
  if (chance.one_in(2)) {
    QuietSpec quiet;
    quiet.name = "rest";
    quiet.from = placed(chance.of({"July 1", "December 22", "March 25"}));
    quiet.to = placed(chance.of({"July 31", "January 6", "April 5"}));
    quiet.rule = chance.of({"skip", "shift after", "shift before", "shorten", "allow"});
    made.quiet.push_back(quiet);
  }
  ContentSpec content;
  content.id = "content";
  content.after = placed("m0");
  made.contents.push_back(content);
  ReportSpec report;
  report.id = "report";
  for (const MeasurementSpec& measurement : made.measurements) report.after.push_back(placed(measurement.id));
  report.after.push_back(placed("content"));
  made.reports.push_back(report);
  return made;
}

Plan plan_between(const AnnualCalendar& calendar, Day first, Day end) {
  Diagnostics diagnostics;
  return make_plan(calendar, {first, end}, diagnostics);
}

std::map<OccurrenceName, Occurrence> by_name(const Plan& plan) {
  std::map<OccurrenceName, Occurrence> names;
  for (const Occurrence& occurrence : plan.occurrences) {
    INFO(to_string(occurrence.name));
    CHECK(names.emplace(occurrence.name, occurrence).second);
  }
  return names;
}

LogEntry entry_of(const DueAction& action, Instant now, Chance& chance) {
  LogEntry entry;
  entry.name = action.occurrence->name;
  entry.kind = action.occurrence->kind;
  entry.as_of = now;
  entry.reason = action.reason;
  entry.planned = *action.occurrence;
  switch (action.kind) {
    case DueActionKind::open:
      entry.event = LogEvent::opened;
      break;
    case DueActionKind::remind:
      entry.event = LogEvent::reminded;
      entry.reason = action.reminder;
      break;
    case DueActionKind::miss:
      entry.event = action.outcome == Outcome::skipped ? LogEvent::skipped : LogEvent::missed;
      entry.outcome = action.outcome;
      break;
    case DueActionKind::close:
      entry.event = chance.one_in(8) ? LogEvent::failed : LogEvent::closed;
      entry.outcome = entry.event == LogEvent::failed ? Outcome::failed : action.outcome;
      break;
  }
  return entry;
}

/// One run: what is due is logged, until nothing is due any more.
void run(const Plan& plan, Instant now, const DueOptions& options, std::vector<LogEntry>& log, Chance& chance) {
  for (int round = 0; round < 6; ++round) {
    const Plan frozen = freeze_past(plan, log);
    const std::vector<DueAction> actions = due_actions(frozen, log, now, options);
    if (actions.empty()) return;
    for (const DueAction& action : actions) log.push_back(entry_of(action, now, chance));
  }
  FAIL("due never becomes empty");
}

/// No event twice for one occurrence, and opened before closed.
void check_log(const std::vector<LogEntry>& log) {
  std::set<std::tuple<OccurrenceName, LogEvent, std::string>> seen;
  std::map<OccurrenceName, int> endings;
  std::set<OccurrenceName> opened;
  for (const LogEntry& entry : log) {
    INFO(to_string(entry.name) << " " << to_string(entry.event) << " " << entry.reason);
    const std::string rule = entry.event == LogEvent::reminded ? entry.reason : std::string{};
    CHECK(seen.emplace(entry.name, entry.event, rule).second);
    if (entry.event == LogEvent::opened) opened.insert(entry.name);
    const bool ends = entry.event != LogEvent::opened && entry.event != LogEvent::reminded;
    if (ends) CHECK(++endings[entry.name] == 1);
    if (!ends && entry.event == LogEvent::reminded) CHECK(opened.contains(entry.name));
    if (entry.event == LogEvent::closed && entry.kind == ItemKind::measurement) CHECK(opened.contains(entry.name));
  }
}

}  // namespace

TEST_CASE("plan law: plans of abutting ranges join to the plan of both, without doubles") {
  for (uint32_t seed = 1; seed <= 60; ++seed) {
    INFO("seed " << seed);
    Chance chance(seed);
    const AnnualCalendar calendar = random_calendar(chance);
    const Day a = Day{std::chrono::year{2024} / 1 / 1} + days{chance.below(400)};
    const Day b = a + days{1 + chance.below(500)};
    const Day c = b + days{1 + chance.below(500)};
    std::map<OccurrenceName, Occurrence> joined = by_name(plan_between(calendar, a, b));
    const std::map<OccurrenceName, Occurrence> second = by_name(plan_between(calendar, b, c));
    for (const auto& [name, occurrence] : second) {
      const auto& [found, is_new] = joined.emplace(name, occurrence);
      if (!is_new) CHECK(found->second == occurrence);
    }
    CHECK(joined == by_name(plan_between(calendar, a, c)));
  }
}

TEST_CASE(
    "plan law: ten years in zones with clock changes open before they close, in order, and the day is the local day") {
  for (uint32_t seed = 100; seed < 160; ++seed) {
    INFO("seed " << seed);
    Chance chance(seed);
    const AnnualCalendar calendar = random_calendar(chance);
    const Plan plan =
        plan_between(calendar, Day{std::chrono::year{2025} / 1 / 1}, Day{std::chrono::year{2035} / 1 / 1});
    const TimeZone zone = *TimeZone::find(calendar.timezone);
    Instant before{};
    for (const Occurrence& occurrence : plan.occurrences) {
      INFO(to_string(occurrence.name));
      CHECK(before <= occurrence.opens);
      before = occurrence.opens;
      if (occurrence.none || occurrence.kind != ItemKind::measurement) continue;
      CHECK(occurrence.opens < occurrence.closes);
      CHECK(zone.local_day(occurrence.opens) == occurrence.opens_on);
      CHECK(zone.local_day(occurrence.closes - std::chrono::seconds{1}) == occurrence.last_day);
      for (const PlannedReminder& reminder : occurrence.reminders) {
        CHECK(occurrence.opens <= reminder.when);
        CHECK(reminder.when < occurrence.closes);
      }
    }
  }
}

TEST_CASE("plan law: JSON gives every plan back") {
  for (uint32_t seed = 200; seed < 230; ++seed) {
    INFO("seed " << seed);
    Chance chance(seed);
    AnnualCalendar calendar = random_calendar(chance);
    calendar.measurements[0].title =
        std::string("\"\\/\b\f\n\r\t\x01\x7f \u00e4\u20ac\U0001F600 ") + std::to_string(seed);
    calendar.measurements[0].owner = std::string("a\0b", 3);
    const Plan plan =
        plan_between(calendar, Day{std::chrono::year{2025} / 1 / 1}, Day{std::chrono::year{2027} / 1 / 1});
    const Plan back = plan_from_json(plan_to_json(plan));
    CHECK(back.occurrences == plan.occurrences);
    CHECK(back.range == plan.range);
    CHECK(back.tz_version == plan.tz_version);
    CHECK(plan_to_json(back) == plan_to_json(plan));
  }
}

TEST_CASE("due law: whatever the run times and outages, everything ends once and nothing is done twice") {
  for (uint32_t seed = 300; seed < 380; ++seed) {
    INFO("seed " << seed);
    Chance chance(seed);
    const AnnualCalendar calendar = random_calendar(chance);
    const Plan plan =
        plan_between(calendar, Day{std::chrono::year{2025} / 1 / 1}, Day{std::chrono::year{2028} / 1 / 1});
    std::vector<LogEntry> log;
    DueOptions options;
    Instant now{Day{std::chrono::year{2025} / 1 / 1}};
    if (chance.one_in(2)) {
      now += days{chance.below(300)};
      options.first_run = now;
    }
    const Instant end{Day{std::chrono::year{2029} / 6 / 1}};
    while (now < end) {
      run(plan, now, options, log, chance);
      CHECK(due_actions(freeze_past(plan, log), log, now, options).empty());
      if (chance.one_in(10)) {
        const Instant set_back = now - days{chance.below(60)};
        CHECK(due_actions(freeze_past(plan, log), log, set_back, options).empty());
      }
      now += std::chrono::hours{1 + chance.below(chance.one_in(6) ? 5000 : 400)};
    }
    run(plan, end, options, log, chance);
    check_log(log);
    const LogIndex index = index_log(log);
    for (const Occurrence& occurrence : plan.occurrences) {
      INFO(to_string(occurrence.name));
      const LoggedOccurrence* logged = find_logged(index, occurrence.name);
      const bool before = options.first_run && occurrence.closes <= *options.first_run;
      const bool must_end = !occurrence.none && !before;
      CHECK((logged != nullptr && logged->ended != nullptr) == must_end);
    }
  }
}
