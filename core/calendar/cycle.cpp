#include "core/calendar/cycle.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "core/calendar/cycle_grid.hpp"
#include "core/calendar/recurrence.hpp"
#include "core/calendar/year_of.hpp"

namespace vk {
namespace {

using std::chrono::days;

constexpr int kFirstYear = 1;
constexpr int kLastYear = 9999;
constexpr Day kFirstDay = Day{std::chrono::year{kFirstYear} / std::chrono::January / 1};
constexpr Day kEndOfDays = Day{std::chrono::year{kLastYear + 1} / std::chrono::January / 1};
/// How far from the date of another year a rule's day may lie and still be its counterpart.
constexpr days kNearby{31};
/// A rule's day is looked for this far back at a time.
constexpr days kLookBack{400};

bool covers_time(Every every) {
  return every != Every::rule && every != Every::dates;
}

Cycle single_day(std::string label, Day day) {
  return {std::move(label), {day, day + days{1}}};
}

/// Whether `only` lets the cycle through.
bool counts(const CycleRule& rule, const Cycle& cycle) {
  if (rule.only.empty()) return true;
  const std::string_view digits = std::string_view{cycle.label}.substr(cycle.label.starts_with("FY") ? 2 : 0, 4);
  const bool even = int64_from(digits).value_or(0) % 2 == 0;
  return std::any_of(rule.only.begin(), rule.only.end(), [&](const std::string& each) {
    if (each == "even years") return even;
    if (each == "odd years") return !even;
    return std::string_view{cycle.label}.ends_with("-" + each);
  });
}

bool in_known_years(const Cycle& cycle) {
  const int year = year_of(cycle.interval.first);
  return kFirstYear <= year && year <= kLastYear;
}

std::vector<Day> rule_days(const CycleRule& rule, DayInterval range) {
  return recurrence_days(*rule.rule, {rule.rule_from, rule.at_seconds}, range, kMostRuleDays);
}

std::optional<Day> rule_day_before(const CycleRule& rule, Day day) {
  for (Day end = day; rule.rule_from < end; end -= kLookBack) {
    const std::vector<Day> found = rule_days(rule, {end - kLookBack, end});
    if (!found.empty()) return found.back();
  }
  return std::nullopt;
}

/// The rule's day nearest to `wanted`, the earlier of two.
std::optional<Day> rule_day_near(const CycleRule& rule, Day wanted) {
  const std::vector<Day> found = rule_days(rule, {wanted - kNearby, wanted + kNearby + days{1}});
  const auto distance = [&](Day day) { return day < wanted ? wanted - day : day - wanted; };
  const auto nearest =
      std::min_element(found.begin(), found.end(), [&](Day a, Day b) { return distance(a) < distance(b); });
  return nearest == found.end() ? std::nullopt : std::optional{*nearest};
}

/// The same date in an earlier year; 29 February becomes the 28th.
Day same_date(Day day, int years) {
  const std::chrono::year_month_day moved = std::chrono::year_month_day{day} - std::chrono::years{years};
  return moved.ok() ? Day{moved} : Day{moved.year() / moved.month() / std::chrono::last};
}

const ListedDate* listed(const CycleRule& rule, std::string_view label) {
  const auto found =
      std::find_if(rule.dates.begin(), rule.dates.end(), [&](const ListedDate& date) { return date.label == label; });
  return found == rule.dates.end() ? nullptr : &*found;
}

/// "2026-spring" -> "2025-spring"; nothing when the label does not begin with a year.
std::optional<std::string> with_year_before(std::string_view label, int years) {
  const std::optional<int64_t> year = label.size() < 4 ? std::nullopt : int64_from(label.substr(0, 4));
  if (!year) return std::nullopt;
  return fmt::format("{:04}{}", *year - years, label.substr(4));
}

std::optional<std::string> single_label_years_before(const CycleRule& rule, std::string_view label, int years) {
  if (rule.every == Every::dates) {
    const std::optional<std::string> earlier = with_year_before(label, years);
    return earlier && listed(rule, *earlier) != nullptr ? earlier : std::nullopt;
  }
  const std::optional<Cycle> cycle = cycle_from_label(rule, label);
  if (!cycle) return std::nullopt;
  const std::optional<Day> near = rule_day_near(rule, same_date(cycle->interval.first, years));
  return near ? std::optional{to_string(*near)} : std::nullopt;
}

std::optional<std::string> single_label_before(const CycleRule& rule, std::string_view label) {
  if (rule.every == Every::dates) {
    const ListedDate* date = listed(rule, label);
    return date == nullptr || date == &rule.dates.front() ? std::nullopt : std::optional{(date - 1)->label};
  }
  const std::optional<Cycle> cycle = cycle_from_label(rule, label);
  const std::optional<Day> before = cycle ? rule_day_before(rule, cycle->interval.first) : std::nullopt;
  return before ? std::optional{to_string(*before)} : std::nullopt;
}

std::vector<Cycle> single_days_between(const CycleRule& rule, DayInterval range) {
  std::vector<Cycle> cycles;
  if (rule.every == Every::dates) {
    for (const ListedDate& date : rule.dates) {
      if (range.contains(date.day)) cycles.push_back(single_day(date.label, date.day));
    }
  } else if (rule.rule != nullptr) {
    for (const Day day : rule_days(rule, range)) cycles.push_back(single_day(to_string(day), day));
  }
  return cycles;
}

}  // namespace

CycleRule cycle_rule(const AnnualCalendar& calendar, const ScheduleSpec& schedule) {
  CycleRule rule{schedule.every};
  rule.step = schedule.step;
  const std::optional<Day> counted_from = schedule.counted_from ? schedule.counted_from : schedule.from;
  if (schedule.step > 1) rule.rhythm = counted_from;
  rule.only = schedule.only;
  rule.fiscal = calendar.fiscal_year;
  rule.retail = calendar.retail_year;
  rule.rule = schedule.rule;
  rule.rule_from = counted_from.value_or(kFirstDay);
  rule.at_seconds = schedule.at_seconds;
  rule.dates = schedule.dates;
  return rule;
}

int usual_days(const CycleRule& rule) {
  constexpr int kYear = 365;
  switch (rule.every) {
    case Every::once:
    case Every::rule:
    case Every::dates:
      return 0;
    case Every::year:
    case Every::fiscal_year:
    case Every::retail_year:
      return kYear;
    case Every::half_year:
    case Every::fiscal_half_year:
      return kYear / 2;
    case Every::quarter:
    case Every::fiscal_quarter:
    case Every::retail_quarter:
      return kYear / 4;
    case Every::month:
      return kYear / 12 * rule.step;
    case Every::fiscal_period:
    case Every::retail_period:
      return kYear / 12;
    case Every::week:
      return 7 * rule.step;
  }
  return kYear;
}

std::vector<Cycle> cycles_between(const CycleRule& rule, DayInterval range) {
  const DayInterval known{std::max(range.first, kFirstDay), std::min(range.end, kEndOfDays)};
  if (known.first >= known.end) return {};
  if (!covers_time(rule.every)) return single_days_between(rule, known);
  const CycleGrid grid{rule};
  std::vector<Cycle> cycles;
  const int64_t last = grid.number_of(known.end - days{1});
  for (int64_t number = grid.number_of(known.first); number <= last; ++number) {
    Cycle cycle = grid.at(number);
    if (counts(rule, cycle)) cycles.push_back(std::move(cycle));
  }
  return cycles;
}

std::optional<Cycle> cycle_from_label(const CycleRule& rule, std::string_view label) {
  if (rule.every == Every::dates) {
    const ListedDate* date = listed(rule, label);
    return date == nullptr ? std::nullopt : std::optional{single_day(date->label, date->day)};
  }
  if (rule.every == Every::rule) {
    const std::optional<Day> day = day_from(label);
    if (!day || rule.rule == nullptr || rule_days(rule, {*day, *day + days{1}}).empty()) return std::nullopt;
    return single_day(std::string{label}, *day);
  }
  const CycleGrid grid{rule};
  const std::optional<int64_t> number = grid.number_from_label(label);
  const std::optional<Cycle> cycle = number ? std::optional{grid.at(*number)} : std::nullopt;
  return cycle && counts(rule, *cycle) ? cycle : std::nullopt;
}

std::optional<std::string> label_years_before(const CycleRule& rule, std::string_view label, int years) {
  if (years > kLastYear || years < -kLastYear) return std::nullopt;
  if (!covers_time(rule.every)) return single_label_years_before(rule, label, years);
  const CycleGrid grid{rule};
  const std::optional<int64_t> number = grid.number_from_label(label);
  const std::optional<int64_t> earlier = number ? grid.years_before(*number, years) : std::nullopt;
  if (!earlier) return std::nullopt;
  const Cycle cycle = grid.at(*earlier);
  return in_known_years(cycle) && counts(rule, cycle) ? std::optional{cycle.label} : std::nullopt;
}

std::optional<std::string> label_before(const CycleRule& rule, std::string_view label) {
  if (rule.every == Every::once) return std::nullopt;
  if (!covers_time(rule.every)) return single_label_before(rule, label);
  const CycleGrid grid{rule};
  const std::optional<int64_t> number = grid.number_from_label(label);
  if (!number) return std::nullopt;
  for (int64_t before = *number - 1;; --before) {
    const Cycle cycle = grid.at(before);
    if (!in_known_years(cycle)) return std::nullopt;
    if (counts(rule, cycle)) return cycle.label;
  }
}

}  // namespace vk
