#pragma once
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/base/diagnostic.hpp"
#include "core/base/instant.hpp"
#include "core/calendar/annual_calendar.hpp"

namespace vk {

/// One entry of BYDAY: "MO", "1MO" or "-1FR".
struct RuleWeekday {
  int ordinal = 0;  ///< 0: every such weekday; below zero counts from the end
  std::chrono::weekday weekday{};
};

/// A recurrence rule of RFC 5545 in whole days. Rules that programs read in different ways are refused, so that what is
/// left has one meaning.
struct RecurrenceRule {
  enum class Frequency { daily, weekly, monthly, yearly };

  Frequency frequency = Frequency::daily;
  int interval = 1;
  std::optional<int64_t> count;
  std::optional<Day> until;
  int32_t until_seconds = 0;  ///< local time of day on `until`, included
  std::vector<int> months;
  std::vector<int> month_days;
  std::vector<int> year_days;
  std::vector<int> weeks;
  std::vector<RuleWeekday> weekdays;
  std::vector<int> positions;
  std::chrono::weekday week_start = std::chrono::Monday;
};

/// What a rule counts from: the first day that may fit it, and the local time of day at which things happen.
struct RuleStart {
  Day day{};
  int32_t at_seconds = 0;
};

/// "MO" to "SU", in capitals.
std::optional<std::chrono::weekday> rule_weekday(std::string_view two_letters);

/// Reads "FREQ=MONTHLY;BYDAY=-1FR". Problems are diagnostics RR001 to RR060 with the caret at the part, and give
/// nothing. A rule that no start ever meets is RR050.
std::optional<RecurrenceRule> read_recurrence(const PlacedText& text, const ConfigText* source,
                                              Diagnostics& diagnostics);

/// The days of the rule inside `range`, in order. The phase of INTERVAL counts from the period that holds the start;
/// COUNT counts days on or after the start. At most `most` days are made.
std::vector<Day> recurrence_days(const RecurrenceRule& rule, const RuleStart& start, DayInterval range, size_t most);

/// The first day of the rule, or nothing when none comes within 28 times its interval years, at most 400.
std::optional<Day> first_recurrence(const RecurrenceRule& rule, const RuleStart& start);

}  // namespace vk
