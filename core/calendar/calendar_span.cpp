#include <algorithm>

#include "core/calendar/phrase.hpp"

namespace vk {

Day last_open_day(Day opening, const CalendarSpan& span, const BusinessDays& business_days) {
  const std::chrono::days one{1};
  switch (span.unit) {
    case CalendarSpan::Unit::day:
      return opening + std::chrono::days{span.count} - one;
    case CalendarSpan::Unit::week:
      return opening + std::chrono::days{7 * span.count} - one;
    case CalendarSpan::Unit::business_day:
      return business_days.advance(opening, business_days.is_open(opening) ? span.count - 1 : span.count);
    case CalendarSpan::Unit::month: {
      const std::chrono::year_month_day moved = std::chrono::year_month_day{opening} + std::chrono::months{span.count};
      const Day end = moved.ok() ? Day{moved} : Day{moved.year() / moved.month() / std::chrono::last};
      return end - one;
    }
  }
  return opening;
}

}  // namespace vk
