#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/instant.hpp"

namespace vk {

/// The same month and day `years` later; 29 February becomes the 28th.
Day same_date(Day day, int years);

/// The day of the same weekday that is nearest to the same date `years` later, and in the same year as that.
Day same_weekday(Day day, int years);

/// Where `year` stands in the text as a number of its own, from byte `from` on; npos when it does not.
size_t find_year(std::string_view text, int year, size_t from = 0);

/// The first number of four digits in a label: "2026-spring", "FY2026".
std::optional<int> year_in_label(std::string_view label);

}  // namespace vk
