#include <chrono>

#include "core/calendar/phrase.hpp"

namespace vk {
namespace {

using std::chrono::days;

/// A run of closed days longer than this is no calendar; it ends a search rather than hanging on a rule that closes
/// every day.
constexpr int kLongestClosure = 4000;

Day next_open(const BusinessDays& business_days, Day day, days step) {
  day += step;
  for (int i = 0; i < kLongestClosure && !business_days.is_open(day); ++i) day += step;
  return day;
}

bool same_month(Day a, Day b) {
  const std::chrono::year_month_day left{a};
  const std::chrono::year_month_day right{b};
  return left.year() == right.year() && left.month() == right.month();
}

}  // namespace

BusinessDays BusinessDays::by(std::function<bool(Day)> is_closed) {
  BusinessDays made{std::move(is_closed)};
  made.closes_weekends_ = false;
  return made;
}

bool BusinessDays::is_open(Day day) const {
  const std::chrono::weekday weekday{day};
  if (closes_weekends_ && (weekday == std::chrono::Saturday || weekday == std::chrono::Sunday)) return false;
  return !is_holiday_ || !is_holiday_(day);
}

Day BusinessDays::advance(Day day, int64_t n) const {
  const days step{n < 0 ? -1 : 1};
  for (int64_t i = 0; i != n; i += step.count()) day = next_open(*this, day, step);
  return day;
}

Day BusinessDays::adjust(Day day, IfClosedDay rule) const {
  if (rule == IfClosedDay::keep || is_open(day)) return day;
  const Day after = next_open(*this, day, days{1});
  const Day before = next_open(*this, day, days{-1});
  switch (rule) {
    case IfClosedDay::keep:
      return day;
    case IfClosedDay::following:
      return after;
    case IfClosedDay::modified_following:
      return same_month(day, after) ? after : before;
    case IfClosedDay::preceding:
      return before;
    case IfClosedDay::modified_preceding:
      return same_month(day, before) ? before : after;
    case IfClosedDay::nearest:
      return day - before < after - day ? before : after;
  }
  return day;
}

}  // namespace vk
