#pragma once
#include "core/base/instant.hpp"

namespace vk {

/// The Gregorian year that holds the day.
inline int year_of(Day day) {
  return static_cast<int>(std::chrono::year_month_day{day}.year());
}

}  // namespace vk
