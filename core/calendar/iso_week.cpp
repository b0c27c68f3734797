#include "core/calendar/iso_week.hpp"

#include "core/calendar/year_of.hpp"

namespace vk {
namespace {

using std::chrono::days;
using std::chrono::January;
using std::chrono::Monday;
using std::chrono::weekday;
using std::chrono::year;

Day monday_on_or_before(Day day) {
  return day - (weekday{day} - Monday);
}

/// 4 January is always in week 1 (ISO 8601).
Day first_monday(int week_year) {
  return monday_on_or_before(Day{year{week_year} / January / 4});
}

}  // namespace

IsoWeek iso_week_of(Day day) {
  const Day thursday = monday_on_or_before(day) + days{3};
  const int week_year = year_of(thursday);
  return {week_year, static_cast<int>((thursday - first_monday(week_year)).count() / 7 + 1)};
}

int iso_weeks_in(int year) {
  return static_cast<int>((first_monday(year + 1) - first_monday(year)).count() / 7);
}

std::optional<Day> monday_of(IsoWeek week) {
  if (week.week < 1 || week.week > iso_weeks_in(week.year)) return std::nullopt;
  return first_monday(week.year) + days{7 * (week.week - 1)};
}

}  // namespace vk
