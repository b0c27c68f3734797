#include "core/plan/contact_clashes.hpp"

#include <catch2/catch.hpp>

#include "core/plan/kinds_of_people.hpp"
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

/// The customers have the segment columns size and region, and may have said no to letters.
AnnualCalendar with_rules(std::vector<MeasurementSpec> measurements, std::vector<ContactRuleSpec> rules) {
  AnnualCalendar made = calendar(std::move(measurements));
  made.audiences.front().segments = {placed("size"), placed("region")};
  made.audiences.front().consent = {{"letter", placed("letter_ok")}};
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

/// With content by these channels after a measurement.
AnnualCalendar with_content(AnnualCalendar year, std::string id, std::string after,
                            std::map<std::string, int64_t> capacity) {
  ContentSpec spec = content(std::move(id), std::move(after));
  spec.capacity = std::move(capacity);
  year.contents.push_back(std::move(spec));
  return year;
}

ContactRuleSpec for_some(ContactRuleSpec rule, std::string column, std::string value) {
  rule.name += "_" + value;
  rule.where = {{std::move(column), placed(std::move(value))}};
  return rule;
}

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

TEST_CASE("contact clashes: content within the rest of the survey it follows is told with its week") {
  const AnnualCalendar year = with_rules({survey("renewal", "March 2")}, {rest(30)});
  CHECK(clashes(with_content(year, "offers", "renewal", {{"email", 100}})) ==
        Words{"offers@2026: contact rule \"rest\" leaves out customers in week 2026-W11: it also counts "
              "renewal/customers@2026"});
  CHECK(clashes(with_content(with_rules({survey("renewal", "March 2")}, {rest(7)}), "offers", "renewal", {})).empty());
}

TEST_CASE("contact clashes: content is warned of where the calendar says what it follows") {
  const AnnualCalendar year = with_rules({survey("renewal", "March 2")}, {rest(30)});
  Diagnostics diagnostics;
  AnnualCalendar with_offers = with_content(year, "offers", "renewal", {});
  with_offers.contents.front().after = placed("renewal", 21);
  make_plan(with_offers, days("2026-01-01", "2028-01-01"), diagnostics);
  REQUIRE(diagnostics.all().size() == 1);
  CHECK(diagnostics.all().front().code == "W506");
  CHECK(diagnostics.all().front().at.line == 21);
  CHECK(diagnostics.all().front().message.ends_with("renewal/customers@2026 (and 1 more)"));
}

TEST_CASE("contact clashes: content of two channels of which a rule closes one clashes by that one") {
  ContactRuleSpec mails = rest(30);
  mails.channels = {placed("email")};
  const AnnualCalendar year = with_rules({survey("renewal", "March 2")}, {mails});
  const Words found = clashes(with_content(year, "offers", "renewal", {{"email", 100}, {"phone", 10}}));
  REQUIRE(found.size() == 1);
  CHECK(found.front().find("leaves out customers by email in week 2026-W11") != std::string::npos);
  CHECK(clashes(with_content(year, "offers", "renewal", {{"email", 0}, {"phone", 10}})).empty());
}

TEST_CASE("contact clashes: of two content items that may meet at a person the later is told for whom both choose") {
  MeasurementSpec silent = survey("renewal", "March 2");
  silent.channel = {};
  AnnualCalendar year = with_content(with_rules({silent}, {rest(30)}), "secure", "renewal", {});
  year = with_content(year, "win_back", "renewal", {});
  CHECK(clashes(year) == Words{"win_back@2026: contact rule \"rest\" leaves out customers in week 2026-W11 as far as "
                               "secure@2026 contacts them too"});
  year.contents.back().contact.priority = 1;
  REQUIRE(clashes(year).size() == 1);
  CHECK(clashes(year).front().starts_with("secure@2026"));
}

TEST_CASE("contact clashes: a cap takes several content items to be full, and the one too many names them") {
  MeasurementSpec silent = survey("renewal", "March 2");
  silent.channel = {};
  AnnualCalendar year = with_rules({silent}, {at_most(2)});
  for (const char* id : {"a", "b", "c"}) year = with_content(year, id, "renewal", {});
  CHECK(clashes(year) == Words{"c@2026: contact rule \"cap\" leaves out customers in week 2026-W11 as far as a@2026, "
                               "b@2026 contact them too"});
}

TEST_CASE("contact clashes: a survey keeps its place before content unless content goes first") {
  MeasurementSpec silent = survey("pulse", "March 2");
  silent.channel = {};
  const AnnualCalendar year = with_rules({silent, survey("renewal", "March 23")}, {rest(30)});
  AnnualCalendar with_offers = with_content(year, "offers", "pulse", {});
  CHECK(clashes(with_offers) == Words{"offers@2026: contact rule \"rest\" leaves out customers in week 2026-W11: it "
                                      "also counts renewal/customers@2026"});
  with_offers.contents.front().contact.priority = 1;
  CHECK(clashes(with_offers) == Words{"renewal/customers@2026: contact rule \"rest\" leaves out customers in week "
                                      "2026-W13 as far as offers@2026 contacts them too"});
}

TEST_CASE("contact clashes: whoever has the attributes of two rules is judged by both at once") {
  ContactRuleSpec small = rest(16);
  small.delay_days = 3;
  ContactRuleSpec north = at_most(1);
  north.items = {placed("second"), placed("third")};
  north.delay_days = 2;
  const std::vector<MeasurementSpec> three{survey("first", "March 16"), survey("second", "March 30"),
                                           survey("third", "June 1")};
  const std::vector<ContactRuleSpec> rules{for_some(small, "size", "small"), for_some(north, "region", "north")};
  // A small customer is asked by "second" two days later, in the quarter in which the north is asked by "third".
  CHECK(clashes(with_rules(three, {rules.front()})).empty());
  CHECK(clashes(with_rules(three, {rules.back()})).empty());
  CHECK(clashes(with_rules(three, rules)) ==
        Words{"third/customers@2026: contact rule \"cap_north\" leaves out customers with region = north and size = "
              "small in week 2026-W23: it also counts second/customers@2026"});
  const std::vector<ContactRuleSpec> apart{for_some(small, "size", "small"), for_some(north, "size", "large")};
  CHECK(clashes(with_rules(three, apart)).empty());
}

TEST_CASE("contact clashes: a rule about what an audience does not have leaves none of it out") {
  const std::vector<MeasurementSpec> both{survey("first", "March 2"), survey("second", "March 16")};
  CHECK(clashes(with_rules(both, {for_some(rest(30), "size", "small")})).size() == 1);
  CHECK(clashes(with_rules(both, {for_some(rest(30), "chain", "small")})).empty());
}

TEST_CASE("contact clashes: whoever refused a channel is not left out of it by a rule") {
  std::vector<MeasurementSpec> both{survey("first", "March 2"), survey("second", "March 16")};
  CHECK(clashes(with_rules(both, {for_some(rest(30), "letter", "no")})).size() == 1);
  for (MeasurementSpec& measurement : both) measurement.channel = placed("letter");
  CHECK(clashes(with_rules(both, {for_some(rest(30), "letter", "no")})).empty());
  CHECK(clashes(with_rules(both, {for_some(rest(30), "letter", "yes")})).size() == 1);
}

TEST_CASE("contact clashes: hundreds of kinds of people are told apart, and no more") {
  std::vector<ContactRuleSpec> rules;
  AudienceSpec audience;
  for (const char* column : {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"}) {
    rules.push_back(for_some(rest(30), column, "x"));
    audience.segments.push_back(placed(column));
  }
  const std::vector<Attributes> kinds = kinds_of_people(rules, ~RuleBits{0}, audience);
  CHECK(kinds.size() == kMostKinds);
  CHECK(kinds.front().empty());
  CHECK(kinds[12].size() == 1);
  CHECK(kinds[13].size() == 2);
  CHECK(kinds_of_people({rules.data(), 3}, 0b101, audience).size() == 4);
  // With little room those of one rule stay, whatever they ask for.
  rules.front().where.insert_or_assign("m", placed("x"));
  rules.front().where.insert_or_assign("n", placed("x"));
  audience.segments.push_back(placed("m"));
  audience.segments.push_back(placed("n"));
  const std::vector<Attributes> few = kinds_of_people(rules, ~RuleBits{0}, audience, 13);
  CHECK(few.size() == 13);
  CHECK(few.back().size() == 3);
}
