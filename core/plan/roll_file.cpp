#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "core/calendar/cycle.hpp"
#include "core/calendar/phrase_words.hpp"
#include "core/calendar/recurrence.hpp"
#include "core/calendar/year_of.hpp"
#include "core/config/table_reader.hpp"
#include "core/plan/roll_over.hpp"
#include "core/plan/rolled_text.hpp"
#include "core/plan/year_shift.hpp"

namespace vk {
namespace {

using std::chrono::days;

/// How far apart `from` and `until` may be and still bound a season of one year.
constexpr days kLongestSeason{366};
/// How far a rhythm is followed to its next turn.
constexpr days kLongestWait{3700};

/// UNTIL of a rule: its day, and where its eight digits stand.
struct RuleEnd {
  Day day{};
  size_t offset = 0;
};

std::optional<RuleEnd> rule_end(std::string_view rule) {
  constexpr std::string_view kUntil = "UNTIL=";
  const size_t at = rule.find(kUntil);
  if (at == std::string_view::npos || rule.size() < at + kUntil.size() + 8) return std::nullopt;
  const std::string_view digits = rule.substr(at + kUntil.size(), 8);
  const auto day = day_from(fmt::format("{}-{}-{}", digits.substr(0, 4), digits.substr(4, 2), digits.substr(6)));
  if (!day) return std::nullopt;
  return RuleEnd{*day, at + kUntil.size()};
}

std::string as_digits(Day day) {
  return replace_all(to_string(day), "-", "");
}

/// Rolls one file of a calendar over.
class FileRoller {
 public:
  FileRoller(const CalendarFileText& file, const AnnualCalendar& calendar, RollOverYears years)
      : calendar_(calendar), years_(years), text_(file, years) {}

  RolledFile roll(Diagnostics& decisions) {
    for (const ConfigTable* table : tables_of(text_.root(), "measurement")) roll_measurement(*table);
    for (const ConfigTable* table : tables_of(text_.root(), "quiet")) roll_quiet(*table);
    // A bridge wave happened once: its cycle keeps its year.
    for (const ConfigTable* table : tables_of(text_.root(), "bridge")) keep_label(*table, "cycle");
    return text_.finish(decisions);
  }

 private:
  int ahead() const { return years_.to - years_.from; }

  void keep_label(const ConfigTable& table, std::string_view key) {
    const ConfigValue* label = value_of(table, key);
    if (label != nullptr) text_.keep(label->at);
  }

  void roll_measurement(const ConfigTable& table) {
    const std::string* id = text_of(table, "id");
    const MeasurementSpec* measurement = id == nullptr ? nullptr : calendar_.find_measurement(*id);
    if (measurement == nullptr) return;
    if (measurement->schedule.every == Every::once) roll_once(table, *id);
    if (measurement->schedule.every == Every::dates) roll_dates(table, *id);
    roll_season(table, measurement->schedule);
  }

  void roll_once(const ConfigTable& table, const std::string& id) {
    const ConfigValue* opens = value_of(table, "opens");
    const std::optional<Day> day = day_in(opens);
    if (!text_.is_old(day)) return;
    const Day to = same_weekday(*day, ahead());
    if (!text_.move_day(*opens, to)) return;
    tell_moved(*opens, id, to);
    for (const char* key : {"closes", "remind"}) {
      for (const ConfigValue* value : values_of(table, key)) {
        if (const auto near = day_in(value)) text_.move_day(*value, *near + (to - *day));
      }
    }
  }

  void tell_moved(const ConfigValue& value, std::string_view what, Day to) {
    const Day day = day_in(&value).value();
    text_.decide("W601", value.at, shown_length(value),
                 fmt::format("{} was on {} {} and is moved to {} {}", what, weekday_name(std::chrono::weekday{day}),
                             to_string(day), weekday_name(std::chrono::weekday{to}), to_string(to)),
                 "keep it if it happens again on that day, else give it another day or take it out");
  }

  /// A list that has days of the new year already is left as it is.
  void roll_dates(const ConfigTable& table, const std::string& id) {
    const std::vector<const ConfigTable*> dates = tables_of(table, "dates");
    const bool is_done = std::any_of(dates.begin(), dates.end(), [&](const ConfigTable* date) {
      const std::string* label = text_of(*date, "cycle");
      return label != nullptr && year_in_label(*label) == years_.to;
    });
    if (is_done) return;
    for (const ConfigTable* date : dates) roll_date(*date, id);
  }

  void roll_date(const ConfigTable& date, const std::string& id) {
    const std::string* label = text_of(date, "cycle");
    const ConfigValue* opens = value_of(date, "opens");
    const std::optional<Day> day = day_in(opens);
    if (label == nullptr || !day) return;
    const SourcePosition at = value_of(date, "cycle")->at;
    if (!year_in_label(*label) && text_.is_old(day)) {
      text_.decide("W603", at, shown_length(*value_of(date, "cycle")),
                   fmt::format("{}@{} names no year: the log takes what bears the same name for the same", id, *label),
                   fmt::format("give it a label with {} and a day of its own", years_.to));
      text_.keep(opens->at);
    }
    if (year_in_label(*label) != years_.from) return;
    const size_t offset = find_year(*label, years_.from);
    const SourcePosition year = position_in_text(at, *label, offset, &text_.lines());
    const Day to = same_weekday(*day, ahead());
    if (!text_.edit(year, fmt::format("{}", years_.from), fmt::format("{}", years_.to))) return;
    if (text_.move_day(*opens, to)) tell_moved(*opens, fmt::format("{}@{}", id, *label), to);
  }

  /// The bounds of a season go to the new year together; a `from` without an end goes on to hold.
  void roll_season(const ConfigTable& table, const ScheduleSpec& schedule) {
    const ConfigValue* from = value_of(table, "from");
    std::optional<Day> end = roll_until(table);
    if (!end) end = roll_rule_end(table);
    if (from == nullptr || !day_in(from)) return;
    if (!end) end = old_counted_end(table, schedule);
    if (end && *end - *day_in(from) < kLongestSeason)
      roll_from(*from, schedule);
    else
      text_.keep(from->at);
  }

  /// The last day that COUNT gives a rule, when it is of the old year. A rule that goes on into the new year holds, and
  /// its last day there is told.
  std::optional<Day> old_counted_end(const ConfigTable& table, const ScheduleSpec& schedule) {
    const std::optional<Day> last = counted_end(schedule);
    if (!last) return std::nullopt;
    if (text_.is_old(last)) return last;
    if (years_.from < year_of(*last) && year_of(*last) <= years_.to) {
      text_.decide(
          "W603", value_of(table, "rrule")->at, shown_length(*value_of(table, "rrule")),
          fmt::format("the rule goes on, and its COUNT={} ends on {}", *schedule.rule->count, to_string(*last)),
          "give it a higher COUNT if it is to go on after that");
    }
    return std::nullopt;
  }

  /// The day that `until` had, when it was of the old year and is moved.
  std::optional<Day> roll_until(const ConfigTable& table) {
    const ConfigValue* until = value_of(table, "until");
    const std::optional<Day> day = day_in(until);
    if (!text_.is_old(day) || !text_.move_day(*until, same_date(*day, ahead()))) return std::nullopt;
    tell_bound(*until, "until", same_date(*day, ahead()));
    return day;
  }

  std::optional<Day> roll_rule_end(const ConfigTable& table) {
    const std::string* rule = text_of(table, "rrule");
    const std::optional<RuleEnd> end = rule == nullptr ? std::nullopt : rule_end(*rule);
    if (!end || !text_.is_old(end->day)) return std::nullopt;
    const SourcePosition at = position_in_text(value_of(table, "rrule")->at, *rule, end->offset, &text_.lines());
    const Day to = same_date(end->day, ahead());
    if (!text_.edit(at, as_digits(end->day), as_digits(to))) return std::nullopt;
    text_.decide("W602", at, 8,
                 fmt::format("UNTIL ended the rule on {} and is moved to {}", to_string(end->day), to_string(to)),
                 "keep it if the year after has the same bounds, else write others");
    return end->day;
  }

  void roll_from(const ConfigValue& from, const ScheduleSpec& schedule) {
    const std::optional<Day> to = in_rhythm(schedule, same_date(*day_in(&from), ahead()));
    if (!to) {
      text_.decide("W603", from.at, shown_length(from), "from belongs to a rhythm that does not reach the new year",
                   fmt::format("write the first day of {} that counts", years_.to));
      text_.keep(from.at);
      return;
    }
    if (text_.move_day(from, *to)) tell_bound(from, "from", *to);
  }

  /// The first day from `day` on with which a turn of the schedule's rhythm begins; the day itself when it has none.
  std::optional<Day> in_rhythm(const ScheduleSpec& schedule, Day day) const {
    if (schedule.every != Every::rule && schedule.step == 1) return day;
    ScheduleSpec endless = schedule;
    endless.until.reset();
    if (schedule.rule != nullptr) {
      RecurrenceRule rule = *schedule.rule;
      rule.until.reset();
      rule.count.reset();
      endless.rule = std::make_shared<const RecurrenceRule>(std::move(rule));
    }
    for (const Cycle& cycle : cycles_between(cycle_rule(calendar_, endless), {day, day + kLongestWait})) {
      if (day <= cycle.interval.first) return cycle.interval.first;
    }
    return std::nullopt;
  }

  void tell_bound(const ConfigValue& value, std::string_view key, Day to) {
    text_.decide("W602", value.at, shown_length(value),
                 fmt::format("{} was {} and is moved to {}", key, to_string(day_in(&value).value()), to_string(to)),
                 "keep it if the year after has the same bounds, else write others");
  }

  void roll_quiet(const ConfigTable& table) {
    const ConfigValue* from = value_of(table, "from");
    const ConfigValue* to = value_of(table, "to");
    if (!text_.is_old(day_in(from)) || !day_in(to)) return;
    for (const auto& [key, value] : {std::pair{"from", from}, std::pair{"to", to}}) {
      const Day moved = same_date(*day_in(value), ahead());
      if (text_.move_day(*value, moved)) tell_bound(*value, fmt::format("{} of a quiet period", key), moved);
    }
  }

  const AnnualCalendar& calendar_;
  RollOverYears years_;
  RolledText text_;
};

}  // namespace

std::optional<Day> counted_end(const ScheduleSpec& schedule) {
  constexpr days kFourHundredYears{146'097};
  if (schedule.rule == nullptr || !schedule.rule->count || !schedule.from) return std::nullopt;
  const auto most = static_cast<size_t>(*schedule.rule->count);
  const std::vector<Day> all =
      recurrence_days(*schedule.rule, {*schedule.from, schedule.at_seconds},
                      {*schedule.from, *schedule.from + kFourHundredYears}, std::min(most, kMostRuleDays));
  return all.size() == most ? std::optional{all.back()} : std::nullopt;
}

RolledFile roll_file(const CalendarFileText& file, const AnnualCalendar& calendar, RollOverYears years,
                     Diagnostics& decisions) {
  return FileRoller{file, calendar, years}.roll(decisions);
}

}  // namespace vk
