#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/instant.hpp"
#include "core/calendar/annual_calendar.hpp"

namespace vk {

/// One turn of a schedule: its label ("2026", "2026-H1", "2026-Q2", "2026-06") and the half-open data interval it
/// stands for.
struct Cycle {
  std::string label;
  DayInterval interval;

  bool operator==(const Cycle&) const = default;
};

/// The cycles of `every` whose interval meets [first, end), in order.
std::vector<Cycle> cycles_between(Every every, DayInterval range);

/// The cycle with this label, or nothing.
std::optional<Cycle> cycle_from_label(Every every, std::string_view label);

/// The same cycle `years` earlier: "2026-Q2" -> "2025-Q2".
std::optional<std::string> label_years_before(Every every, std::string_view label, int years);

/// The cycle just before: "2026-Q1" -> "2025-Q4".
std::optional<std::string> label_before(Every every, std::string_view label);

}  // namespace vk
