#pragma once
#include "core/base/instant.hpp"

namespace vk {

/// The Gregorian year that holds the day.
inline int year_of(Day day) {
  return static_cast<int>(std::chrono::year_month_day{day}.year());
}

/// The days of a Gregorian year.
inline DayInterval year_interval(int year) {
  const std::chrono::year y{year};
  return {Day{y / 1 / 1}, Day{(y + std::chrono::years{1}) / 1 / 1}};
}

}  // namespace vk
