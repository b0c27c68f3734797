#include "core/plan/status.hpp"

#include <catch2/catch.hpp>

#include "plan_fixture.hpp"

using namespace vk;
using namespace vk::test;

namespace {

Plan year_plan() {
  AnnualCalendar year = calendar({measurement(Every::quarter, "first Monday of the third month", "1 week")});
  year.contents = {content("win_back", "renewal")};
  return quiet_plan(year, days("2026-01-01", "2027-01-01"));
}

}  // namespace

TEST_CASE("status: expected, ended, open, overdue and next are told from plan and log alone") {
  const Plan plan = year_plan();
  const Occurrence& q1 = *find(plan, "renewal/customers@2026-Q1");
  const Occurrence& q2 = *find(plan, "renewal/customers@2026-Q2");
  const std::vector<LogEntry> log{logged(q1, LogEvent::opened, q1.opens), logged(q1, LogEvent::closed, q1.closes),
                                  logged(q2, LogEvent::opened, q2.opens)};
  const Status status = make_status(plan, log, at("2026-06-02T12:00:00Z"));
  REQUIRE(status.items.size() == 2);
  const StatusItem& renewal = status.items[0];
  CHECK(renewal.item == "renewal");
  CHECK(renewal.expected == 1);
  CHECK(renewal.complete == 1);
  CHECK(renewal.open.size() == 1);
  CHECK(renewal.overdue.empty());
  REQUIRE(renewal.last.has_value());
  CHECK(to_string(renewal.last->name) == "renewal/customers@2026-Q1");
  CHECK(renewal.last->note == "complete");
  REQUIRE(renewal.next.has_value());
  CHECK(renewal.next->name.cycle == "2026-Q3");
  const StatusItem& content_item = status.items[1];
  CHECK(content_item.expected == 1);
  REQUIRE(content_item.overdue.size() == 1);
  CHECK(content_item.overdue[0].note == "not made");
  CHECK(status.has_overdue());
}

TEST_CASE("status: an opening that did not happen is overdue while its window is open and after") {
  const Plan plan = year_plan();
  Status status = make_status(plan, {}, at("2026-03-03T00:00:00Z"));
  REQUIRE(status.items[0].overdue.size() == 1);
  CHECK(status.items[0].overdue[0].note == "not opened, closes in 5 days");
  CHECK(status.items[0].expected == 0);
  status = make_status(plan, {}, at("2026-04-01T00:00:00Z"));
  CHECK(status.items[0].expected == 1);
  status = make_status(plan, {}, at("2026-04-01T00:00:00Z"), at("2026-04-01T00:00:00Z"));
  CHECK(status.items[0].expected == 0);
  CHECK_FALSE(status.has_overdue());
}

TEST_CASE("status text: one line an item and the troubled ones below it") {
  const Plan plan = year_plan();
  const Occurrence& q1 = *find(plan, "renewal/customers@2026-Q1");
  const Occurrence& content_q1 = *find(plan, "win_back@2026-Q1");
  const std::vector<LogEntry> log{logged(q1, LogEvent::missed, q1.closes, "nobody ran"),
                                  logged(content_q1, LogEvent::skipped, q1.closes)};
  CHECK(status_text(make_status(plan, log, at("2026-04-01T00:00:00Z"))) ==
        "status at 2026-04-01T00:00:00Z: the newest of something did not end well\n"
        "measurement renewal/customers: 1 expected by now; 1 missed; last renewal/customers@2026-Q1 missed; next "
        "renewal/customers@2026-Q2 on 2026-06-01 09:00\n"
        "  ended renewal/customers@2026-Q1, 2026-03-02 09:00 to 2026-03-09 00:00 (missed: nobody ran)\n"
        "content win_back: 1 expected by now; 1 skipped; last win_back@2026-Q1 skipped; next win_back@2026-Q2 on "
        "2026-06-08 00:00\n"
        "  ended win_back@2026-Q1, 2026-03-09 00:00 to 2026-03-09 00:00 (skipped)\n");
}

TEST_CASE("status json: stable keys, instants RFC 3339") {
  Plan plan = year_plan();
  plan.occurrences.resize(1);
  CHECK(
      status_json(make_status(plan, {}, at("2026-01-01T00:00:00Z"))) ==
      R"({
  "now": "2026-01-01T00:00:00Z",
  "exit_code": 0,
  "items": [
    {"kind": "measurement", "item": "renewal", "audience": "customers", "expected": 0, "complete": 0, "partial": 0, )"
      R"("failed": 0, "missed": 0, "skipped": 0, "open": [], "due": [], "overdue": [], "troubled": [], "last": null, "result": null, "next": )"
      R"({"name": "renewal/customers@2026-Q1", "opens": "2026-03-02T07:00:00Z", "closes": "2026-03-08T22:00:00Z", )"
      R"("timezone": "Europe/Helsinki", "note": ""}}
  ]
}
)");
}

TEST_CASE("status: within the tolerance an opening is due and not yet overdue") {
  const Plan plan = year_plan();
  const Status due = make_status(plan, {}, at("2026-03-02T07:59:59Z"));
  REQUIRE(due.items[0].due.size() == 1);
  CHECK(due.items[0].overdue.empty());
  CHECK(due.exit_code() == ExitCode::complete);
  const Status overdue = make_status(plan, {}, at("2026-03-02T08:00:00Z"));
  CHECK(overdue.items[0].due.empty());
  CHECK(overdue.items[0].overdue.size() == 1);
  CHECK(overdue.exit_code() == ExitCode::partial);
}

TEST_CASE("status: says how old the newest result is, and when what is open closes") {
  const Plan plan = year_plan();
  const Occurrence& q1 = *find(plan, "renewal/customers@2026-Q1");
  const Occurrence& q2 = *find(plan, "renewal/customers@2026-Q2");
  const std::vector<LogEntry> log{logged(q1, LogEvent::opened, q1.opens), logged(q1, LogEvent::closed, q1.closes),
                                  logged(q2, LogEvent::opened, q2.opens)};
  const std::string text = status_text(make_status(plan, log, at("2026-06-02T12:00:00Z")));
  CHECK(text.find("newest result renewal/customers@2026-Q1 closed 85 days ago") != std::string::npos);
  CHECK(text.find("  open renewal/customers@2026-Q2, 2026-06-01 09:00 to 2026-06-08 00:00 (closes in 5 days)\n") !=
        std::string::npos);
}

TEST_CASE("status: exit code 3 as long as the newest of an item did not end well") {
  const Plan plan = year_plan();
  const Occurrence& q1 = *find(plan, "renewal/customers@2026-Q1");
  const Occurrence& q2 = *find(plan, "renewal/customers@2026-Q2");
  const Occurrence& made = *find(plan, "win_back@2026-Q1");
  std::vector<LogEntry> log{logged(q1, LogEvent::missed, q1.closes), logged(made, LogEvent::skipped, q1.closes)};
  CHECK(make_status(plan, log, at("2026-04-01T00:00:00Z")).exit_code() == ExitCode::partial);
  log.push_back(logged(q2, LogEvent::opened, q2.opens));
  log.push_back(logged(q2, LogEvent::closed, q2.closes));
  log.push_back(logged(*find(plan, "win_back@2026-Q2"), LogEvent::closed, q2.closes));
  CHECK(make_status(plan, log, at("2026-06-09T00:00:00Z")).exit_code() == ExitCode::complete);
}
