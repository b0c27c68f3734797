#include "core/calendar/recurrence.hpp"

#include <algorithm>
#include <cstdlib>

#include "core/calendar/year_of.hpp"

namespace vk {
namespace {

using std::chrono::days;
using std::chrono::weekday;
using std::chrono::year_month_day;
using Frequency = RecurrenceRule::Frequency;

constexpr int kLastRuleDayYear = 9999;
constexpr int kYearsOfEveryPattern = 28;
constexpr int kMostYears = 400;

Day first_of_year(int year) {
  return Day{std::chrono::year{year} / std::chrono::January / 1};
}

Day first_of_month(Day day) {
  const year_month_day ymd{day};
  return Day{ymd.year() / ymd.month() / 1};
}

Day months_after(Day first_of_month, int64_t months) {
  return Day{year_month_day{first_of_month} + std::chrono::months{months}};
}

Day week_of(Day day, weekday week_start) {
  return day - (weekday{day} - week_start);
}

/// The first day of week 1: the first week with at least four days in the year.
Day first_week_of(int year, weekday week_start) {
  return week_of(first_of_year(year) + days{3}, week_start);
}

/// True when the list is empty or has `number`, or the same counted from the end of `length`.
bool lists(const std::vector<int>& list, int64_t number, int64_t length) {
  if (list.empty()) return true;
  return std::any_of(list.begin(), list.end(),
                     [&](int each) { return each == number || (each < 0 && each + length + 1 == number); });
}

/// A rule with what it takes from its start, as a test of single days.
class DayTest {
 public:
  DayTest(const RecurrenceRule& rule, Day start) : rule_(rule) {
    const year_month_day ymd{start};
    const bool names_days =
        !rule.month_days.empty() || !rule.year_days.empty() || !rule.weeks.empty() || !rule.weekdays.empty();
    const bool takes_day = !names_days && (rule.frequency == Frequency::yearly || rule.frequency == Frequency::monthly);
    if (takes_day) rule_.month_days = {static_cast<int>(static_cast<unsigned>(ymd.day()))};
    if (takes_day && rule.frequency == Frequency::yearly && rule.months.empty())
      rule_.months = {static_cast<int>(static_cast<unsigned>(ymd.month()))};
    if (rule.frequency == Frequency::weekly && rule.weekdays.empty()) rule_.weekdays = {{0, weekday{start}}};
  }

  bool fits(Day day) const {
    const year_month_day ymd{day};
    if (!lists(rule_.months, static_cast<unsigned>(ymd.month()), 12)) return false;
    const Day month = first_of_month(day);
    const DayInterval in_month{month, months_after(month, 1)};
    if (!lists(rule_.month_days, (day - month).count() + 1, in_month.days())) return false;
    const int year = static_cast<int>(ymd.year());
    const DayInterval in_year{first_of_year(year), first_of_year(year + 1)};
    if (!lists(rule_.year_days, (day - in_year.first).count() + 1, in_year.days())) return false;
    if (!rule_.weeks.empty() && !week_fits(day, year)) return false;
    const bool by_month = rule_.frequency == Frequency::monthly || !rule_.months.empty();
    return weekday_fits(day, by_month ? in_month : in_year);
  }

 private:
  bool week_fits(Day day, int year) const {
    int week_year = year + 1;
    while (day < first_week_of(week_year, rule_.week_start)) --week_year;
    const Day first = first_week_of(week_year, rule_.week_start);
    const Day next = first_week_of(week_year + 1, rule_.week_start);
    return lists(rule_.weeks, (day - first).count() / 7 + 1, (next - first).count() / 7);
  }

  /// Ordinals count the same weekdays of `scope`.
  bool weekday_fits(Day day, DayInterval scope) const {
    if (rule_.weekdays.empty()) return true;
    const auto from_start = static_cast<int>((day - scope.first).count() / 7) + 1;
    const auto from_end = -static_cast<int>((scope.end - days{1} - day).count() / 7) - 1;
    return std::any_of(rule_.weekdays.begin(), rule_.weekdays.end(), [&](const RuleWeekday& each) {
      if (each.weekday != weekday{day}) return false;
      return each.ordinal == 0 || each.ordinal == from_start || each.ordinal == from_end;
    });
  }

  RecurrenceRule rule_;
};

/// The periods that INTERVAL counts: the k-th from the one that holds the start.
class Periods {
 public:
  Periods(const RecurrenceRule& rule, Day start) : rule_(rule), first_(period_of(start)) {}

  DayInterval at(int64_t k) const { return {begin(k * rule_.interval), begin(k * rule_.interval + 1)}; }

  /// A period that ends before `day`, or the first one.
  int64_t well_before(Day day) const {
    if (day <= first_) return 0;
    const int64_t longest = longest_days() * rule_.interval;
    return std::max<int64_t>(0, (day - first_).count() / longest - 1);
  }

 private:
  Day period_of(Day day) const {
    switch (rule_.frequency) {
      case Frequency::daily:
        return day;
      case Frequency::weekly:
        return week_of(day, rule_.week_start);
      case Frequency::monthly:
        return first_of_month(day);
      case Frequency::yearly:
        return first_of_year(year_of(day));
    }
    return day;
  }

  Day begin(int64_t number) const {
    switch (rule_.frequency) {
      case Frequency::daily:
        return first_ + days{number};
      case Frequency::weekly:
        return first_ + days{7 * number};
      case Frequency::monthly:
        return months_after(first_, number);
      case Frequency::yearly:
        return months_after(first_, 12 * number);
    }
    return first_;
  }

  int64_t longest_days() const {
    switch (rule_.frequency) {
      case Frequency::daily:
        return 1;
      case Frequency::weekly:
        return 7;
      case Frequency::monthly:
        return 31;
      case Frequency::yearly:
        return 366;
    }
    return 1;
  }

  const RecurrenceRule& rule_;
  Day first_;
};

bool position_listed(const std::vector<int>& positions, size_t index, size_t size) {
  return lists(positions, static_cast<int64_t>(index) + 1, static_cast<int64_t>(size));
}

bool past_until(const RecurrenceRule& rule, const RuleStart& start, Day day) {
  if (!rule.until || day < *rule.until) return false;
  return day > *rule.until || start.at_seconds > rule.until_seconds;
}

/// The days of one period that fit, with BYSETPOS applied.
std::vector<Day> days_of_period(const RecurrenceRule& rule, const DayTest& test, DayInterval period) {
  std::vector<Day> fitting;
  for (Day day = period.first; day < period.end; day += days{1}) {
    if (test.fits(day)) fitting.push_back(day);
  }
  if (rule.positions.empty()) return fitting;
  std::vector<Day> chosen;
  for (size_t i = 0; i < fitting.size(); ++i) {
    if (position_listed(rule.positions, i, fitting.size())) chosen.push_back(fitting[i]);
  }
  return chosen;
}

}  // namespace

std::vector<Day> recurrence_days(const RecurrenceRule& rule, const RuleStart& start, DayInterval range, size_t most) {
  std::vector<Day> found;
  const DayTest test{rule, start.day};
  const Periods periods{rule, start.day};
  const Day end = std::min(range.end, first_of_year(kLastRuleDayYear + 1));
  int64_t left = rule.count.value_or(INT64_MAX);
  // COUNT counts from the start; without it what lies before the range need not be looked at.
  for (int64_t k = rule.count ? 0 : periods.well_before(range.first); left > 0; ++k) {
    const DayInterval period = periods.at(k);
    if (end <= period.first) return found;
    for (const Day day : days_of_period(rule, test, period)) {
      if (day < start.day) continue;
      if (end <= day || past_until(rule, start, day) || left-- == 0) return found;
      if (day < range.first) continue;
      found.push_back(day);
      if (found.size() == most) return found;
    }
  }
  return found;
}

std::optional<Day> first_recurrence(const RecurrenceRule& rule, const RuleStart& start) {
  const int years = std::min(kMostYears, kYearsOfEveryPattern * rule.interval);
  RecurrenceRule endless = rule;
  endless.count = std::nullopt;
  endless.until = std::nullopt;
  const Day end = start.day + days{366 * int64_t{years}};
  const std::vector<Day> found = recurrence_days(endless, start, {start.day, end}, 1);
  return found.empty() ? std::nullopt : std::optional{found.front()};
}

}  // namespace vk
