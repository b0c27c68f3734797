#include "core/plan/contact_clashes.hpp"

#include <catch2/catch.hpp>

#include "plan_fixture.hpp"

using namespace vk;
using namespace vk::test;

namespace {

/// A yearly survey of the customers by e-mail.
MeasurementSpec survey(std::string id, std::string opens) {
  MeasurementSpec spec = measurement(Every::year, std::move(opens), "1 week");
  spec.id = std::move(id);
  spec.channel = placed("email");
  spec.schedule.if_closed_day_given = true;
  return spec;
}

ContactRuleSpec rest(int32_t days) {
  ContactRuleSpec rule;
  rule.name = "rest";
  rule.rest_days = days;
  return rule;
}

ContactRuleSpec at_most(int64_t count) {
  ContactRuleSpec rule;
  rule.name = "cap";
  rule.limit = ContactLimit::at_most;
  rule.at_most = count;
  rule.per = {ContactPeriod::Kind::quarter, 0};
  return rule;
}

AnnualCalendar with_rules(std::vector<MeasurementSpec> measurements, std::vector<ContactRuleSpec> rules) {
  AnnualCalendar made = calendar(std::move(measurements));
  made.contact_rules = std::move(rules);
  return made;
}

/// The clashes of 2026, each with its words.
std::vector<std::string> clashes(const AnnualCalendar& calendar) {
  Diagnostics diagnostics;
  const Plan plan = make_plan(calendar, days("2026-01-01", "2027-01-01"), diagnostics);
  std::vector<std::string> found;
  for (const ContactClash& clash : find_contact_clashes(calendar, plan))
    found.push_back(to_string(clash.name) + ": " + clash_text(clash));
  return found;
}

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("contact clashes: a survey within another one's rest is told with its week and the other's name") {
  const AnnualCalendar year = with_rules({survey("first", "March 2"), survey("second", "March 16")}, {rest(30)});
  CHECK(clashes(year) == Words{"second/customers@2026: contact rule \"rest\" leaves out customers in week 2026-W12: it "
                               "also counts first/customers@2026"});
  CHECK(clashes(with_rules({survey("first", "March 2"), survey("second", "April 1")}, {rest(30)})).empty());
}

TEST_CASE("contact clashes: a plan is warned of them once a measurement, at its opening") {
  MeasurementSpec monthly = survey("pulse", "first Monday of the month");
  monthly.schedule.every = Every::month;
  Diagnostics diagnostics;
  make_plan(with_rules({monthly}, {at_most(1)}), days("2026-01-01", "2027-01-01"), diagnostics);
  REQUIRE(diagnostics.all().size() == 1);
  const Diagnostic& told = diagnostics.all().front();
  CHECK(told.code == "W506");
  CHECK(told.at.line == 11);
  CHECK(told.message ==
        "pulse/customers@2026-02: contact rule \"cap\" leaves out customers in week 2026-W06: it also counts "
        "pulse/customers@2026-01 (and 7 more)");
}

TEST_CASE("contact clashes: who goes first by priority takes the room") {
  MeasurementSpec board = survey("board", "March 16");
  board.contact.priority = 1;
  const AnnualCalendar year = with_rules({survey("letter", "March 2"), board}, {rest(30)});
  REQUIRE(clashes(year).size() == 1);
  CHECK(clashes(year).front().starts_with(
      "letter/customers@2026: contact rule \"rest\" leaves out customers in week 2026-W10"));
}

TEST_CASE("contact clashes: a contact that can be delayed within its window is none") {
  ContactRuleSpec rule = rest(16);
  rule.delay_days = 5;
  const std::vector<MeasurementSpec> both{survey("first", "March 2"), survey("second", "March 16")};
  CHECK(clashes(with_rules(both, {rule})).empty());
  rule.rest_days = 30;
  CHECK(clashes(with_rules(both, {rule})).size() == 1);
}

TEST_CASE("contact clashes: rules for some people are judged for them, those of others do not meet") {
  ContactRuleSpec small = rest(30);
  small.where = {{"size", placed("small")}};
  const std::vector<MeasurementSpec> both{survey("first", "March 2"), survey("second", "March 16")};
  REQUIRE(clashes(with_rules(both, {small})).size() == 1);
  CHECK(clashes(with_rules(both, {small})).front().find("leaves out customers with size = small in week") !=
        std::string::npos);
  ContactRuleSpec large = at_most(1);
  large.where = {{"size", placed("large")}};
  large.channels = {placed("phone")};
  CHECK(clashes(with_rules(both, {small, large})).size() == 1);
}

TEST_CASE("contact clashes: audiences are asked each by itself, and who asks nobody takes no room") {
  MeasurementSpec silent = survey("silent", "March 2");
  silent.channel = {};
  CHECK(clashes(with_rules({silent, survey("second", "March 16")}, {rest(30)})).empty());
  MeasurementSpec others = survey("first", "March 2");
  others.audiences = {placed("stores")};
  AnnualCalendar year = with_rules({others, survey("second", "March 16")}, {rest(30)});
  AudienceSpec stores;
  stores.name = "stores";
  year.audiences.push_back(stores);
  CHECK(clashes(year).empty());
}

TEST_CASE("contact clashes: a heavy questionnaire takes the room of several contacts") {
  std::vector<MeasurementSpec> three{survey("long", "January 12"), survey("b", "February 9"), survey("c", "March 9")};
  CHECK(clashes(with_rules(three, {at_most(3)})).empty());
  ContactRuleSpec rule = at_most(3);
  rule.weight = {{"long", 2}};
  REQUIRE(clashes(with_rules(three, {rule})).size() == 1);
  CHECK(clashes(with_rules(three, {rule})).front().starts_with("c/customers@2026"));
}
