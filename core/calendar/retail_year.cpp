#include "core/calendar/retail_year.hpp"

#include "core/calendar/year_of.hpp"

namespace vk {
namespace {

using std::chrono::days;

/// Years in which a phrase is tried: every pattern of weekdays and leap days, century turns among them.
constexpr int kFirstTried = 1890;
constexpr int kLastTried = 2110;
constexpr int kShortYear = 52 * 7;
constexpr int kLongYear = 53 * 7;

std::optional<Day> end_in(const Phrase& ends, int year) {
  PhraseContext context;
  const std::chrono::year y{year};
  context.cycle = {{}, {Day{y / 1 / 1}, Day{(y + std::chrono::years{1}) / 1 / 1}}};
  return ends.evaluate(context);
}

}  // namespace

DayInterval RetailYear::ending_in(int year) const {
  return {end_in(ends, year - 1).value_or(Day{}) + days{1}, end_in(ends, year).value_or(Day{}) + days{1}};
}

int RetailYear::name_of(int year) const {
  if (!named_after_start) return year;
  // Whole weeks may begin a few days before or after the month that they are meant to begin with.
  return year_of(ending_in(year).first + days{10});
}

DayInterval RetailYear::period(int year, int number) const {
  const DayInterval whole = ending_in(year);
  Day first = whole.first;
  for (int i = 0; i < number; ++i) first += days{7 * pattern[static_cast<size_t>(i % 3)]};
  const bool is_last = number == 11;
  return {first, is_last ? whole.end : first + days{7 * pattern[static_cast<size_t>(number % 3)]}};
}

bool ends_whole_weeks(const Phrase& ends) {
  for (int year = kFirstTried; year <= kLastTried; ++year) {
    const std::optional<Day> before = end_in(ends, year - 1);
    const std::optional<Day> end = end_in(ends, year);
    if (!before || !end) return false;
    const int64_t length = (*end - *before).count();
    if (length != kShortYear && length != kLongYear) return false;
  }
  return true;
}

}  // namespace vk
