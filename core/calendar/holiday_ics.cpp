#include "core/calendar/holiday_ics.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "core/calendar/ics_lines.hpp"
#include "core/calendar/phrase_words.hpp"
#include "core/calendar/recurrence.hpp"
#include "core/calendar/year_of.hpp"

namespace vk {
namespace {

using std::chrono::days;
using std::chrono::year_month_day;

constexpr size_t kMostRules = 20000;
constexpr int64_t kLongestHoliday = 366;
constexpr int kLastRuleYear = 9999;

/// "20261206" at the start of `text`.
std::optional<Day> basic_day(std::string_view text) {
  if (text.size() < 8 || text.find_first_not_of("0123456789") < 8) return std::nullopt;
  return day_from(fmt::format("{}-{}-{}", text.substr(0, 4), text.substr(4, 2), text.substr(6, 2)));
}

/// A date, or a date with the time of day midnight.
std::optional<Day> whole_day(std::string_view text) {
  const std::string_view rest = text.substr(std::min<size_t>(8, text.size()));
  if (!rest.empty() && rest != "T000000") return std::nullopt;
  return basic_day(text);
}

/// "P1D" or "P2W" in days.
std::optional<int64_t> days_of_duration(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  if (text.size() < 3 || text.size() > 7 || text[0] != 'P') return std::nullopt;
  const std::optional<int64_t> count = int64_from(text.substr(1, text.size() - 2));
  if (!count || *count < 1) return std::nullopt;
  if (text.back() == 'D') return *count;
  return text.back() == 'W' ? std::optional{*count * 7} : std::nullopt;
}

/// A plain yearly rule: the day as a phrase, and the years.
struct YearlyRule {
  std::string phrase;
  int step = 1;
  std::optional<int64_t> count;
  std::optional<Day> until;
};

struct RuleParts {
  std::optional<int64_t> month;
  std::optional<int64_t> month_day;
  std::string by_day;
};

/// "4TH" as "4th Thursday", "-1MO" as "last Monday"; empty when it is neither.
std::string nth_weekday(std::string_view text) {
  if (text.size() < 3) return {};
  const auto weekday = rule_weekday(text.substr(text.size() - 2));
  const std::optional<int64_t> ordinal = int64_from(text.substr(0, text.size() - 2));
  if (!weekday || !ordinal || *ordinal == 0 || *ordinal < -5 || *ordinal > 5) return {};
  if (*ordinal == -1) return "last " + weekday_name(*weekday);
  const std::string nth = fmt::format("{}th", std::abs(*ordinal));
  return nth + (*ordinal < 0 ? " to last " : " ") + weekday_name(*weekday);
}

/// One BEGIN:VEVENT to END:VEVENT.
struct Event {
  uint32_t line = 0;
  std::vector<const IcsLine*> properties;

  const IcsLine* find(std::string_view name) const {
    const auto found = std::find_if(properties.begin(), properties.end(),
                                    [&](const IcsLine* property) { return property->name == name; });
    return found == properties.end() ? nullptr : *found;
  }
};

class IcsReader {
 public:
  IcsReader(const ConfigText& text, HolidayCalendar& calendar, Diagnostics& diagnostics)
      : text_(text), calendar_(calendar), diagnostics_(diagnostics), lines_(ics_lines(text)) {}

  void read() {
    if (!is_calendar()) return;
    std::vector<std::string> open;
    Event event;
    for (const IcsLine& line : lines_) {
      if (line.name.empty()) return broken(line.line, "this line is no property of iCalendar", "NAME:VALUE");
      if (line.name == "BEGIN") {
        open.push_back(line.value);
        if (line.value == "VEVENT") event = {line.line, {}};
      } else if (line.name == "END") {
        if (open.empty() || open.back() != line.value)
          return broken(line.line, fmt::format("END:{} closes nothing", line.value),
                        open.empty() ? std::string{} : "END:" + open.back());
        open.pop_back();
        if (line.value == "VEVENT") read_event(event);
      } else if (!open.empty() && open.back() == "VEVENT") {
        event.properties.push_back(&line);
      }
      if (calendar_.rules.size() > kMostRules)
        return broken(line.line, fmt::format("the file has more than {} holidays", kMostRules), {});
    }
    if (!open.empty()) return broken(lines_.back().line, fmt::format("the file ends inside {}", open.back()), {});
    finish();
  }

 private:
  bool is_calendar() {
    const bool good = !lines_.empty() && lines_.front().name == "BEGIN" && lines_.front().value == "VCALENDAR";
    if (!good) broken(1, "the file is no iCalendar", "BEGIN:VCALENDAR in the first line");
    return good;
  }

  void add(Severity severity, std::string_view code, uint32_t line, std::string message, std::string expected = {},
           std::string hint = {}) {
    const size_t width = utf8_length(trim(text_.line(line)));
    diagnostics_.add({severity,
                      std::string{code},
                      {text_.file, line, 1},
                      std::move(message),
                      std::move(expected),
                      std::move(hint),
                      text_.excerpt(line),
                      static_cast<uint32_t>(std::max<size_t>(1, width))});
  }

  void broken(uint32_t line, std::string message, std::string expected) {
    add(Severity::error, "E110", line, std::move(message), std::move(expected));
  }

  void refuse(const IcsLine& line, std::string message) {
    add(Severity::error, "E109", line.line, std::move(message),
        "FREQ=YEARLY, with INTERVAL, COUNT or UNTIL, and BYMONTH with BYMONTHDAY or BYDAY such as 1MO",
        "write the holiday in a TOML file, which has more rules");
  }

  void read_event(const Event& event) {
    const IcsLine* status = event.find("STATUS");
    if (status != nullptr && status->value == "CANCELLED") return;
    const IcsLine* start = event.find("DTSTART");
    if (start == nullptr) return broken(event.line, "an event has no DTSTART", "DTSTART;VALUE=DATE:20261206");
    const std::optional<Day> first = whole_day(start->value);
    if (!first) {
      if (!basic_day(start->value))
        return broken(start->line, fmt::format("\"{}\" is not a day", start->value), "DTSTART;VALUE=DATE:20261206");
      if (first_timed_ == 0) first_timed_ = start->line;
      ++timed_;
      return;
    }
    const std::optional<int64_t> length = length_of(event, *first, *start);
    if (!length) return;
    if (const IcsLine* changed = event.find("RECURRENCE-ID"))
      return refuse(*changed, "an event that replaces one day of another is not read");
    add_rules(event, *first, *length);
  }

  /// How many days an event has; nothing, and an error, when that cannot be read.
  std::optional<int64_t> length_of(const Event& event, Day first, const IcsLine& start) {
    std::optional<int64_t> length = 1;
    const IcsLine* place = &start;
    if (const IcsLine* end = event.find("DTEND")) {
      place = end;
      const std::optional<Day> last = whole_day(end->value);
      length = last ? std::optional{std::max<int64_t>((*last - first).count(), last == first ? 1 : 0)} : std::nullopt;
      if (last && *last < first) {
        add(Severity::error, "E209", end->line, "the event ends before it begins");
        return std::nullopt;
      }
    } else if (const IcsLine* duration = event.find("DURATION")) {
      place = duration;
      length = days_of_duration(duration->value);
    }
    if (!length) {
      broken(place->line, fmt::format("\"{}\" is no whole number of days", place->value), "DTEND;VALUE=DATE:20261207");
    } else if (*length > kLongestHoliday) {
      add(Severity::error, "E212", place->line, fmt::format("a holiday of {} days is too long", *length),
          fmt::format("at most {} days", kLongestHoliday));
      return std::nullopt;
    }
    return length;
  }

  void add_rules(const Event& event, Day first, int64_t length) {
    HolidayRule rule;
    const IcsLine* summary = event.find("SUMMARY");
    rule.name = summary == nullptr ? std::string{} : ics_text(summary->value);
    if (rule.name.empty()) rule.name = "holiday";
    std::vector<Day> singles;
    for (const IcsLine* property : event.properties) {
      if (property->name == "RDATE") read_days(*property, singles);
      if (property->name == "EXDATE") read_days(*property, rule.except);
    }
    if (const IcsLine* repeated = event.find("RRULE")) {
      const std::optional<YearlyRule> yearly = read_rule(*repeated, first);
      if (!yearly) return;
      add_yearly(rule, *yearly, first, length);
    } else {
      singles.push_back(first);
    }
    for (const Day single : singles) {
      if (std::find(rule.except.begin(), rule.except.end(), single) != rule.except.end()) continue;
      for (int64_t i = 0; i < length; ++i) {
        HolidayRule day;
        day.name = rule.name;
        day.only = single + days{i};
        calendar_.rules.push_back(std::move(day));
      }
    }
  }

  void read_days(const IcsLine& line, std::vector<Day>& result) {
    for (const std::string_view each : split(line.value, ',')) {
      if (const std::optional<Day> day = whole_day(each))
        result.push_back(*day);
      else
        refuse(line, fmt::format("\"{}\" in {} is not a day", each, line.name));
    }
  }

  std::optional<YearlyRule> read_rule(const IcsLine& line, Day first) {
    YearlyRule rule;
    RuleParts parts;
    bool yearly = false;
    for (const std::string_view part : split(line.value, ';')) {
      const size_t equals = std::min(part.find('='), part.size());
      const std::string_view key = part.substr(0, equals);
      const std::string_view value = part.substr(std::min(equals + 1, part.size()));
      const std::optional<int64_t> number = int64_from(value);
      bool good = true;
      if (key == "FREQ")
        good = yearly = value == "YEARLY";
      else if (key == "INTERVAL" && (good = number && *number >= 1 && *number <= 1000))
        rule.step = static_cast<int>(*number);
      else if (key == "COUNT" && (good = number && *number >= 1 && *number <= kLastRuleYear))
        rule.count = number;
      else if (key == "UNTIL")
        good = (rule.until = basic_day(value)).has_value();
      else if (key == "BYMONTH" && (good = number && *number >= 1 && *number <= 12))
        parts.month = number;
      else if (key == "BYMONTHDAY" && (good = number && *number >= 1 && *number <= 31))
        parts.month_day = number;
      else if (key == "BYDAY" && (good = !nth_weekday(value).empty()))
        parts.by_day = nth_weekday(value);
      else if (key != "WKST")
        good = false;
      if (!good) return refuse(line, fmt::format("\"{}\" is no part of a plain yearly rule", part)), std::nullopt;
    }
    if (!yearly) return refuse(line, "the rule has no FREQ=YEARLY"), std::nullopt;
    if (rule.count && rule.until) return refuse(line, "COUNT and UNTIL exclude each other"), std::nullopt;
    return phrase_of(line, parts, first, std::move(rule));
  }

  std::optional<YearlyRule> phrase_of(const IcsLine& line, const RuleParts& parts, Day first, YearlyRule rule) {
    const year_month_day start{first};
    const bool day_or_weekday = parts.month_day.has_value() || !parts.by_day.empty();
    if (day_or_weekday && !parts.month)
      return refuse(line, "BYMONTHDAY and BYDAY are read with BYMONTH only"), std::nullopt;
    if (parts.month_day && !parts.by_day.empty())
      return refuse(line, "BYMONTHDAY and BYDAY together are not read"), std::nullopt;
    const bool other_month = parts.month && *parts.month != static_cast<unsigned>(start.month());
    const bool other_day = parts.month_day && *parts.month_day != static_cast<unsigned>(start.day());
    if (other_month || other_day) return refuse(line, "the rule does not fit its DTSTART"), std::nullopt;
    rule.phrase = parts.by_day.empty()
                      ? fmt::format("{} {}", month_name(start.month()), static_cast<unsigned>(start.day()))
                      : fmt::format("{} of {}", parts.by_day, month_name(start.month()));
    if (day_in(parsed(rule.phrase), year_of(first)) != first)
      return refuse(line, "the rule does not fit its DTSTART"), std::nullopt;
    return rule;
  }

  /// A phrase that this reader wrote itself.
  static Phrase parsed(std::string text) {
    Diagnostics none;
    return *Phrase::parse({std::move(text), {}}, nullptr, none);
  }

  static std::optional<Day> day_in(const Phrase& phrase, int year) {
    PhraseContext context;
    const std::chrono::year y{year};
    context.cycle = {"", {Day{y / 1 / 1}, Day{(y + std::chrono::years{1}) / 1 / 1}}};
    return phrase.evaluate(context);
  }

  void add_yearly(HolidayRule rule, const YearlyRule& yearly, Day first, int64_t length) {
    const std::vector<Day> except = rule.except;
    rule.from = year_of(first);
    rule.step = yearly.step;
    rule.on = parsed(yearly.phrase);
    if (yearly.count || yearly.until) rule.until = last_year(rule, yearly);
    unbounded_ = unbounded_ || !rule.until;
    for (int64_t i = 0; i < length; ++i) {
      HolidayRule day = rule;
      if (i > 0) day.on = parsed(fmt::format("{} days after {}", i, yearly.phrase));
      for (size_t k = 0; k < except.size(); ++k) day.except[k] = except[k] + days{i};
      calendar_.rules.push_back(std::move(day));
    }
  }

  /// The year of the last day that COUNT or UNTIL lets through.
  static int last_year(const HolidayRule& rule, const YearlyRule& yearly) {
    int last = *rule.from - 1;
    int64_t seen = 0;
    for (int year = *rule.from; year < kLastRuleYear; year += yearly.step) {
      const std::optional<Day> day = day_in(rule.on, year);
      if (!day) continue;
      if (yearly.until && *yearly.until < *day) break;
      last = year;
      if (yearly.count && ++seen == *yearly.count) break;
    }
    return last;
  }

  void finish() {
    if (timed_ > 0) {
      add(Severity::warning, "W509", first_timed_,
          timed_ == 1 ? std::string{"an event with a time of day is no holiday and is left out"}
                      : fmt::format("{} events with a time of day are no holidays and are left out", timed_));
    }
    if (unbounded_ || calendar_.rules.empty()) return;
    for (const HolidayRule& rule : calendar_.rules) {
      const int from = rule.only ? year_of(*rule.only) : *rule.from;
      const int until = rule.only ? from : *rule.until;
      calendar_.covers_from = std::min(calendar_.covers_from.value_or(from), from);
      calendar_.covers_until = std::max(calendar_.covers_until.value_or(until), until);
    }
  }

  const ConfigText& text_;
  HolidayCalendar& calendar_;
  Diagnostics& diagnostics_;
  std::vector<IcsLine> lines_;
  size_t timed_ = 0;
  uint32_t first_timed_ = 0;
  bool unbounded_ = false;
};

}  // namespace

void read_holiday_ics(const ConfigText& text, HolidayCalendar& calendar, Diagnostics& diagnostics) {
  IcsReader{text, calendar, diagnostics}.read();
}

}  // namespace vk
