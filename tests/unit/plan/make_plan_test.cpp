#include "core/plan/make_plan.hpp"

#include <catch2/catch.hpp>

#include "core/calendar/holidays.hpp"
#include "core/calendar/load_calendar.hpp"

#include "plan_fixture.hpp"

using namespace vk;
using namespace vk::test;

namespace {

QuietSpec quiet(std::string name, std::string from, std::string to, std::string rule) {
  QuietSpec spec;
  spec.name = std::move(name);
  spec.from = placed(std::move(from));
  spec.to = placed(std::move(to));
  spec.rule = std::move(rule);
  return spec;
}

std::vector<std::string> codes(const Diagnostics& diagnostics) {
  std::vector<std::string> found;
  for (const Diagnostic& diagnostic : diagnostics.sorted()) found.push_back(diagnostic.code);
  return found;
}

}  // namespace

TEST_CASE("planner: two weeks opened on a Tuesday end with a Monday and close at the local midnight after it") {
  const Plan plan = quiet_plan(calendar({measurement(Every::quarter, "second Tuesday of the third month", "2 weeks")}),
                               days("2026-01-01", "2027-01-01"));
  REQUIRE(plan.occurrences.size() == 4);
  const Occurrence& q1 = plan.occurrences[0];
  CHECK(to_string(q1.name) == "renewal/customers@2026-Q1");
  CHECK(to_string(q1.opens_on) == "2026-03-10");
  CHECK(to_string(q1.last_day) == "2026-03-23");
  CHECK(to_string(q1.opens) == "2026-03-10T07:00:00Z");
  CHECK(to_string(q1.closes) == "2026-03-23T22:00:00Z");
  CHECK(q1.interval == days("2026-01-01", "2026-04-01"));
  CHECK(q1.why.empty());
}

TEST_CASE("planner: a two-week window over a clock change is one hour shorter in elapsed time") {
  const Plan plan = quiet_plan(calendar({measurement(Every::year, "Monday of week 13", "2 weeks")}),
                               days("2026-01-01", "2026-01-02"));
  REQUIRE(plan.occurrences.size() == 1);
  CHECK(to_string(plan.occurrences[0].opens) == "2026-03-23T07:00:00Z");
  CHECK(to_string(plan.occurrences[0].closes) == "2026-04-05T21:00:00Z");
}

TEST_CASE("planner: a window may close at a time of its last day, and drops reminders that come later that day") {
  MeasurementSpec spec = measurement(Every::year, "March 2", "1 week");
  spec.schedule.closes_at_seconds = 8 * 3600;
  spec.schedule.remind = {placed("1 day before close"), placed("6 days after opening")};
  const Plan plan = quiet_plan(calendar({spec}), days("2026-01-01", "2027-01-01"));
  REQUIRE(plan.occurrences.size() == 1);
  CHECK(to_string(plan.occurrences[0].closes) == "2026-03-08T06:00:00Z");
  CHECK(plan.occurrences[0].reminders ==
        std::vector<PlannedReminder>{{"1 day before close", at("2026-03-07T07:00:00Z")}});
  CHECK(
      plan.occurrences[0].why ==
      std::vector<std::string>{"reminder \"6 days after opening\" dropped: the window closes before its time of day"});
}

TEST_CASE("planner: a closed day is adjusted and says from where") {
  MeasurementSpec spec = measurement(Every::month, "31st day of the month", "1 day");
  spec.schedule.if_closed_day = IfClosedDay::preceding;
  spec.schedule.if_closed_day_given = true;
  const Plan plan = quiet_plan(calendar({spec}), days("2026-01-01", "2026-02-01"));
  REQUIRE(plan.occurrences.size() == 1);
  CHECK(to_string(plan.occurrences[0].nominal) == "2026-01-31");
  CHECK(to_string(plan.occurrences[0].opens_on) == "2026-01-30");
  CHECK(plan.occurrences[0].why == std::vector<std::string>{"adjusted from 2026-01-31, a closed day (preceding)"});
}

TEST_CASE("planner: a cycle without the day has a row that says which phrase") {
  MeasurementSpec spec = measurement(Every::year, "February 29", "1 day");
  spec.schedule.if_closed_day_given = true;
  spec.schedule.if_missing_given = true;
  const Plan plan = quiet_plan(calendar({spec}), days("2027-01-01", "2029-01-01"));
  REQUIRE(plan.occurrences.size() == 2);
  CHECK(plan.occurrences[0].none);
  CHECK(plan.occurrences[0].why == std::vector<std::string>{"no such day: opens \"February 29\""});
  CHECK_FALSE(plan.occurrences[1].none);
  CHECK(to_string(plan.occurrences[1].opens_on) == "2028-02-29");
}

TEST_CASE("planner: cycles without their day are warned of, unless if_missing says that this is meant") {
  MeasurementSpec spec = measurement(Every::month, "fifth Friday of the month", "1 day");
  Diagnostics diagnostics;
  make_plan(calendar({spec}), days("2026-01-01", "2027-01-01"), diagnostics);
  REQUIRE(codes(diagnostics) == std::vector<std::string>{"W503"});
  CHECK(diagnostics.all()[0].message == "no such day in 8 of 12 cycles");
  CHECK(diagnostics.all()[0].at.line == 11);
  spec.schedule.if_missing_given = true;
  CHECK(quiet_plan(calendar({spec}), days("2026-01-01", "2027-01-01")).occurrences.size() == 12);
}

TEST_CASE("planner: if_missing = last day fills the gap and says so") {
  MeasurementSpec spec = measurement(Every::month, "31st day of the month", "1 day");
  spec.schedule.if_missing = IfMissing::last_day;
  spec.schedule.if_closed_day_given = true;
  const Plan plan = quiet_plan(calendar({spec}), days("2026-02-01", "2026-03-01"));
  REQUIRE(plan.occurrences.size() == 1);
  CHECK(to_string(plan.occurrences[0].opens_on) == "2026-02-28");
  CHECK(plan.occurrences[0].why ==
        std::vector<std::string>{"no such day: last day, instead of opens \"31st day of the month\""});
}

TEST_CASE("planner: from and until look at the nominal day, both included") {
  MeasurementSpec spec = measurement(Every::month, "first day of the month", "1 day");
  spec.schedule.from = day("2026-02-01");
  spec.schedule.until = day("2026-04-01");
  spec.schedule.if_closed_day_given = true;
  const Plan plan = quiet_plan(calendar({spec}), days("2026-01-01", "2027-01-01"));
  REQUIRE(plan.occurrences.size() == 3);
  CHECK(plan.occurrences.front().name.cycle == "2026-02");
  CHECK(plan.occurrences.back().name.cycle == "2026-04");
}

TEST_CASE("planner: a schedule of once has one occurrence and no rows for other years") {
  MeasurementSpec spec = measurement(Every::once, "2026-03-02", "5 days");
  const Plan plan = quiet_plan(calendar({spec}), days("2020-01-01", "2031-01-01"));
  REQUIRE(plan.occurrences.size() == 1);
  CHECK(to_string(plan.occurrences[0].name) == "renewal/customers@2026");
}

TEST_CASE("planner: quiet periods shift, skip, shorten and allow") {
  AnnualCalendar year = calendar({measurement(Every::month, "second Monday of the month", "3 weeks")});
  year.quiet = {quiet("July holidays", "July 1", "July 31", "shift after"),
                quiet("Christmas", "December 22", "January 15", "skip"),
                quiet("harvest", "September 21", "September 25", "shorten"),
                quiet("May days", "May 1", "May 31", "allow")};
  Diagnostics diagnostics;
  const Plan plan = make_plan(year, days("2026-01-01", "2027-01-01"), diagnostics);
  const Occurrence* january = find(plan, "renewal/customers@2026-01");
  const Occurrence* may = find(plan, "renewal/customers@2026-05");
  const Occurrence* july = find(plan, "renewal/customers@2026-07");
  const Occurrence* september = find(plan, "renewal/customers@2026-09");
  REQUIRE((january && may && july && september));
  CHECK(january->quiet_skip);
  CHECK(january->why == std::vector<std::string>{"quiet: Christmas"});
  CHECK(may->why.empty());
  CHECK(to_string(july->opens_on) == "2026-08-03");
  CHECK(to_string(july->last_day) == "2026-08-23");
  CHECK(july->why == std::vector<std::string>{"quiet: July holidays, moved from 2026-07-13"});
  CHECK(to_string(september->last_day) == "2026-09-20");
  CHECK(september->why == std::vector<std::string>{"quiet: harvest, last day moved from 2026-10-04"});
  CHECK(codes(diagnostics) == std::vector<std::string>{"W505", "W508"});
}

TEST_CASE("planner: shift before opens on the last business day before the period") {
  AnnualCalendar year = calendar({measurement(Every::year, "July 15", "1 week")});
  year.quiet = {quiet("July holidays", "July 4", "July 31", "shift before")};
  const Plan plan = quiet_plan(year, days("2026-01-01", "2027-01-01"));
  REQUIRE(plan.occurrences.size() == 1);
  CHECK(to_string(plan.occurrences[0].opens_on) == "2026-07-03");
}

TEST_CASE("planner: a schedule may give quiet periods other rules") {
  MeasurementSpec spec = measurement(Every::month, "second Monday of the month", "2 weeks");
  spec.schedule.quiet = {{"July holidays", placed("skip")}, {"Christmas", placed("allow")}};
  AnnualCalendar year = calendar({spec});
  year.quiet = {quiet("July holidays", "July 1", "July 31", "shift after"),
                quiet("Christmas", "December 8", "January 15", "skip"),
                quiet("May days", "May 1", "May 31", "shift before")};
  Diagnostics diagnostics;
  const Plan plan = make_plan(year, days("2026-01-01", "2027-01-01"), diagnostics);
  CHECK(codes(diagnostics) == std::vector<std::string>{"W508"});
  REQUIRE(plan.occurrences.size() == 12);
  CHECK_FALSE(find(plan, "renewal/customers@2026-01")->quiet_skip);
  CHECK(to_string(find(plan, "renewal/customers@2026-05")->opens_on) == "2026-04-30");
  CHECK(find(plan, "renewal/customers@2026-07")->quiet_skip);
  CHECK(find(plan, "renewal/customers@2026-12")->why.empty());
}

TEST_CASE("planner: a quiet period that moves every occurrence is warned of") {
  AnnualCalendar year = calendar({measurement(Every::year, "first Monday of July", "1 week")});
  year.quiet = {quiet("July holidays", "July 1", "July 31", "shift after")};
  Diagnostics diagnostics;
  make_plan(year, days("2026-01-01", "2029-01-01"), diagnostics);
  REQUIRE(codes(diagnostics) == std::vector<std::string>{"W507"});
  CHECK(diagnostics.all()[0].message == "quiet period \"July holidays\" moves or skips every occurrence");
  CHECK(quiet_plan(year, days("2026-01-01", "2027-01-01")).occurrences.size() == 1);
}

TEST_CASE("planner: quiet periods that leave no day are an error, not an endless search") {
  AnnualCalendar year = calendar({measurement(Every::year, "July 15", "1 week")});
  year.quiet = {quiet("all", "January 1", "December 31", "shift after")};
  Diagnostics diagnostics;
  make_plan(year, days("2026-01-01", "2027-01-01"), diagnostics);
  const std::vector<std::string> found = codes(diagnostics);
  CHECK(std::find(found.begin(), found.end(), "E304") != found.end());
}

TEST_CASE("planner: reminders stand around opening and close and move out of quiet periods") {
  MeasurementSpec spec = measurement(Every::year, "June 22", "3 weeks");
  spec.schedule.remind = {placed("5 business days after opening"), placed("2 business days before close")};
  AnnualCalendar year = calendar({spec});
  year.quiet = {quiet("Midsummer rest", "June 29", "June 30", "shift after")};
  const Plan plan = quiet_plan(year, days("2026-01-01", "2027-01-01"));
  REQUIRE(plan.occurrences.size() == 1);
  const std::vector<PlannedReminder> expected{{"5 business days after opening", at("2026-07-01T06:00:00Z")},
                                              {"2 business days before close", at("2026-07-09T06:00:00Z")}};
  CHECK(plan.occurrences[0].reminders == expected);
}

TEST_CASE("planner: a local time that does not exist is shifted by the gap and noted") {
  MeasurementSpec spec = measurement(Every::month, "last Sunday of the month", "1 day");
  spec.schedule.at_seconds = 3 * 3600 + 1800;
  spec.schedule.if_closed_day_given = true;
  Diagnostics diagnostics;
  const Plan plan = make_plan(calendar({spec}), days("2026-01-01", "2027-01-01"), diagnostics);
  const Occurrence* march = find(plan, "renewal/customers@2026-03");
  const Occurrence* october = find(plan, "renewal/customers@2026-10");
  REQUIRE((march && october));
  CHECK(to_string(march->opens) == "2026-03-29T01:30:00Z");
  CHECK(march->why == std::vector<std::string>{"03:30 does not exist on 2026-03-29 (clock change), 04:30 used"});
  CHECK(to_string(october->opens) == "2026-10-25T00:30:00Z");
  CHECK(october->why == std::vector<std::string>{"03:30 comes twice on 2026-10-25 (clock change), the first used"});
  REQUIRE(diagnostics.all().size() == 1);
  CHECK(diagnostics.all()[0].code == "W502");
  CHECK(diagnostics.all()[0].message == "03:30 does not exist on 2026-03-29 (clock change), 04:30 used (and 1 more)");
  CHECK(diagnostics.all()[0].at.line == 11);
}

TEST_CASE("planner: a window that ends before it starts is an error with both dates") {
  MeasurementSpec spec = measurement(Every::quarter, "second Monday of the third month", "");
  spec.schedule.stays_open = {};
  spec.schedule.closes = placed("1 week before opening", 13);
  Diagnostics diagnostics;
  const Plan plan = make_plan(calendar({spec}), days("2027-01-01", "2027-04-01"), diagnostics);
  CHECK(plan.occurrences.empty());
  REQUIRE(diagnostics.all().size() == 1);
  CHECK(diagnostics.all()[0].code == "E301");
  CHECK(diagnostics.all()[0].message ==
        "closes before it opens in cycle 2027-Q1: opens 2027-03-08, last day 2027-03-01");
  CHECK(diagnostics.all()[0].at.line == 13);
}

TEST_CASE("planner: a reminder outside the window is an error and left out") {
  MeasurementSpec spec = measurement(Every::year, "March 2", "1 week");
  spec.schedule.remind = {placed("10 business days after opening", 14)};
  Diagnostics diagnostics;
  const Plan plan = make_plan(calendar({spec}), days("2026-01-01", "2027-01-01"), diagnostics);
  REQUIRE(plan.occurrences.size() == 1);
  CHECK(plan.occurrences[0].reminders.empty());
  REQUIRE(diagnostics.all().size() == 1);
  CHECK(diagnostics.all()[0].code == "E302");
  CHECK(
      diagnostics.all()[0].message ==
      "reminder \"10 business days after opening\" falls on 2026-03-16, outside the window 2026-03-02 to 2026-03-08 of "
      "cycle 2026");
}

TEST_CASE("planner: opening on a closed day is warned of once a schedule, unless keep is written") {
  MeasurementSpec spec = measurement(Every::month, "first day of the month", "1 day");
  Diagnostics diagnostics;
  make_plan(calendar({spec}), days("2026-01-01", "2027-01-01"), diagnostics);
  REQUIRE(diagnostics.all().size() == 1);
  CHECK(diagnostics.all()[0].code == "W501");
  CHECK(diagnostics.all()[0].message ==
        "opens on 2026-02-01, a closed day, in cycle 2026-02 and if_closed_day is not set (and 3 more)");
  CHECK_FALSE(diagnostics.has_errors());
  spec.schedule.if_closed_day_given = true;
  CHECK(quiet_plan(calendar({spec}), days("2026-01-01", "2027-01-01")).occurrences.size() == 12);
}

TEST_CASE("planner: overlapping windows of one schedule are warned of") {
  Diagnostics diagnostics;
  make_plan(calendar({measurement(Every::month, "first Monday of the month", "6 weeks")}),
            days("2026-01-01", "2026-04-01"), diagnostics);
  CHECK(codes(diagnostics) == std::vector<std::string>{"W505"});
}

TEST_CASE("planner: an adjustment out of the cycle is warned of") {
  MeasurementSpec spec = measurement(Every::month, "end of the month", "1 day");
  spec.schedule.if_closed_day = IfClosedDay::following;
  Diagnostics diagnostics;
  make_plan(calendar({spec}), days("2026-01-01", "2026-02-01"), diagnostics);
  REQUIRE(diagnostics.all().size() == 1);
  CHECK(diagnostics.all()[0].code == "W508");
  CHECK(diagnostics.all()[0].message == "the opening moved from 2026-01-31 to 2026-02-02, out of its cycle 2026-01");
}

TEST_CASE("planner: content and report open when what they follow closes") {
  AnnualCalendar year = calendar({measurement(Every::quarter, "second Tuesday of the third month", "2 weeks")});
  year.contents = {content("win_back", "renewal")};
  year.reports = {report("board", {"renewal", "win_back"})};
  const Plan plan = quiet_plan(year, days("2026-01-01", "2026-04-01"));
  REQUIRE(plan.occurrences.size() == 3);
  const Occurrence* win_back = find(plan, "win_back@2026-Q1");
  const Occurrence* board = find(plan, "board@2026-Q1");
  REQUIRE((win_back && board));
  CHECK(to_string(win_back->opens) == "2026-03-23T22:00:00Z");
  CHECK(win_back->closes == win_back->opens);
  CHECK(to_string(win_back->opens_on) == "2026-03-24");
  CHECK(win_back->interval == days("2026-01-01", "2026-04-01"));
  CHECK(win_back->after == std::vector<OccurrenceName>{{"renewal", "customers", "2026-Q1"}});
  CHECK(board->after == std::vector<OccurrenceName>{{"renewal", "customers", "2026-Q1"}, {"win_back", "", "2026-Q1"}});
}

TEST_CASE("planner: content follows each of several audiences by itself, and a report waits for all of it") {
  MeasurementSpec both = measurement(Every::year, "March 2", "1 week");
  both.audiences.push_back(placed("stores"));
  AnnualCalendar year = calendar({both});
  AudienceSpec stores;
  stores.name = "stores";
  stores.timezone = placed("America/New_York");
  year.audiences.push_back(stores);
  year.contents = {content("win_back", "renewal")};
  year.reports = {report("board", {"win_back"})};
  const Plan plan = quiet_plan(year, days("2026-01-01", "2027-01-01"));
  const Occurrence* customers = find(plan, "win_back/customers@2026");
  const Occurrence* others = find(plan, "win_back/stores@2026");
  const Occurrence* board = find(plan, "board@2026");
  REQUIRE((customers && others && board));
  CHECK(customers->after == std::vector<OccurrenceName>{{"renewal", "customers", "2026"}});
  CHECK(to_string(others->opens) == "2026-03-09T04:00:00Z");
  CHECK(board->after.size() == 2);
  CHECK(board->opens == others->opens);
}

TEST_CASE("planner: a report of several rhythms follows the coarsest and waits for all finer ones inside it") {
  MeasurementSpec yearly = measurement(Every::year, "March 2", "1 week");
  MeasurementSpec quarterly = measurement(Every::quarter, "first Monday of the third month", "1 week");
  quarterly.id = "pulse";
  AnnualCalendar year = calendar({yearly, quarterly});
  year.reports = {report("board", {"pulse", "renewal"})};
  const Plan plan = quiet_plan(year, days("2026-04-01", "2026-05-01"));
  const Occurrence* board = find(plan, "board@2026");
  REQUIRE(board != nullptr);
  CHECK(board->every == Every::year);
  CHECK(board->after.size() == 5);
  CHECK(to_string(board->opens) == "2026-12-13T22:00:00Z");
  CHECK(find(plan, "pulse/customers@2026-Q1") == nullptr);
  CHECK(find(plan, "pulse/customers@2026-Q2") != nullptr);
}

TEST_CASE("planner: the audience's time zone wins over the calendar's") {
  AnnualCalendar year = calendar({measurement(Every::year, "March 2", "1 week")});
  year.audiences[0].timezone = placed("America/New_York");
  const Plan plan = quiet_plan(year, days("2026-01-01", "2027-01-01"));
  REQUIRE(plan.occurrences.size() == 1);
  CHECK(plan.occurrences[0].timezone == "America/New_York");
  CHECK(to_string(plan.occurrences[0].opens) == "2026-03-02T14:00:00Z");
}

TEST_CASE("planner: a phrase may count from another measurement in the same cycle") {
  MeasurementSpec follower = measurement(Every::year, "6 weeks after renewal closes", "2 weeks");
  follower.id = "check";
  follower.schedule.if_closed_day = IfClosedDay::following;
  MeasurementSpec first = measurement(Every::year, "Monday of week 10", "");
  first.schedule.stays_open = {};
  first.schedule.closes = placed("Friday of week 12");
  const Plan plan = quiet_plan(calendar({follower, first}), days("2026-01-01", "2027-01-01"));
  const Occurrence* check = find(plan, "check/customers@2026");
  REQUIRE(check != nullptr);
  CHECK(to_string(check->nominal) == "2026-05-01");
}

TEST_CASE("planner: with a calendar's after the follower bears the labels of the one it follows, also of single days") {
  const std::string common =
      "audience = \"customers\"\nplugin = \"p\"\nmoney = \"sales\"\nstates = [{ name = \"a\", money = \"secured\" }]\n";
  Diagnostics diagnostics;
  const AnnualCalendar year = load_calendar_text(
      "format = 1\ncurrency = \"EUR\"\n[source.s]\ncsv = \"s.csv\"\nsubject = \"id\"\n[audience.customers]\n"
      "register = \"s\"\nkey = \"id\"\n[metric.sales]\nsource = \"s\"\nsum = \"x\"\n"
      "[[measurement]]\nid = \"check\"\nafter = \"ask\"\nopens = \"2 weeks after ask closes\"\n" +
          common +
          "[[measurement]]\nid = \"ask\"\nstays_open = \"5 days\"\ndates = [{ cycle = \"spring\", opens = "
          "2026-03-02 }, { cycle = \"autumn\", opens = 2026-09-07 }]\n" +
          common,
      "year.toml", diagnostics);
  INFO(render(diagnostics));
  REQUIRE_FALSE(diagnostics.has_errors());
  const Plan plan = quiet_plan(year, days("2026-01-01", "2027-01-01"));
  const Occurrence* spring = find(plan, "check/customers@spring");
  REQUIRE(spring != nullptr);
  CHECK(to_string(spring->opens_on) == "2026-03-20");
  CHECK(find(plan, "check/customers@autumn") != nullptr);
}

TEST_CASE("planner: an empty range plans nothing") {
  const AnnualCalendar year = calendar({measurement(Every::year, "March 2", "1 week")});
  CHECK(quiet_plan(year, days("2026-01-01", "2026-01-01")).occurrences.empty());
}

TEST_CASE("planner: a plan beyond the years of its holiday file is warned of, one inside them is not") {
  HolidayCalendar file;
  file.code = "fi";
  file.covers_from = 2020;
  file.covers_until = 2026;
  AnnualCalendar year = calendar({measurement(Every::year, "Monday of week 10", "1 week")});
  year.holidays = {placed("fi", 4)};
  year.holiday_set = std::make_shared<const HolidaySet>(std::vector{std::make_shared<const HolidayCalendar>(file)});
  Diagnostics diagnostics;
  make_plan(year, days("2020-01-01", "2027-01-01"), diagnostics);
  CHECK(render(diagnostics).empty());
  make_plan(year, days("2026-01-01", "2028-01-01"), diagnostics);
  CHECK(codes(diagnostics) == std::vector<std::string>{"W504"});
  CHECK(diagnostics.all().front().at.line == 4);
  CHECK(diagnostics.all().front().message ==
        "the plan asks for 2026 to 2027, the holiday file \"fi\" covers 2020 to 2026");
}

TEST_CASE("plan: an audience with a time of day of its own opens and is reminded at it") {
  MeasurementSpec spec = measurement(Every::year, "June 15", "1 week");
  spec.schedule.remind = {placed("2 days after opening")};
  spec.audiences.push_back(placed("stores"));
  AnnualCalendar year = calendar({spec});
  AudienceSpec stores;
  stores.name = "stores";
  stores.timezone = placed("America/New_York");
  stores.at_seconds = 10 * 3600 + 30 * 60;
  year.audiences.push_back(stores);
  const Plan plan = quiet_plan(year, days("2026-01-01", "2027-01-01"));
  const Occurrence* own = find(plan, "renewal/stores@2026");
  REQUIRE(own != nullptr);
  CHECK(own->opens == at("2026-06-15T14:30:00Z"));
  CHECK(own->reminders.front().when == at("2026-06-17T14:30:00Z"));
  CHECK(find(plan, "renewal/customers@2026")->opens == at("2026-06-15T06:00:00Z"));
}
