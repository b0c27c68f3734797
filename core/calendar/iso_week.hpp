#pragma once
#include <optional>

#include "core/base/instant.hpp"

namespace vk {

/// A week of ISO 8601: weeks start on Monday, and the year of a week is the year of its Thursday.
struct IsoWeek {
  int year = 1970;  ///< week-year, which differs from the calendar year around New Year
  int week = 1;     ///< 1 to 53

  auto operator<=>(const IsoWeek&) const = default;
};

/// The ISO week that holds `day`.
IsoWeek iso_week_of(Day day);

/// How many weeks the week-year has: 52 or 53.
int iso_weeks_in(int year);

/// The Monday of a week; nothing when the week-year has no such week.
std::optional<Day> monday_of(IsoWeek week);

}  // namespace vk
