#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/diagnostic.hpp"
#include "core/calendar/annual_calendar.hpp"
#include "core/calendar/holidays.hpp"
#include "core/calendar/phrase.hpp"

namespace vk {

/// What a quiet period does with an opening that falls into it.
enum class QuietRule { skip, shift_after, shift_before, shorten, allow };
/// The rule spelt as in calendars ("shift after"), or nothing.
std::optional<QuietRule> quiet_rule_from(std::string_view text);

/// One quiet period as it falls in one year: half-open days.
struct QuietPeriod {
  std::string name;
  QuietRule rule = QuietRule::allow;
  DayInterval days;
};

/// The quiet periods of a calendar, read year by year; a period may wrap the year ("December 22" to "January 6").
class QuietPeriods {
 public:
  /// Phrases that cannot be read are diagnostics at their places and leave their period out.
  QuietPeriods(const AnnualCalendar& calendar, Diagnostics& diagnostics);

  /// Every period that meets `days`, in file order, earlier years first.
  std::vector<QuietPeriod> meeting(DayInterval days) const;
  bool empty() const { return rules_.empty(); }

 private:
  struct Rule {
    std::string name;
    QuietRule rule = QuietRule::allow;
    Phrase from;
    Phrase to;
  };
  std::optional<QuietPeriod> in_year(const Rule& rule, int year) const;
  std::optional<Day> day_in_year(const Phrase& phrase, int year) const;

  std::vector<Rule> rules_;
  std::shared_ptr<const HolidaySet> holidays_;
  BusinessDays business_days_;
};

}  // namespace vk
