#include <catch2/catch.hpp>

#include "tests/support/day.hpp"
#include "tests/unit/calendar/oracle_rows.hpp"

namespace vk {
namespace {

using test::oracle_rows;
using test::OracleDays;

using test::day;

TEST_CASE("business days: closed days are adjusted as the oracle says, in every country and convention") {
  const std::pair<const char*, IfClosedDay> rules[] = {{"following", IfClosedDay::following},
                                                       {"modified_following", IfClosedDay::modified_following},
                                                       {"preceding", IfClosedDay::preceding},
                                                       {"modified_preceding", IfClosedDay::modified_preceding},
                                                       {"nearest", IfClosedDay::nearest}};
  size_t compared = 0;
  for (const auto& row : oracle_rows("adjust.csv")) {
    const OracleDays days{row.at("calendar")};
    for (const auto& [column, rule] : rules) {
      const Day adjusted = days.business_days().adjust(day(row.at("date")), rule);
      if (days.left()) continue;
      ++compared;
      INFO(row.at("calendar") << " " << row.at("date") << " " << column);
      CHECK(to_string(adjusted) == row.at(column));
    }
  }
  CHECK(compared == 11890);
}

TEST_CASE("business days: the n-th open day after and before a date is the oracle's") {
  size_t compared = 0;
  for (const auto& row : oracle_rows("advance.csv")) {
    const OracleDays days{row.at("calendar")};
    const Day advanced = days.business_days().advance(day(row.at("date")), int64_from(row.at("business_days")).value());
    if (days.left()) continue;
    ++compared;
    INFO(row.at("calendar") << " " << row.at("date") << " " << row.at("business_days"));
    CHECK(to_string(advanced) == row.at("result"));
  }
  CHECK(compared == 1614);
}

TEST_CASE("business days: counting back from the end of a quarter or year is the oracle's") {
  size_t compared = 0;
  for (const auto& row : oracle_rows("bd_before.csv")) {
    const OracleDays days{row.at("calendar")};
    const Day before = days.business_days().advance(day(row.at("end")), -int64_from(row.at("n")).value());
    const Day last = days.business_days().adjust(day(row.at("end")), IfClosedDay::preceding);
    if (days.left()) continue;
    ++compared;
    INFO(row.at("calendar") << " " << row.at("end") << " " << row.at("n"));
    CHECK(to_string(before) == row.at("n_business_days_before_end"));
    CHECK(to_string(last) == row.at("last_business_day_on_or_before_end"));
  }
  CHECK(compared == 3228);
}

TEST_CASE("business days: the first, fifth, tenth and last open days of a month are the oracle's") {
  const std::pair<const char*, const char*> phrases[] = {{"first", "first business day of the month"},
                                                         {"fifth", "fifth business day of the month"},
                                                         {"tenth", "10th business day of the month"},
                                                         {"tenth_last", "10th to last business day of the month"},
                                                         {"fifth_last", "fifth to last business day of the month"},
                                                         {"last", "last business day of the month"}};
  size_t compared = 0;
  Diagnostics diagnostics;
  for (const auto& [column, text] : phrases) {
    const auto phrase = Phrase::parse({text, {}}, nullptr, diagnostics);
    REQUIRE(phrase.has_value());
    for (const auto& row : oracle_rows("business_days.csv")) {
      const OracleDays days{row.at("calendar")};
      const std::string label = row.at("year") + (row.at("month").size() == 1 ? "-0" : "-") + row.at("month");
      PhraseContext context;
      context.every = Every::month;
      context.cycle = cycle_from_label(Every::month, label).value();
      context.business_days = &days.business_days();
      const std::optional<Day> found = phrase->evaluate(context);
      if (days.left()) continue;
      ++compared;
      INFO(row.at("calendar") << " " << label << " " << text);
      CHECK((found ? to_string(*found) : std::string{}) == row.at(column));
    }
  }
  CHECK(compared == 19368);
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
