#include <fmt/format.h>
#include <catch2/catch.hpp>

#include <algorithm>
#include <random>

#include "core/base/text.hpp"
#include "core/calendar/recurrence.hpp"
#include "tests/support/chance.hpp"

namespace vk {
namespace {

using std::chrono::days;
using std::chrono::year_month_day;

constexpr uint32_t kRecurrenceSeed = 20261125;
constexpr std::string_view kWeekdays[] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};

using test::Chance;

/// A rule of FREQ=DAILY with what it lets through.
struct DailyRule {
  int interval = 1;
  std::vector<unsigned> months;
  std::vector<unsigned> month_days;
  std::vector<unsigned> weekdays;  ///< ISO, 1 is Monday

  std::string text() const {
    std::string text = fmt::format("FREQ=DAILY;INTERVAL={}", interval);
    const auto list = [&](std::string_view name, const std::vector<unsigned>& numbers) {
      if (!numbers.empty()) text += fmt::format(";{}={}", name, fmt::join(numbers, ","));
    };
    list("BYMONTH", months);
    list("BYMONTHDAY", month_days);
    std::vector<std::string> names;
    for (const unsigned weekday : weekdays) names.emplace_back(kWeekdays[weekday - 1]);
    return names.empty() ? text : text + ";BYDAY=" + join(names, ",");
  }

  bool fits(Day day, Day start) const {
    const year_month_day ymd{day};
    const auto has = [](const std::vector<unsigned>& list, unsigned number) {
      return list.empty() || std::find(list.begin(), list.end(), number) != list.end();
    };
    return (day - start).count() % interval == 0 && has(months, static_cast<unsigned>(ymd.month())) &&
           has(month_days, static_cast<unsigned>(ymd.day())) && has(weekdays, std::chrono::weekday{day}.iso_encoding());
  }
};

std::vector<unsigned> some_of(Chance& chance, int64_t most) {
  std::vector<unsigned> numbers;
  for (int64_t i = chance.below(4); i > 0; --i) numbers.push_back(static_cast<unsigned>(1 + chance.below(most)));
  return numbers;
}

TEST_CASE("recurrence laws: a daily rule has the days that fit it, one by one") {
  INFO("seed " << kRecurrenceSeed);
  Chance chance{kRecurrenceSeed};
  size_t compared = 0;
  for (int round = 0; round < 400; ++round) {
    const DailyRule daily{static_cast<int>(1 + chance.below(9)), some_of(chance, 12), some_of(chance, 28),
                          some_of(chance, 7)};
    INFO(daily.text());
    Diagnostics diagnostics;
    const auto rule = read_recurrence({daily.text(), {}}, nullptr, diagnostics);
    REQUIRE(rule.has_value());
    const Day start{days{chance.below(40000)}};
    const Day first = start + days{chance.below(1500)} - days{500};
    std::vector<Day> expected;
    for (Day day = std::max(first, start); day < first + days{2000}; day += days{1}) {
      if (daily.fits(day, start)) expected.push_back(day);
    }
    CHECK(recurrence_days(*rule, {start, 0}, {first, first + days{2000}}, 10000) == expected);
    compared += expected.size();
  }
  CHECK(compared == 8171);
}

TEST_CASE("recurrence laws: texts of any pieces are refused or read, and what is read ends") {
  INFO("seed " << kRecurrenceSeed);
  Chance chance{kRecurrenceSeed};
  const std::string_view pieces[] = {
      "FREQ=",  "YEARLY",    "MONTHLY",    "WEEKLY",    "DAILY",       ";",        "=",
      ",",      "-1",        "1",          "2",         "31",          "53",       "366",
      "BYDAY=", "MO",        "-2SU",       "BYMONTH=",  "BYSETPOS=",   "COUNT=",   "UNTIL=",
      "WKST=",  "BYWEEKNO=", "BYYEARDAY=", "INTERVAL=", "BYMONTHDAY=", "20260101", "\xc3\xa4"};
  size_t read = 0;
  for (int round = 0; round < 5000; ++round) {
    std::string text = "FREQ=" + std::string{pieces[static_cast<size_t>(1 + chance.below(4))]};
    for (int64_t i = chance.below(8); i > 0; --i)
      text += pieces[static_cast<size_t>(chance.below(static_cast<int64_t>(std::size(pieces))))];
    INFO(text);
    Diagnostics diagnostics;
    const auto rule = read_recurrence({text, {}}, nullptr, diagnostics);
    CHECK(rule.has_value() == !diagnostics.has_errors());
    if (!rule) continue;
    ++read;
    const Day start{days{20000 + chance.below(400)}};
    const DayInterval range{start, start + days{3000}};
    const std::vector<Day> found = recurrence_days(*rule, {start, 0}, range, 50);
    CHECK(found.size() <= 50);
    CHECK(std::is_sorted(found.begin(), found.end()));
    CHECK(std::adjacent_find(found.begin(), found.end()) == found.end());
    for (const Day day : found) CHECK(range.contains(day));
  }
  CHECK(read > 250);
}

}  // namespace
}  // namespace vk
