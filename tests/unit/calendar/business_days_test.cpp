#include <catch2/catch.hpp>

#include "tests/unit/calendar/oracle_rows.hpp"

namespace vk {
namespace {

using test::oracle_business_days;
using test::oracle_rows;

Day day(std::string_view text) {
  return day_from(text).value();
}

TEST_CASE("business days: closed days are adjusted as the oracle says, in every country and convention") {
  const auto rows = oracle_rows("adjust.csv");
  REQUIRE(rows.size() > 1000);
  const std::pair<const char*, IfClosedDay> rules[] = {{"following", IfClosedDay::following},
                                                       {"modified_following", IfClosedDay::modified_following},
                                                       {"preceding", IfClosedDay::preceding},
                                                       {"modified_preceding", IfClosedDay::modified_preceding},
                                                       {"nearest", IfClosedDay::nearest}};
  for (const auto& row : rows) {
    const BusinessDays business_days = oracle_business_days(row.at("calendar"));
    for (const auto& [column, rule] : rules) {
      INFO(row.at("calendar") << " " << row.at("date") << " " << column);
      CHECK(to_string(business_days.adjust(day(row.at("date")), rule)) == row.at(column));
    }
  }
}

TEST_CASE("business days: the n-th open day after and before a date is the oracle's") {
  const auto rows = oracle_rows("advance.csv");
  REQUIRE(rows.size() > 1000);
  for (const auto& row : rows) {
    INFO(row.at("calendar") << " " << row.at("date") << " " << row.at("business_days"));
    const int64_t n = int64_from(row.at("business_days")).value();
    CHECK(to_string(oracle_business_days(row.at("calendar")).advance(day(row.at("date")), n)) == row.at("result"));
  }
}

TEST_CASE("business days: counting back from the end of a quarter or year is the oracle's") {
  const auto rows = oracle_rows("bd_before.csv");
  REQUIRE(rows.size() > 1000);
  for (const auto& row : rows) {
    INFO(row.at("calendar") << " " << row.at("end") << " " << row.at("n"));
    const BusinessDays business_days = oracle_business_days(row.at("calendar"));
    const int64_t n = int64_from(row.at("n")).value();
    CHECK(to_string(business_days.advance(day(row.at("end")), -n)) == row.at("n_business_days_before_end"));
    CHECK(to_string(business_days.adjust(day(row.at("end")), IfClosedDay::preceding)) ==
          row.at("last_business_day_on_or_before_end"));
  }
}

TEST_CASE("business days: the first, fifth, tenth and last open days of a month are the oracle's") {
  const auto rows = oracle_rows("business_days.csv");
  REQUIRE(rows.size() > 1000);
  const std::pair<const char*, const char*> phrases[] = {{"first", "first business day of the month"},
                                                         {"fifth", "fifth business day of the month"},
                                                         {"tenth", "10th business day of the month"},
                                                         {"tenth_last", "10th to last business day of the month"},
                                                         {"fifth_last", "fifth to last business day of the month"},
                                                         {"last", "last business day of the month"}};
  Diagnostics diagnostics;
  for (const auto& [column, text] : phrases) {
    const auto phrase = Phrase::parse({text, {}}, nullptr, diagnostics);
    REQUIRE(phrase.has_value());
    for (const auto& row : rows) {
      const std::string label = row.at("year") + (row.at("month").size() == 1 ? "-0" : "-") + row.at("month");
      INFO(row.at("calendar") << " " << label << " " << text);
      const BusinessDays business_days = oracle_business_days(row.at("calendar"));
      PhraseContext context;
      context.every = Every::month;
      context.cycle = cycle_from_label(Every::month, label).value();
      context.business_days = &business_days;
      const std::optional<Day> found = phrase->evaluate(context);
      CHECK((found ? to_string(*found) : std::string{}) == row.at(column));
    }
  }
}

TEST_CASE("business days: a rule that closes every day ends instead of hanging") {
  const BusinessDays closed{[](Day) { return true; }};
  CHECK(closed.advance(day("2026-01-01"), 1) > day("2026-01-01"));
  CHECK(closed.adjust(day("2026-01-01"), IfClosedDay::nearest) != day("2026-01-01"));
}

TEST_CASE("business days: advancing by none keeps the day, closed or not") {
  CHECK(BusinessDays{}.advance(day("2026-03-07"), 0) == day("2026-03-07"));
}

}  // namespace
}  // namespace vk
