#include "core/calendar/holidays.hpp"

#include <fmt/format.h>
#include <catch2/catch.hpp>

#include <set>

#include "tests/support/day.hpp"
#include "tests/unit/calendar/oracle_rows.hpp"

namespace vk {
namespace {

using test::oracle_rows;
using test::shipped_holidays;

using test::day;

DayInterval year_of(int year) {
  const std::chrono::year y{year};
  return {Day{y / 1 / 1}, Day{(y + std::chrono::years{1}) / 1 / 1}};
}

/// "2026-01-01 public New Year's Day" for each day of a year, holidays of one day joined in the order of their names.
std::vector<std::string> rows_of(const std::string& country, int year) {
  std::map<Day, std::pair<std::string, std::string>> days;
  for (const HolidayDay& holiday : shipped_holidays(country)->between(year_of(year))) {
    if (!holiday.closes()) continue;
    auto& [kind, name] = days[holiday.day];
    if (kind != "public") kind = to_string(holiday.kind);
    name += (name.empty() ? "" : " / ") + holiday.name;
  }
  std::vector<std::string> rows;
  for (const auto& [when, what] : days)
    rows.push_back(fmt::format("{} {} {}", to_string(when), what.first, what.second));
  return rows;
}

/// The closing days of a year without names, "0101 0106 ...".
std::string dates_of(const std::string& country, int year) {
  std::set<Day> days;
  for (const HolidayDay& holiday : shipped_holidays(country)->between(year_of(year))) {
    if (holiday.closes()) days.insert(holiday.day);
  }
  std::string text;
  for (const Day each : days) {
    const std::string iso = to_string(each);
    text += (text.empty() ? "" : " ") + iso.substr(5, 2) + iso.substr(8, 2);
  }
  return text;
}

TEST_CASE("holidays: every row of the oracle, and no other day, comes from the installed files") {
  std::map<std::pair<std::string, int>, std::vector<std::string>> expected;
  size_t rows = 0;
  for (const auto& row : oracle_rows("holidays.csv")) {
    ++rows;
    const int year = static_cast<int>(int64_from(row.at("date").substr(0, 4)).value());
    expected[{lower_ascii(row.at("calendar")), year}].push_back(row.at("date") + " " + row.at("kind") + " " +
                                                                row.at("name"));
  }
  CHECK(rows == 3096);
  for (auto& [which, listed] : expected) {
    INFO(which.first << " " << which.second);
    CHECK(rows_of(which.first, which.second) == listed);
  }
}

TEST_CASE("holidays: countries written from statute have the days of their acts") {
  struct Row {
    const char* country;
    int year;
    const char* dates;
  };
  const Row rows[] = {
      {"ee", 2026, "0101 0224 0403 0405 0501 0524 0623 0624 0820 1224 1225 1226"},
      {"ee", 2004, "0101 0224 0409 0411 0501 0530 0623 0624 0820 1225 1226"},
      {"fr", 2026, "0101 0406 0501 0508 0514 0525 0714 0815 1101 1111 1225"},
      {"ie", 2022, "0101 0317 0318 0418 0502 0606 0801 1031 1225 1226"},
      {"ie", 2023, "0101 0206 0317 0410 0501 0605 0807 1030 1225 1226"},
      {"ie", 2030, "0101 0201 0317 0422 0506 0603 0805 1028 1225 1226"},
      {"pl", 2010, "0101 0404 0405 0501 0503 0523 0603 0815 1101 1111 1225 1226"},
      {"pl", 2018, "0101 0106 0401 0402 0501 0503 0520 0531 0815 1101 1111 1112 1225 1226"},
      {"pl", 2025, "0101 0106 0420 0421 0501 0503 0608 0619 0815 1101 1111 1224 1225 1226"},
      {"at", 2026, "0101 0106 0406 0501 0514 0525 0604 0815 1026 1101 1208 1225 1226"},
      {"gb-sct", 2022, "0101 0102 0103 0104 0415 0502 0602 0603 0801 0919 1130 1225 1226 1227"},
      {"gb-sct", 2023, "0101 0102 0103 0407 0501 0508 0529 0807 1130 1225 1226"},
      {"gb-sct", 2024, "0101 0102 0329 0506 0527 0805 1130 1202 1225 1226"},
      {"gb-sct", 2026, "0101 0102 0403 0504 0525 0615 0803 1130 1225 1226 1228"},
      {"ax", 2026, "0101 0106 0403 0405 0406 0501 0514 0524 0609 0619 0620 1031 1206 1224 1225 1226"},
  };
  for (const Row& row : rows) {
    INFO(row.country << " " << row.year);
    CHECK(dates_of(row.country, row.year) == row.dates);
  }
}

TEST_CASE("holidays: a substitute in another year is found from that year") {
  const auto us = shipped_holidays("us");
  CHECK(us->is_closed(day("2027-12-31")));
  CHECK_FALSE(us->is_closed(day("2026-12-31")));
  CHECK(us->between({day("2027-12-31"), day("2028-01-01")}).front().name == "New Year's Day (observed)");
}

TEST_CASE("holidays: joined calendars are closed when one is") {
  const auto both = std::make_shared<const HolidaySet>(
      std::vector{shipped_holidays("fi")->calendars().front(), shipped_holidays("se")->calendars().front()});
  CHECK(both->is_closed(day("2027-12-06")));
  CHECK(both->is_closed(day("2028-06-06")));
  CHECK_FALSE(both->is_closed(day("2028-06-07")));
  CHECK(business_days_of(both).advance(day("2028-06-05"), 1) == day("2028-06-07"));
}

TEST_CASE("holidays: days far outside the tabled years follow the rules as well") {
  const auto fi = shipped_holidays("fi");
  CHECK(fi->is_closed(day("2345-12-06")));
  CHECK_FALSE(fi->is_closed(day("2345-12-05")));
}

TEST_CASE("holidays: names are found in any case and language, inside the interval only") {
  const auto fi = shipped_holidays("fi");
  CHECK(fi->day_named("Midsummer Eve", year_of(2026)) == day("2026-06-19"));
  CHECK(fi->day_named("JUHANNUSAATTO", year_of(2026)) == day("2026-06-19"));
  CHECK(fi->day_named("midsommarafton", year_of(2027)) == day("2027-06-25"));
  CHECK_FALSE(fi->day_named("Midsummer Eve", {day("2026-07-01"), day("2026-10-01")}));
  CHECK_FALSE(fi->day_named("Juhannus", year_of(2026)));
  CHECK_FALSE(shipped_holidays("gb")->day_named("Boxing Day (substitute)", year_of(2026)));
}

}  // namespace
}  // namespace vk
