#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/calendar/cycle.hpp"

namespace vk {

/// Cycles that cover all time without gaps: years, months, weeks and their kin, numbered along the line of time.
class CycleGrid {
 public:
  /// `rule` must outlive the grid and be of a kind that covers time.
  explicit CycleGrid(const CycleRule& rule);

  Cycle at(int64_t number) const;
  /// The number of the cycle that holds the day.
  int64_t number_of(Day day) const;
  std::optional<int64_t> number_from_label(std::string_view label) const;
  /// The cycle that stands for the same stretch of another year.
  std::optional<int64_t> years_before(int64_t number, int years) const;

 private:
  // A part is a single year, month or week; a cycle is `step` of them.
  Day begin_of_part(int64_t part) const;
  int64_t part_of(Day day) const;
  std::string label_of_part(int64_t part) const;
  std::optional<int64_t> part_from_label(std::string_view label) const;
  Day begin_of_months(int64_t part) const;
  int64_t retail_part_of(Day day) const;
  int name_year(int64_t part) const;

  const CycleRule& rule_;
  int in_year_ = 1;    ///< parts a year; 0 for weeks
  int64_t phase_ = 0;  ///< the part with which cycle 0 begins
};

}  // namespace vk
