#pragma once
#include <chrono>
#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace vk {

/// A point on the UTC time line, whole seconds. The machine's clock is read in tools/vuosikello only.
using Instant = std::chrono::sys_seconds;

/// A calendar day without clock time or zone.
using Day = std::chrono::sys_days;

/// "2026-03-02".
std::string to_string(Day day);
/// RFC 3339 in UTC: "2026-03-02T07:00:00Z".
std::string to_string(Instant instant);

/// Reads "2026-03-02"; nothing for any other text and for days that do not exist.
std::optional<Day> day_from(std::string_view text);
/// Reads RFC 3339 with "Z" or an offset ("2026-03-02T09:00:00+02:00"), or a bare day (its first second in UTC).
std::optional<Instant> instant_from(std::string_view text);

/// The days from `first` on and before `end`: half open.
struct DayInterval {
  Day first{};
  Day end{};

  bool contains(Day day) const { return first <= day && day < end; }
  int64_t days() const { return (end - first).count(); }
  auto operator<=>(const DayInterval&) const = default;
};

}  // namespace vk
