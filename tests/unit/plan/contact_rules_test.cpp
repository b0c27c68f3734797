#include "core/plan/contact_rules.hpp"

#include <catch2/catch.hpp>

#include "core/base/instant.hpp"

namespace vk {
namespace {

DayNumber on(const char* day) {
  return static_cast<DayNumber>(day_from(day).value().time_since_epoch().count());
}

ContactRuleSpec rest(int32_t rest_days) {
  ContactRuleSpec rule;
  rule.name = "rest";
  rule.rest_days = rest_days;
  return rule;
}

ContactRuleSpec at_most(int64_t count, ContactPeriod per) {
  ContactRuleSpec rule;
  rule.name = "cap";
  rule.limit = ContactLimit::at_most;
  rule.at_most = count;
  rule.per = per;
  return rule;
}

ContactRuleSpec pause(const char* around, int32_t before, int32_t after) {
  ContactRuleSpec rule;
  rule.name = "pause";
  rule.limit = ContactLimit::pause;
  rule.around = {{around, {}}};
  rule.days_before = before;
  rule.days_after = after;
  return rule;
}

/// One person and the calendar's rules.
class Person {
 public:
  explicit Person(std::vector<ContactRuleSpec> rules) : rules_(rules) {}

  ContactVerdict ask(const ContactScope& scope, const char* day, const char* latest = "2100-01-01") {
    const ContactWish asked = wish(scope, day, latest);  // adds its occasion first
    return rules_.decide(occasions_, marks_, asked);
  }
  DayNumber free_from(const ContactScope& scope, const char* day) {
    const ContactWish asked = wish(scope, day, day);
    return rules_.first_free_day(occasions_, marks_, asked);
  }
  void contacted(const ContactScope& scope, const char* day, const char* until = nullptr, uint32_t window = 0) {
    occasions_.push_back(rules_.occasion(scope, on(until == nullptr ? day : until), window == 0 ? ++windows_ : window));
    add_mark(marks_, {on(day), static_cast<uint32_t>(occasions_.size() - 1)});
  }
  ContactVerdict ask_in_window(const ContactScope& scope, const char* day, uint32_t window) {
    ContactWish asked = wish(scope, day, day);
    occasions_.back().window = window;
    return rules_.decide(occasions_, marks_, asked);
  }

 private:
  ContactWish wish(const ContactScope& scope, const char* day, const char* latest) {
    occasions_.push_back(rules_.occasion(scope, on(day), ++windows_));
    return {on(day), on(latest), static_cast<uint32_t>(occasions_.size() - 1), ~RuleBits{0}};
  }

  ContactRuleSet rules_;
  std::vector<Occasion> occasions_;
  std::vector<ContactMark> marks_;
  uint32_t windows_ = 1000;
};

const ContactScope kSurvey{"renewal", "customers", "email"};
const ContactScope kLetter{"newsletter", "customers", "post"};

TEST_CASE("contact rules: thirty days of rest end on the thirtieth day after the contact") {
  Person person({rest(30)});
  CHECK(person.ask(kSurvey, "2026-03-01").made());
  person.contacted(kLetter, "2026-03-01");
  CHECK_FALSE(person.ask(kSurvey, "2026-03-30").made());
  CHECK(person.ask(kSurvey, "2026-03-31").made());
  CHECK(person.free_from(kSurvey, "2026-03-02") == on("2026-03-31"));
}

TEST_CASE("contact rules: rest is kept before a contact that is planned later") {
  Person person({rest(30)});
  person.contacted(kSurvey, "2026-03-31");
  CHECK_FALSE(person.ask(kLetter, "2026-03-02").made());
  CHECK(person.ask(kLetter, "2026-03-01").made());
}

TEST_CASE("contact rules: a rule for one channel neither counts nor limits another") {
  ContactRuleSpec by_email = rest(30);
  by_email.channels = {{"email", {}}};
  Person person({by_email});
  person.contacted(kSurvey, "2026-03-01");
  CHECK(person.ask(kLetter, "2026-03-02").made());
  CHECK_FALSE(person.ask(kSurvey, "2026-03-02").made());
}

TEST_CASE("contact rules: items named together share one rest and others are free") {
  ContactRuleSpec group = rest(90);
  group.items = {{"renewal", {}}, {"pulse", {}}};
  Person person({group});
  person.contacted({"pulse", "customers", "email"}, "2026-03-01");
  CHECK_FALSE(person.ask(kSurvey, "2026-03-20").made());
  CHECK(person.ask(kLetter, "2026-03-20").made());
}

TEST_CASE("contact rules: two a quarter leave the third for the next quarter") {
  Person person({at_most(2, {ContactPeriod::Kind::quarter, 0})});
  person.contacted(kSurvey, "2026-01-01");
  person.contacted(kSurvey, "2026-03-31");
  CHECK_FALSE(person.ask(kLetter, "2026-02-10").made());
  CHECK(person.ask(kLetter, "2026-04-01").made());
  CHECK(person.free_from(kLetter, "2026-02-10") == on("2026-04-01"));
}

TEST_CASE("contact rules: weeks begin on Monday and years on the first of January") {
  using Kind = ContactPeriod::Kind;
  CHECK(period_of(Kind::week, on("2026-11-29")).first == on("2026-11-23"));
  CHECK(period_of(Kind::week, on("1969-12-31")).first == on("1969-12-29"));
  CHECK(period_of(Kind::month, on("2024-02-29")).end == on("2024-03-01"));
  CHECK(period_of(Kind::quarter, on("2026-12-31")).first == on("2026-10-01"));
  CHECK(period_of(Kind::year, on("2026-12-31")).end == on("2027-01-01"));
}

TEST_CASE("contact rules: two in any ten days in a row") {
  Person person({at_most(2, {ContactPeriod::Kind::days, 10})});
  person.contacted(kSurvey, "2026-03-01");
  person.contacted(kSurvey, "2026-03-10");
  CHECK_FALSE(person.ask(kLetter, "2026-03-05").made());
  CHECK_FALSE(person.ask(kLetter, "2026-03-10").made());
  CHECK(person.ask(kLetter, "2026-03-11").made());
  CHECK(person.ask(kLetter, "2026-02-28").made());
}

TEST_CASE("contact rules: once in a window however late, and again in the next cycle") {
  ContactRuleSpec once;
  once.name = "once";
  once.limit = ContactLimit::once_per_window;
  Person person({once});
  person.contacted(kSurvey, "2026-03-01", "2026-03-20", 7);
  CHECK_FALSE(person.ask_in_window(kSurvey, "2026-03-19", 7).made());
  CHECK(person.ask_in_window(kSurvey, "2026-03-19", 8).made());
}

TEST_CASE("contact rules: offers pause around a measurement's window, before and after") {
  Person person({pause("renewal", 7, 3)});
  person.contacted(kSurvey, "2026-03-10", "2026-03-20");
  CHECK(person.ask(kLetter, "2026-03-02").made());
  CHECK_FALSE(person.ask(kLetter, "2026-03-03").made());
  CHECK_FALSE(person.ask(kLetter, "2026-03-23").made());
  CHECK(person.ask(kLetter, "2026-03-24").made());
  CHECK(person.ask(kSurvey, "2026-03-15").made());
}

TEST_CASE("contact rules: delay moves to the first free day within its limit and the window") {
  ContactRuleSpec later = rest(10);
  later.delay_days = 14;
  Person person({later});
  person.contacted(kLetter, "2026-03-01");
  const ContactVerdict moved = person.ask(kSurvey, "2026-03-04");
  CHECK(moved.made());
  CHECK(moved.day == on("2026-03-11"));
  CHECK_FALSE(person.ask(kSurvey, "2026-03-04", "2026-03-10").made());
}

TEST_CASE("contact rules: a rule that blocks wins over one that delays") {
  ContactRuleSpec later = rest(10);
  later.delay_days = 14;
  Person person({later, at_most(1, {ContactPeriod::Kind::month, 0})});
  person.contacted(kLetter, "2026-03-01");
  CHECK(person.ask(kSurvey, "2026-03-04").rule == 1);
}

TEST_CASE("contact rules: a rule by attribute protects those who have it") {
  ContactRuleSpec small = rest(30);
  small.where = {{"size", {"small", {}}}, {"email", {"yes", {}}}};
  const ContactRuleSet rules(std::vector{small});
  const auto protecting = [&](const char* size, std::optional<std::string> email) {
    return rules.protecting(
        [&](const std::string& attribute) -> std::optional<std::string> { return attribute == "size" ? size : email; });
  };
  CHECK(protecting("small", "yes") == 1);
  CHECK(protecting("large", "yes") == 0);
  CHECK(protecting("small", std::nullopt) == 0);
}

TEST_CASE("contact rules: a contact of an item with a weight counts for several") {
  ContactRuleSpec in_quarter = at_most(3, {ContactPeriod::Kind::quarter, 0});
  in_quarter.weight = {{"long", 2}};
  Person person({in_quarter});
  person.contacted({"long", "", "email"}, "2026-01-12");
  CHECK(person.ask({"short", "", "email"}, "2026-02-02").made());
  CHECK_FALSE(person.ask({"long", "", "email"}, "2026-02-02").made());
  person.contacted({"short", "", "email"}, "2026-02-02");
  CHECK_FALSE(person.ask({"short", "", "email"}, "2026-03-02").made());
  CHECK(person.free_from({"long", "", "email"}, "2026-03-02") == on("2026-04-01"));

  ContactRuleSpec in_a_row = at_most(3, {ContactPeriod::Kind::days, 30});
  in_a_row.weight = {{"long", 2}};
  Person other({in_a_row});
  other.contacted({"short", "", "email"}, "2026-01-05");
  other.contacted({"long", "", "email"}, "2026-01-12");
  CHECK_FALSE(other.ask({"short", "", "email"}, "2026-02-03").made());
  CHECK(other.ask({"short", "", "email"}, "2026-02-04").made());
  CHECK(other.free_from({"long", "", "email"}, "2026-01-20") == on("2026-02-11"));
}

}  // namespace
}  // namespace vk
