#pragma once
#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "core/calendar/phrase.hpp"

namespace vk {

/// The words of date phrases. All look-ups ignore the case of A-Z.

std::optional<std::chrono::month> month_named(std::string_view word);
std::optional<std::chrono::weekday> weekday_named(std::string_view word);
/// "first" to "thirty-first", "1st", "22nd"; "last" is -1.
std::optional<int> ordinal_named(std::string_view word);
/// "day", "days", "week", "weeks", "month", "months"; "business" is the parser's.
std::optional<CalendarSpan::Unit> unit_named(std::string_view word);

/// "January" to "December" and "Monday" to "Sunday" as people write them.
std::string month_name(std::chrono::month month);
std::string weekday_name(std::chrono::weekday weekday);

std::span<const std::string> month_names();
std::span<const std::string> weekday_names();
/// Every word that a phrase may begin with, for "did you mean".
std::span<const std::string> opening_words();

}  // namespace vk
