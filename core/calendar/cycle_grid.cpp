#include "core/calendar/cycle_grid.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "core/calendar/iso_week.hpp"
#include "core/calendar/retail_year.hpp"
#include "core/calendar/year_of.hpp"

namespace vk {
namespace {

using std::chrono::days;
using std::chrono::year_month;
using std::chrono::year_month_day;

constexpr int kMonthsInYear = 12;
constexpr int kWeeksOfLongYear = 53;
/// A Monday.
constexpr Day kFirstMonday = Day{std::chrono::year{1} / std::chrono::January / 1};

int64_t floor_divided(int64_t number, int64_t by) {
  const int64_t whole = number / by;
  return whole * by > number ? whole - 1 : whole;
}

/// How many parts of a kind a year has; weeks do not fit into one.
int parts_in_year(Every every) {
  switch (every) {
    case Every::once:
    case Every::year:
    case Every::fiscal_year:
    case Every::retail_year:
      return 1;
    case Every::half_year:
    case Every::fiscal_half_year:
      return 2;
    case Every::quarter:
    case Every::fiscal_quarter:
    case Every::retail_quarter:
      return 4;
    case Every::month:
    case Every::fiscal_period:
    case Every::retail_period:
      return kMonthsInYear;
    case Every::week:
    case Every::rule:
    case Every::dates:
      return 0;
  }
  return 1;
}

bool is_retail(Every every) {
  return every == Every::retail_year || every == Every::retail_quarter || every == Every::retail_period;
}

bool is_fiscal(Every every) {
  return every == Every::fiscal_year || every == Every::fiscal_half_year || every == Every::fiscal_quarter ||
         every == Every::fiscal_period;
}

/// What follows the year in a label, for part `number` from 1.
std::string label_end(Every every, int64_t number) {
  switch (every) {
    case Every::once:
    case Every::year:
    case Every::fiscal_year:
    case Every::retail_year:
    case Every::rule:
    case Every::dates:
      return {};
    case Every::half_year:
    case Every::fiscal_half_year:
      return fmt::format("-H{}", number);
    case Every::quarter:
    case Every::fiscal_quarter:
    case Every::retail_quarter:
      return fmt::format("-Q{}", number);
    case Every::month:
      return fmt::format("-{:02}", number);
    case Every::fiscal_period:
    case Every::retail_period:
      return fmt::format("-P{:02}", number);
    case Every::week:
      return fmt::format("-W{:02}", number);
  }
  return {};
}

/// The year that a label names, without "FY".
std::optional<int> year_in_label(std::string_view label) {
  if (label.starts_with("FY")) label.remove_prefix(2);
  const std::string_view digits = label.substr(0, 4);
  if (digits.size() < 4 || digits.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  return static_cast<int>(*int64_from(digits));
}

}  // namespace

CycleGrid::CycleGrid(const CycleRule& rule) : rule_(rule), in_year_(parts_in_year(rule.every)) {
  if (rule.step > 1 && rule.rhythm) phase_ = part_of(*rule.rhythm);
}

Cycle CycleGrid::at(int64_t number) const {
  const int64_t part = phase_ + number * rule_.step;
  return {label_of_part(part), {begin_of_part(part), begin_of_part(part + rule_.step)}};
}

int64_t CycleGrid::number_of(Day day) const {
  return floor_divided(part_of(day) - phase_, rule_.step);
}

std::optional<int64_t> CycleGrid::number_from_label(std::string_view label) const {
  const std::optional<int64_t> part = part_from_label(label);
  if (!part || (*part - phase_) % rule_.step != 0) return std::nullopt;
  return (*part - phase_) / rule_.step;
}

std::optional<int64_t> CycleGrid::years_before(int64_t number, int years) const {
  const Cycle cycle = at(number);
  if (rule_.step > 1) {
    const year_month_day start{cycle.interval.first};
    const year_month month = year_month{start.year(), start.month()} - std::chrono::years{years};
    const days into_month{static_cast<unsigned>(start.day()) - 1};
    // The nearest of the rhythm: half a cycle further on decides.
    return number_of(Day{month / 1} + into_month + days{cycle.interval.days() / 2});
  }
  if (in_year_ > 0) return number - int64_t{years} * in_year_;
  const IsoWeek week = iso_week_of(cycle.interval.first);
  const std::optional<Day> monday = monday_of({week.year - years, week.week});
  return monday ? std::optional{number_of(*monday)} : std::nullopt;
}

Day CycleGrid::begin_of_part(int64_t part) const {
  if (in_year_ == 0) return kFirstMonday + days{7 * part};
  if (!is_retail(rule_.every)) return begin_of_months(part);
  const int64_t year = floor_divided(part, in_year_);
  const auto number = static_cast<int>(part - year * in_year_);
  return rule_.retail->period(static_cast<int>(year), number * kMonthsInYear / in_year_).first;
}

Day CycleGrid::begin_of_months(int64_t part) const {
  const std::chrono::month_day starts = is_fiscal(rule_.every) ? rule_.fiscal.starts : FiscalYear{}.starts;
  const int64_t year = floor_divided(part, in_year_);
  const int64_t months = (part - year * in_year_) * (kMonthsInYear / in_year_);
  const year_month month =
      year_month{std::chrono::year{static_cast<int>(year)}, starts.month()} + std::chrono::months{months};
  const year_month_day wanted = month / starts.day();
  return wanted.ok() ? Day{wanted} : Day{month / std::chrono::last};
}

int64_t CycleGrid::part_of(Day day) const {
  if (in_year_ == 0) return floor_divided((day - kFirstMonday).count(), 7);
  if (is_retail(rule_.every)) return retail_part_of(day);
  const year_month_day ymd{day};
  const int64_t year = static_cast<int>(ymd.year());
  const std::chrono::month_day starts = is_fiscal(rule_.every) ? rule_.fiscal.starts : FiscalYear{}.starts;
  const int64_t months =
      year * kMonthsInYear + static_cast<unsigned>(ymd.month()) - static_cast<unsigned>(starts.month());
  const int64_t part = floor_divided(months * in_year_, kMonthsInYear);
  return day < begin_of_part(part) ? part - 1 : part;
}

int64_t CycleGrid::retail_part_of(Day day) const {
  int64_t part = int64_t{year_of(day) + 2} * in_year_;
  while (day < begin_of_part(part)) --part;
  return part;
}

int CycleGrid::name_year(int64_t part) const {
  const auto year = static_cast<int>(floor_divided(part, in_year_));
  if (is_retail(rule_.every)) return rule_.retail->name_of(year);
  const bool whole_years = rule_.fiscal.starts == FiscalYear{}.starts;
  return is_fiscal(rule_.every) && !whole_years && !rule_.fiscal.named_after_start ? year + 1 : year;
}

std::string CycleGrid::label_of_part(int64_t part) const {
  if (in_year_ == 0) {
    const IsoWeek week = iso_week_of(begin_of_part(part));
    return fmt::format("{:04}{}", week.year, label_end(rule_.every, week.week));
  }
  const char* prefix = is_fiscal(rule_.every) || is_retail(rule_.every) ? "FY" : "";
  const int64_t number = part - floor_divided(part, in_year_) * in_year_ + 1;
  return fmt::format("{}{:04}{}", prefix, name_year(part), label_end(rule_.every, number));
}

std::optional<int64_t> CycleGrid::part_from_label(std::string_view label) const {
  const std::optional<int> year = year_in_label(label);
  if (!year || *year < 1) return std::nullopt;
  if (in_year_ == 0) {
    for (int week = 1; week <= kWeeksOfLongYear; ++week) {
      const std::optional<Day> monday = monday_of({*year, week});
      if (monday && label_of_part(part_of(*monday)) == label) return part_of(*monday);
    }
    return std::nullopt;
  }
  // A label names the year in which its cycle's year begins or ends.
  for (int64_t part = int64_t{*year - 1} * in_year_; part < int64_t{*year + 2} * in_year_; ++part) {
    if (label_of_part(part) == label) return part;
  }
  return std::nullopt;
}

}  // namespace vk
