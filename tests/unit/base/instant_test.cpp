#include "core/base/instant.hpp"

#include <catch2/catch.hpp>

using namespace std::chrono_literals;
using vk::Day;
using vk::Instant;

namespace {

Day day(int year, unsigned month, unsigned dom) {
  return std::chrono::year_month_day{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{dom}};
}

}  // namespace

TEST_CASE("day: reads and writes year, month and day") {
  CHECK(vk::day_from("2026-03-02") == day(2026, 3, 2));
  CHECK(vk::to_string(day(2026, 3, 2)) == "2026-03-02");
  CHECK(vk::to_string(day(33, 1, 9)) == "0033-01-09");
  CHECK(vk::day_from("0033-01-09") == day(33, 1, 9));
  CHECK(vk::day_from("9999-12-31") == day(9999, 12, 31));
}

TEST_CASE("day: 29 February exists in leap years only") {
  CHECK(vk::day_from("2024-02-29") == day(2024, 2, 29));
  CHECK(vk::day_from("2000-02-29") == day(2000, 2, 29));
  CHECK_FALSE(vk::day_from("2023-02-29").has_value());
  CHECK_FALSE(vk::day_from("1900-02-29").has_value());
}

TEST_CASE("day: text that is no day gives nothing") {
  for (const char* text : {"", "2026", "2026-3-2", "2026-03-2", "2026-00-10", "2026-13-01", "2026-04-31", "2026-04-00",
                           "2026/04/01", "-026-04-01", "-2026-04-01", "+026-04-01", "2026-04-01 ", " 2026-04-01",
                           "20260401", "2026-04-0a", "2026-+4-01"}) {
    INFO("'" << text << "'");
    CHECK_FALSE(vk::day_from(text).has_value());
  }
}

TEST_CASE("instant: reads UTC, offsets and bare days") {
  const Instant nine = Instant{day(2026, 3, 2)} + 9h;
  CHECK(vk::instant_from("2026-03-02T09:00:00Z") == nine);
  CHECK(vk::instant_from("2026-03-02t09:00:00z") == nine);
  CHECK(vk::instant_from("2026-03-02 09:00:00Z") == nine);
  CHECK(vk::instant_from("2026-03-02T11:00:00+02:00") == nine);
  CHECK(vk::instant_from("2026-03-02T03:30:00-05:30") == nine);
  CHECK(vk::instant_from("2026-03-02T09:00:00-00:00") == nine);
  CHECK(vk::instant_from("2026-03-02") == Instant{day(2026, 3, 2)});
}

TEST_CASE("instant: an offset may lead into another day, month or year") {
  CHECK(vk::instant_from("2026-01-01T00:30:00+02:00") == Instant{day(2025, 12, 31)} + 22h + 30min);
  CHECK(vk::instant_from("2024-02-28T23:30:00-01:00") == Instant{day(2024, 2, 29)} + 30min);
}

TEST_CASE("instant: writes RFC 3339 in UTC") {
  CHECK(vk::to_string(Instant{day(2026, 3, 2)} + 7h + 5min + 9s) == "2026-03-02T07:05:09Z");
  CHECK(vk::to_string(Instant{day(1969, 12, 31)} + 23h + 59min + 59s) == "1969-12-31T23:59:59Z");
}

TEST_CASE("instant: what is written reads back") {
  for (const Day of : {day(1600, 2, 29), day(1970, 1, 1), day(2024, 2, 29), day(2038, 1, 19), day(9999, 12, 31)}) {
    const Instant last = Instant{of} + 23h + 59min + 59s;
    INFO(vk::to_string(last));
    CHECK(vk::instant_from(vk::to_string(last)) == last);
    CHECK(vk::day_from(vk::to_string(of)) == of);
  }
}

TEST_CASE("instant: text that is no instant gives nothing") {
  for (const char* text : {"",
                           "now",
                           "2026-03-02T",
                           "2026-03-02T09",
                           "2026-03-02T09:00",
                           "2026-03-02T09:00Z",
                           "2026-03-02T09:00:00",
                           "2026-03-02T24:00:00Z",
                           "2026-03-02T09:60:00Z",
                           "2026-03-02T09:00:60Z",
                           "2026-03-02T09:00:00+2:00",
                           "2026-03-02T09:00:00+0200",
                           "2026-03-02T09:00:00+24:00",
                           "2026-03-02T09:00:00+02:60",
                           "2026-03-02T09:00:00.5Z",
                           "2026-03-02T09:00:00ZZ",
                           "2026-03-02X09:00:00Z",
                           "2026-02-30T09:00:00Z",
                           "2026-03-02T09-00-00Z",
                           "-026-03-02T09:00:00Z"}) {
    INFO("'" << text << "'");
    CHECK_FALSE(vk::instant_from(text).has_value());
  }
}

TEST_CASE("day interval: is half open") {
  const vk::DayInterval year{day(2024, 1, 1), day(2025, 1, 1)};
  CHECK(year.days() == 366);
  CHECK(year.contains(day(2024, 1, 1)));
  CHECK(year.contains(day(2024, 12, 31)));
  CHECK_FALSE(year.contains(day(2025, 1, 1)));
  CHECK_FALSE(year.contains(day(2023, 12, 31)));
}

TEST_CASE("day interval: an empty one contains nothing") {
  const vk::DayInterval none{day(2026, 1, 1), day(2026, 1, 1)};
  CHECK(none.days() == 0);
  CHECK_FALSE(none.contains(day(2026, 1, 1)));
}
