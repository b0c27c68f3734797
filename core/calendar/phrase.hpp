#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/diagnostic.hpp"
#include "core/base/instant.hpp"
#include "core/calendar/annual_calendar.hpp"
#include "core/calendar/cycle.hpp"

namespace vk {

/// Which days are open; the default closes Saturdays and Sundays. Holiday calendars join here.
class BusinessDays {
 public:
  BusinessDays() = default;
  /// Saturdays, Sundays and the days of `is_holiday` are closed.
  explicit BusinessDays(std::function<bool(Day)> is_holiday) : is_holiday_(std::move(is_holiday)) {}
  /// `is_closed` alone decides, weekends included.
  static BusinessDays by(std::function<bool(Day)> is_closed);

  bool is_open(Day day) const;
  /// The n-th open day strictly after (n > 0) or before (n < 0) `day`; n = 0 gives `day`.
  Day advance(Day day, int64_t n) const;
  Day adjust(Day day, IfClosedDay rule) const;

 private:
  std::function<bool(Day)> is_holiday_;
  bool closes_weekends_ = true;
};

/// A kind of cycle, and how many months or weeks of that kind it spans.
struct CycleLength {
  Every every = Every::year;
  int step = 1;

  CycleLength() = default;
  // NOLINTNEXTLINE(google-explicit-constructor): a kind alone is one of it
  CycleLength(Every kind, int count = 1) : every(kind), step(count) {}
};

/// What a phrase may refer to while it is read inside a cycle.
struct PhraseContext {
  CycleLength every = Every::year;
  Cycle cycle;
  const BusinessDays* business_days = nullptr;
  IfMissing if_missing = IfMissing::skip;
  std::optional<Day> opening;  ///< for reminders
  std::optional<Day> close;    ///< last open day, for reminders
  /// Day another item opens/closes (last open day) in the same cycle label; empty function = not available.
  std::function<std::optional<Day>(std::string_view id, bool opens)> other_item;
  /// Day of a holiday by its name inside an interval; empty function = no holiday file.
  std::function<std::optional<Day>(std::string_view name, DayInterval within)> holiday;
};

/// What a phrase counts from beside the cycle.
struct PhraseUses {
  bool opening = false;
  bool close = false;
  bool business_days = false;
  std::vector<std::string> items;     ///< ids of "ID opens" and "ID closes"
  std::vector<std::string> holidays;  ///< names in quotes
};

/// A parsed date phrase (CALENDAR.md 4), independent of any cycle. Immutable; cheap to copy.
class Phrase {
 public:
  struct Node;

  /// Parses `text`; problems are diagnostics (E101, E102, E104, E106...) at the phrase's place, with caret at the
  /// offending word, and give nothing.
  static std::optional<Phrase> parse(const PlacedText& text, const ConfigText* source, Diagnostics& diagnostics);

  /// The day inside the context's cycle, or nothing when there is no such day in it ("fifth Monday").
  std::optional<Day> evaluate(const PhraseContext& context) const;

  /// Checks what can be known for a schedule without a cycle: E103 scope outside the cycle.
  void check(CycleLength every, const PlacedText& text, const ConfigText* source, Diagnostics& diagnostics) const;

  /// What a context must hold for the phrase to have a day.
  PhraseUses uses() const;

 private:
  std::shared_ptr<const Node> root_;  // shared: phrases are immutable trees copied with their schedule
};

/// "2 weeks", "10 business days", "5 days", "3 months".
struct CalendarSpan {
  int64_t count = 0;
  enum class Unit { day, business_day, week, month } unit = Unit::day;
};

/// Parses a span; problems are diagnostics (E101, E106) and give nothing.
std::optional<CalendarSpan> parse_span(const PlacedText& text, const ConfigText* source, Diagnostics& diagnostics);

/// The day `span` after `day`: business days are counted as open ones, months clamp.
Day day_after(Day day, const CalendarSpan& span, const BusinessDays& business_days);

/// The last open day of a window that opens on `opening`: "2 weeks" from Monday ends on a Sunday; "10 business days"
/// counts the opening day when it is open; months clamp.
Day last_open_day(Day opening, const CalendarSpan& span, const BusinessDays& business_days);

}  // namespace vk
