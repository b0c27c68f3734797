#include "core/calendar/iso_week.hpp"

#include <catch2/catch.hpp>

#include "tests/unit/calendar/oracle_rows.hpp"

namespace vk {
namespace {

TEST_CASE("iso weeks: the days around New Year belong to the oracle's weeks") {
  const auto rows = test::oracle_rows("iso_weeks.csv");
  REQUIRE(rows.size() == 1040);
  for (const auto& row : rows) {
    INFO(row.at("date"));
    const IsoWeek week = iso_week_of(day_from(row.at("date")).value());
    CHECK(std::to_string(week.year) == row.at("iso_year"));
    CHECK(std::to_string(week.week) == row.at("iso_week"));
    const auto offset = std::chrono::days{*int64_from(row.at("iso_weekday")) - 1};
    REQUIRE(monday_of(week).has_value());
    CHECK(to_string(*monday_of(week) + offset) == row.at("date"));
  }
}

TEST_CASE("iso weeks: a year has 52 or 53 of them as the oracle says") {
  const auto rows = test::oracle_rows("iso_years.csv");
  REQUIRE(rows.size() == 65);
  for (const auto& row : rows) {
    const int year = static_cast<int>(*int64_from(row.at("year")));
    INFO(year);
    CHECK(std::to_string(iso_weeks_in(year)) == row.at("weeks"));
    CHECK(to_string(monday_of({year, 1}).value()) == row.at("first_monday"));
    const std::optional<Day> last = monday_of({year, 53});
    CHECK((last ? to_string(*last) : std::string{}) == row.at("monday_of_week_53"));
  }
}

TEST_CASE("iso weeks: weeks 0 and 54 do not exist") {
  CHECK_FALSE(monday_of({2026, 0}));
  CHECK_FALSE(monday_of({2026, 54}));
}

}  // namespace
}  // namespace vk
