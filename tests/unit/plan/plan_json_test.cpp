#include "core/plan/plan_json.hpp"

#include <catch2/catch.hpp>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "plan_fixture.hpp"

using namespace vk;
using namespace vk::test;

namespace {

Plan small_plan() {
  AnnualCalendar year = calendar({measurement(Every::year, "March 2", "1 week")});
  year.measurements[0].schedule.remind = {placed("2 days after opening")};
  Plan plan = quiet_plan(year, days("2026-01-01", "2027-01-01"));
  plan.tz_version = "2025b";
  return plan;
}

std::string refusal(const std::string& json) {
  try {
    plan_from_json(json);
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::invalid_input);
    return error.what();
  }
  return "accepted";
}

std::string changed(std::string_view from, std::string_view to) {
  return replace_all(plan_to_json(small_plan()), from, to);
}

}  // namespace

TEST_CASE("plan json: keys stand in a fixed order and instants are RFC 3339") {
  CHECK(
      plan_to_json(small_plan()) ==
      R"({
  "format": 1,
  "calendar_hash": "abc",
  "tz_version": "2025b",
  "range": {"first": "2026-01-01", "end": "2027-01-01"},
  "occurrences": [
    {"kind": "measurement", "name": {"item": "renewal", "audience": "customers", "cycle": "2026"}, "every": "year", )"
      R"("interval": {"first": "2026-01-01", "end": "2027-01-01"}, "nominal": "2026-03-02", "opens_on": "2026-03-02", )"
      R"("last_day": "2026-03-08", "opens": "2026-03-02T07:00:00Z", "closes": "2026-03-08T22:00:00Z", )"
      R"("timezone": "Europe/Helsinki", "reminders": [{"rule": "2 days after opening", "when": "2026-03-04T07:00:00Z"}], )"
      R"("none": false, "quiet_skip": false, "why": [], "after": [], "title": "", "owner": "", "was": "", )"
      R"("catch_up": "while open", "catch_up_limit": 10, "tolerance_seconds": 3600, "overlap": "allow"}
  ]
}
)");
}

TEST_CASE("plan json: an odd plan is refused with the place") {
  CHECK(refusal(changed("\"format\": 1", "\"format\": 2")) ==
        "plan.format: format 2 is newer than this program reads (1)");
  CHECK(refusal(changed("\"owner\"", "\"boss\"")) == "plan.occurrences[0]: \"owner\" is missing");
  CHECK(refusal(changed("\"owner\": \"\"", "\"owner\": \"\", \"boss\": 1")) ==
        "plan.occurrences[0]: unknown key \"boss\"");
  CHECK(refusal(changed("\"2026-03-02T07:00:00Z\"", "\"soon\"")) ==
        "plan.occurrences[0].opens: \"soon\" is not an instant such as 2026-03-02T07:00:00Z");
  CHECK(refusal(changed("\"nominal\": \"2026-03-02\"", "\"nominal\": \"2026-02-30\"")) ==
        "plan.occurrences[0].nominal: \"2026-02-30\" is not a day such as 2026-03-02");
  CHECK(refusal(changed("\"none\": false", "\"none\": 0")) == "plan.occurrences[0].none: expected true or false");
  CHECK(refusal(changed("\"kind\": \"measurement\"", "\"kind\": \"party\"")) ==
        "plan.occurrences[0].kind: \"party\" is none of: measurement, content, report");
  CHECK(refusal(changed("\"catch_up_limit\": 10", "\"catch_up_limit\": \"ten\"")) ==
        "plan.occurrences[0].catch_up_limit: expected a whole number");
  CHECK(refusal(changed("\"why\": []", "\"why\": [1]")) == "plan.occurrences[0].why[0]: expected a text");
  CHECK(refusal("[]") == "plan: expected an object");
}

TEST_CASE("plan json: text that is no JSON is refused, never a crash") {
  for (const char* text :
       {"", "{", "nonsense", "{\"format\": }", "\xff\xfe", "null", "1", "{\"format\": 99999999999999999999}"}) {
    INFO(text);
    CHECK(refusal(text).starts_with("plan"));
  }
}

TEST_CASE("plan json: the outlook follows the plan, and reading leaves it out") {
  const Plan plan =
      quiet_plan(calendar({measurement(Every::year, "June 15", "1 week")}), days("2026-01-01", "2027-01-01"));
  ForeseenOccurrence one;
  one.name = plan.occurrences.front().name;
  one.known_from = {"pulse", "customers", "2025"};
  one.members = 10;
  one.money = {23035, *Currency::from_code("EUR")};
  one.asks = true;
  one.asked = 4;
  one.left_out = {{"rest", 6}};
  one.collides = {{{"pulse", "customers", "2026"}, 6}};
  const ContactClash clash{
      one.name, "2026-W25", "rest", "customers", {{"pulse", "customers", "2026"}}, ItemKind::measurement, true};
  const std::string json = plan_to_json(plan, {{one}, {clash}});
  CHECK(json.find(
            "\"foreseen\": [\n    {\"name\": {\"item\": \"renewal\", \"audience\": \"customers\", \"cycle\": "
            "\"2026\"}, \"known_from\": {\"item\": \"pulse\", \"audience\": \"customers\", \"cycle\": \"2025\"}, "
            "\"members\": 10, \"money\": {\"minor\": 23035, \"currency\": \"EUR\"}, \"asks\": true, \"asked\": 4, "
            "\"left_out\": {\"rest\": 6}, \"collides\": [{\"with\": {\"item\": \"pulse\", \"audience\": \"customers\", "
            "\"cycle\": \"2026\"}, \"people\": 6}]}\n  ]") != std::string::npos);
  CHECK(
      json.find("\"week\": \"2026-W25\", \"rule\": \"rest\", \"whom\": \"customers\", \"everybody\": true, \"meets\": "
                "[{\"item\": \"pulse\"") != std::string::npos);
  CHECK(plan_to_json(plan_from_json(json)) == plan_to_json(plan));
  CHECK(plan_to_json(plan, {}).find("\"foreseen\": [],\n  \"clashes\": []\n}\n") != std::string::npos);
}

TEST_CASE("plan json: one occurrence is read back equal") {
  const Occurrence occurrence = small_plan().occurrences[0];
  CHECK(occurrence_from_json(occurrence_to_json(occurrence)) == occurrence);
}
