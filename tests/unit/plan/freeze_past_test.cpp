#include <catch2/catch.hpp>

#include "core/plan/due.hpp"
#include "core/plan/make_plan.hpp"
#include "plan_fixture.hpp"

using namespace vk;
using namespace vk::test;

namespace {

const DayInterval kYear = days("2026-01-01", "2027-01-01");

AnnualCalendar year_opening(const std::string& phrase) {
  AnnualCalendar year = calendar({measurement(Every::quarter, phrase, "2 weeks")});
  year.contents = {content("win_back", "renewal")};
  return year;
}

}  // namespace

TEST_CASE("freeze past: an opened occurrence keeps its window when the calendar moves it") {
  const Plan before = quiet_plan(year_opening("first Monday of the third month"), kYear);
  const Plan after = quiet_plan(year_opening("third Monday of the third month"), kYear);
  const Occurrence* opened = find(before, "renewal/customers@2026-Q1");
  REQUIRE(opened != nullptr);
  const std::vector<LogEntry> log{logged(*opened, LogEvent::opened, opened->opens)};
  const Plan frozen = freeze_past(after, log);
  CHECK(frozen.occurrences.size() == after.occurrences.size());
  REQUIRE(find(frozen, "renewal/customers@2026-Q1") != nullptr);
  CHECK(*find(frozen, "renewal/customers@2026-Q1") == *opened);
  CHECK(find(frozen, "win_back@2026-Q1")->opens == opened->closes);
  CHECK(*find(frozen, "renewal/customers@2026-Q2") == *find(after, "renewal/customers@2026-Q2"));
  CHECK(due_actions(frozen, log, find(after, "renewal/customers@2026-Q1")->opens, {}).size() == 1);
}

TEST_CASE("freeze past: what the calendar no longer has stays in the plan") {
  const Plan before = quiet_plan(year_opening("first Monday of the third month"), kYear);
  const Occurrence* opened = find(before, "renewal/customers@2026-Q1");
  REQUIRE(opened != nullptr);
  const std::vector<LogEntry> log{logged(*opened, LogEvent::opened, opened->opens)};
  Plan empty;
  empty.range = kYear;
  CHECK(freeze_past(empty, log).occurrences == std::vector<Occurrence>{*opened});
  empty.range = days("2030-01-01", "2031-01-01");
  CHECK(freeze_past(empty, log).occurrences.size() == 1);
  std::vector<LogEntry> closed = log;
  closed.push_back(logged(*opened, LogEvent::closed, opened->closes));
  CHECK(freeze_past(empty, closed).occurrences.empty());
}

TEST_CASE("freeze past: a renamed item keeps its past under its old name") {
  const Plan before = quiet_plan(year_opening("first Monday of the third month"), kYear);
  const Occurrence* opened = find(before, "renewal/customers@2026-Q1");
  REQUIRE(opened != nullptr);
  const std::vector<LogEntry> log{logged(*opened, LogEvent::opened, opened->opens)};
  AnnualCalendar renamed = year_opening("first Monday of the third month");
  renamed.measurements[0].id = "loyalty";
  renamed.measurements[0].was = "renewal";
  renamed.contents[0].after = placed("loyalty");
  const Plan frozen = freeze_past(quiet_plan(renamed, kYear), log);
  CHECK(find(frozen, "renewal/customers@2026-Q1") != nullptr);
  CHECK(find(frozen, "loyalty/customers@2026-Q1") == nullptr);
  CHECK(find(frozen, "loyalty/customers@2026-Q2") != nullptr);
  REQUIRE(find(frozen, "win_back@2026-Q1") != nullptr);
  CHECK(find(frozen, "win_back@2026-Q1")->after == std::vector<OccurrenceName>{opened->name});
}

TEST_CASE("compare plans: new, moved, lost and past are told apart") {
  const Plan before = quiet_plan(year_opening("first Monday of the third month"), kYear);
  AnnualCalendar edited = year_opening("second Monday of the third month");
  edited.measurements[0].schedule.until = day("2026-09-30");
  edited.contents.clear();
  MeasurementSpec pulse = measurement(Every::year, "May 4", "1 week");
  pulse.id = "pulse";
  edited.measurements.push_back(pulse);
  const Plan after = quiet_plan(edited, kYear);
  const Occurrence* opened = find(before, "renewal/customers@2026-Q1");
  REQUIRE(opened != nullptr);
  const std::vector<LogEntry> log{logged(*opened, LogEvent::opened, opened->opens)};
  std::vector<std::string> found;
  for (const PlanChange& change : compare_plans(before, after, log)) {
    found.push_back(std::string(to_string(change.kind)) + " " + to_string(change.name) + ": " + change.before + " -> " +
                    change.after);
  }
  const std::vector<std::string> expected{
      "added pulse/customers@2026:  -> 2026-05-04 09:00 to 2026-05-10",
      "past renewal/customers@2026-Q1: 2026-03-02 09:00 to 2026-03-15 -> 2026-03-09 09:00 to 2026-03-22",
      "lost win_back@2026-Q1: 2026-03-16 00:00 -> ",
      "moved renewal/customers@2026-Q2: 2026-06-01 09:00 to 2026-06-14 -> 2026-06-08 09:00 to 2026-06-21",
      "lost win_back@2026-Q2: 2026-06-15 00:00 -> ",
      "moved renewal/customers@2026-Q3: 2026-09-07 09:00 to 2026-09-20 -> 2026-09-14 09:00 to 2026-09-27",
      "lost win_back@2026-Q3: 2026-09-21 00:00 -> ",
      "lost renewal/customers@2026-Q4: 2026-12-07 09:00 to 2026-12-20 -> ",
      "lost win_back@2026-Q4: 2026-12-21 00:00 -> "};
  CHECK(found == expected);
}

TEST_CASE("compare plans: another range is no change, nor is a rename") {
  const AnnualCalendar year = year_opening("first Monday of the third month");
  AnnualCalendar renamed = year;
  renamed.measurements[0].id = "loyalty";
  renamed.measurements[0].was = "renewal";
  renamed.contents[0].after = placed("loyalty");
  CHECK(compare_plans(quiet_plan(year, kYear), quiet_plan(year, days("2026-07-01", "2028-01-01")), {}).empty());
  CHECK(compare_plans(quiet_plan(year, kYear), quiet_plan(renamed, kYear), {}).empty());
}
