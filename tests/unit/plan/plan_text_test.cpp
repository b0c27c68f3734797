#include "core/plan/plan_text.hpp"

#include <catch2/catch.hpp>

#include "plan_fixture.hpp"

using namespace vk;
using namespace vk::test;

namespace {

Plan half_a_year() {
  MeasurementSpec spec = measurement(Every::quarter, "end of the quarter", "1 week");
  spec.schedule.if_closed_day = IfClosedDay::preceding;
  AnnualCalendar year = calendar({spec});
  year.contents = {content("win_back", "renewal")};
  Plan plan = quiet_plan(year, days("2027-04-01", "2027-10-01"));
  plan.tz_version = "2025b";
  return plan;
}

}  // namespace

TEST_CASE("plan text: a year reads as a table with the reason of every moved day") {
  CHECK(plan_text(half_a_year()) ==
        "plan for the cycles from 2027-04-01 to before 2027-10-01 (tz database 2025b)\n"
        "\n"
        "2027\n"
        "opens             last day    what                       why\n"
        "2027-06-30 09:00  2027-07-06  renewal/customers@2027-Q2\n"
        "2027-07-07 00:00              win_back@2027-Q2           after renewal/customers@2027-Q2\n"
        "2027-09-30 09:00  2027-10-06  renewal/customers@2027-Q3\n"
        "2027-10-07 00:00              win_back@2027-Q3           after renewal/customers@2027-Q3\n");
}

TEST_CASE("plan text: an empty plan says so") {
  Plan plan;
  plan.range = days("2026-01-01", "2026-02-01");
  plan.tz_version = "2025b";
  CHECK(plan_text(plan) ==
        "plan for the cycles from 2026-01-01 to before 2026-02-01 (tz database 2025b)\nnothing is planned\n");
}

TEST_CASE("next text: the next ones with the days until they open") {
  CHECK(next_text(half_a_year(), at("2027-06-30T05:00:00Z"), 2) ==
        "within a day  2027-06-30 09:00  2027-07-06  renewal/customers@2027-Q2\n"
        "in 6 days     2027-07-07 00:00              win_back@2027-Q2           after renewal/customers@2027-Q2\n");
  CHECK(next_text(half_a_year(), at("2030-01-01"), 2) == "nothing is planned after 2030-01-01T00:00:00Z\n");
}

TEST_CASE("changes text: each kind in its own words, with totals") {
  const OccurrenceName name{"board", "", "2026"};
  const std::vector<PlanChange> changes{{PlanChange::Kind::added, name, "", "A"},
                                        {PlanChange::Kind::moved, name, "A", "B"},
                                        {PlanChange::Kind::lost, name, "B", ""},
                                        {PlanChange::Kind::past, name, "B", ""}};
  CHECK(changes_text(changes) ==
        "new    board@2026: A\nmoved  board@2026: A -> B\nlost   board@2026: B\n"
        "past   board@2026: stays as it was, B (the calendar now says nothing)\n1 new, 1 moved, 1 lost, 1 past\n");
  CHECK(changes_text({}) == "no changes\n");
}
