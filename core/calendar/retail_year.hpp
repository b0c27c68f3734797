#pragma once
#include <array>

#include "core/calendar/phrase.hpp"

namespace vk {

/// Years of 52 or 53 whole weeks in twelve periods; a 53rd week belongs to the last period.
struct RetailYear {
  Phrase ends;                          ///< "Saturday nearest January 31", read in each calendar year
  std::array<int, 3> pattern{4, 4, 5};  ///< weeks of the periods of each quarter
  bool named_after_start = false;       ///< else after the calendar year in which `ends` is read

  /// The retail year whose end is read in the calendar year `year`.
  DayInterval ending_in(int year) const;
  /// The year in its label.
  int name_of(int year) const;
  /// Period 0 to 11 of that year.
  DayInterval period(int year, int number) const;
};

/// True when the phrase ends years of 52 or 53 whole weeks.
bool ends_whole_weeks(const Phrase& ends);

}  // namespace vk
