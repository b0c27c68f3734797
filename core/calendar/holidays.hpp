#pragma once
#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/calendar/phrase.hpp"

namespace vk {

/// Whether a holiday closes its day: public and bank do, half and observance do not.
enum class HolidayKind { public_day, bank, half, observance };
std::string_view to_string(HolidayKind kind);

/// What becomes of a holiday on a day of the weekend.
enum class IfWeekend {
  keep,
  add_next_free,  ///< a substitute on the next weekday that is no holiday; the day itself stays
  add_nearest,    ///< a substitute on the nearest weekday
  move_to_next_free,
  move_to_nearest,
};

/// One [[holiday]]: a day of every year, by rule.
struct HolidayRule {
  std::string name;
  std::map<std::string, std::string> names;  ///< by language
  HolidayKind kind = HolidayKind::public_day;
  Phrase on;
  std::optional<Day> only;  ///< a single day instead of `on`
  std::optional<int> from;  ///< first and last year, included
  std::optional<int> until;
  int step = 1;                        ///< every so many years from `from`
  std::map<unsigned, Phrase> instead;  ///< ISO weekday -> the day when `on` falls on it
  std::map<int, Phrase> moved;         ///< year -> the day in that year
  std::vector<Day> except;             ///< days on which it is not kept
  IfWeekend if_weekend = IfWeekend::keep;
};

/// A holiday as it falls in one year.
struct HolidayDay {
  Day day;
  std::string name;
  HolidayKind kind = HolidayKind::public_day;
  bool substitute = false;  ///< stands in for a day of the weekend

  bool closes() const { return kind == HolidayKind::public_day || kind == HolidayKind::bank; }
};

/// Closed weekdays, Sunday first as std::chrono counts them.
using WeekendDays = std::array<bool, 7>;

/// One holiday file, with what it extends.
class HolidayCalendar {
 public:
  std::string code;
  std::string name;
  std::optional<WeekendDays> weekend;  ///< nothing: the file does not say
  std::optional<int> covers_from;      ///< years for which the file is right
  std::optional<int> covers_until;
  std::vector<HolidayRule> rules;

  /// The holidays whose rules read in `year` give them, sorted by day; a substitute may fall in the year before or
  /// after.
  std::vector<HolidayDay> of_year(int year) const;
  /// The weekdays that are closed: those of `weekend`, else Saturday and Sunday.
  WeekendDays closed_weekdays() const;

 private:
  struct Placed;
  std::vector<Placed> placed_in(int year) const;
  std::optional<Day> day_of(const HolidayRule& rule, int year, int depth) const;
};

/// Several holiday calendars joined: a day is closed when it is closed in any. Immutable.
class HolidaySet {
 public:
  explicit HolidaySet(std::vector<std::shared_ptr<const HolidayCalendar>> calendars);

  /// True on weekends and on holidays that close.
  bool is_closed(Day day) const;
  /// All holidays in the interval, sorted by day, those on weekends as well.
  std::vector<HolidayDay> between(DayInterval days) const;
  /// The first day inside the interval on which a holiday of this name, in any language, is kept; substitutes do not
  /// count.
  std::optional<Day> day_named(std::string_view name, DayInterval within) const;
  bool knows(std::string_view name) const;
  /// Names of all holidays, sorted, for "did you mean".
  std::vector<std::string> names() const;
  const std::vector<std::shared_ptr<const HolidayCalendar>>& calendars() const { return calendars_; }

 private:
  bool is_holiday(Day day) const;

  std::vector<std::shared_ptr<const HolidayCalendar>> calendars_;  // shared: one file serves several audiences
  WeekendDays weekend_{};
  std::vector<bool> closing_;  ///< a bit a day from kFirstTableYear on, so that look-ups neither search nor lock
};

/// The open days by `holidays`, or Monday to Friday without.
BusinessDays business_days_of(std::shared_ptr<const HolidaySet> holidays);

}  // namespace vk
