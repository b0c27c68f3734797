#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/base/text.hpp"
#include "core/calendar/cycle.hpp"
#include "core/calendar/phrase_words.hpp"
#include "core/calendar/recurrence.hpp"
#include "core/calendar/year_of.hpp"
#include "core/config/table_reader.hpp"
#include "core/plan/roll_over.hpp"
#include "core/plan/year_shift.hpp"

namespace vk {
namespace {

using std::chrono::days;

/// How far apart `from` and `until` may be and still bound a season of one year.
constexpr days kLongestSeason{366};
/// How far a rhythm is followed to its next turn.
constexpr days kLongestWait{3700};

/// The day of a TOML date, or of a text that is one.
std::optional<Day> day_in(const ConfigValue* value) {
  if (value == nullptr) return std::nullopt;
  if (const auto* day = std::get_if<Day>(&value->value)) return *day;
  const auto* text = std::get_if<std::string>(&value->value);
  return text == nullptr ? std::nullopt : day_from(*text);
}

const ConfigValue* value_of(const ConfigTable& table, std::string_view key) {
  const ConfigTable::Entry* entry = table.find(key);
  return entry == nullptr ? nullptr : &entry->value;
}

const std::string* text_of(const ConfigTable& table, std::string_view key) {
  const ConfigValue* value = value_of(table, key);
  return value == nullptr ? nullptr : std::get_if<std::string>(&value->value);
}

/// The values of a list, or the single one.
std::vector<const ConfigValue*> values_of(const ConfigTable& table, std::string_view key) {
  std::vector<const ConfigValue*> found;
  const ConfigValue* value = value_of(table, key);
  const auto* list = value == nullptr ? nullptr : std::get_if<ConfigArray>(&value->value);
  if (list == nullptr && value != nullptr) found.push_back(value);
  if (list == nullptr) return found;
  for (const ConfigValue& each : list->values) found.push_back(&each);
  return found;
}

std::vector<const ConfigTable*> tables_of(const ConfigTable& table, std::string_view key) {
  std::vector<const ConfigTable*> found;
  for (const ConfigValue* value : values_of(table, key)) {
    if (const auto* inner = std::get_if<ConfigTable>(&value->value)) found.push_back(inner);
  }
  return found;
}

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

/// Rolls one file over: reads it with positions, then changes bytes in place.
class FileRoller {
 public:
  FileRoller(const CalendarFileText& file, const AnnualCalendar& calendar, RollOverYears years)
      : calendar_(calendar), years_(years), rolled_{file, {}} {
    Diagnostics known;  // the same text was read before
    document_ = parse_config(file.bytes, file.file.string(), known);
  }

  RolledFile roll(Diagnostics& decisions) {
    for (const ConfigTable* table : tables_of(document_.root, "measurement")) roll_measurement(*table);
    for (const ConfigTable* table : tables_of(document_.root, "quiet")) roll_quiet(*table);
    std::sort(rolled_.edits.begin(), rolled_.edits.end(),
              [](const TextEdit& a, const TextEdit& b) { return a.at < b.at; });
    for (const TextEdit& each : rolled_.edits)
      rolled_.text.bytes.replace(offset_of(each.at), each.before.size(), each.after);
    document_.text = split_lines(rolled_.text.bytes, document_.text.file);
    tell_left_years();
    for (Diagnostic& each : found_) {
      each.excerpt = document_.text.excerpt(each.at.line);
      decisions.add(std::move(each));
    }
    return std::move(rolled_);
  }

 private:
  int ahead() const { return years_.to - years_.from; }
  bool is_old(std::optional<Day> day) const { return day && year_of(*day) == years_.from; }

  void decide(std::string_view code, SourcePosition at, uint32_t length, std::string message, std::string hint) {
    found_.push_back(
        {Severity::warning, std::string{code}, std::move(at), std::move(message), {}, std::move(hint), {}, length});
  }

  /// The byte of a place; a byte order mark is no column.
  size_t offset_of(const SourcePosition& at) const {
    const std::string_view bytes = rolled_.text.bytes;
    size_t begin = bytes.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
    for (uint32_t line = 1; line < at.line; ++line) begin = bytes.find('\n', begin) + 1;
    return begin + byte_of_column(document_.text.line(at.line), at.column);
  }

  bool stands_at(const SourcePosition& at, std::string_view text) const {
    const std::string line = document_.text.line(at.line);
    const size_t begin = byte_of_column(line, at.column);
    return begin != std::string::npos && std::string_view{line}.substr(begin, text.size()) == text;
  }

  /// Changes the text unless it is written in another way than it reads, with escapes or over several lines.
  bool edit(const SourcePosition& at, const std::string& before, const std::string& after) {
    if (before.size() == after.size() && stands_at(at, before)) {
      rolled_.edits.push_back({at, before, after});
      return true;
    }
    decide("W603", at, 1,
           fmt::format("{} belongs to {} and is written so that it cannot be changed", before, years_.from),
           fmt::format("write {}", after));
    return false;
  }

  bool move_day(const ConfigValue& value, Day to) {
    SourcePosition at = value.at;
    if (std::holds_alternative<std::string>(value.value)) ++at.column;
    return edit(at, to_string(day_in(&value).value()), to_string(to));
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
    if (!is_old(day)) return;
    const Day to = same_weekday(*day, ahead());
    if (!move_day(*opens, to)) return;
    tell_moved(*opens, id, to);
    for (const char* key : {"closes", "remind"}) {
      for (const ConfigValue* value : values_of(table, key)) {
        if (const auto near = day_in(value)) move_day(*value, *near + (to - *day));
      }
    }
  }

  void tell_moved(const ConfigValue& value, std::string_view what, Day to) {
    const Day day = day_in(&value).value();
    decide("W601", value.at, shown_length(value),
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
    if (!year_in_label(*label) && is_old(day)) {
      decide("W603", at, shown_length(*value_of(date, "cycle")),
             fmt::format("{}@{} names no year: the log takes what bears the same name for the same", id, *label),
             fmt::format("give it a label with {} and a day of its own", years_.to));
      keep(opens->at);
    }
    if (year_in_label(*label) != years_.from) return;
    const size_t offset = find_year(*label, years_.from);
    const SourcePosition year = position_in_text(at, *label, offset, &document_.text);
    const Day to = same_weekday(*day, ahead());
    if (!edit(year, fmt::format("{}", years_.from), fmt::format("{}", years_.to))) return;
    if (move_day(*opens, to)) tell_moved(*opens, fmt::format("{}@{}", id, *label), to);
  }

  /// The bounds of a season go to the new year together; a `from` without an `until` goes on to hold.
  void roll_season(const ConfigTable& table, const ScheduleSpec& schedule) {
    const ConfigValue* from = value_of(table, "from");
    std::optional<Day> end = roll_until(table);
    if (!end) end = roll_rule_end(table);
    if (from == nullptr || !day_in(from)) return;
    if (end && *end - *day_in(from) < kLongestSeason)
      roll_from(*from, schedule);
    else
      keep(from->at);
  }

  /// The day that `until` had, when it was of the old year and is moved.
  std::optional<Day> roll_until(const ConfigTable& table) {
    const ConfigValue* until = value_of(table, "until");
    const std::optional<Day> day = day_in(until);
    if (!is_old(day) || !move_day(*until, same_date(*day, ahead()))) return std::nullopt;
    tell_bound(*until, "until", same_date(*day, ahead()));
    return day;
  }

  std::optional<Day> roll_rule_end(const ConfigTable& table) {
    const std::string* rule = text_of(table, "rrule");
    const std::optional<RuleEnd> end = rule == nullptr ? std::nullopt : rule_end(*rule);
    if (!end || !is_old(end->day)) return std::nullopt;
    const SourcePosition at = position_in_text(value_of(table, "rrule")->at, *rule, end->offset, &document_.text);
    const Day to = same_date(end->day, ahead());
    if (!edit(at, as_digits(end->day), as_digits(to))) return std::nullopt;
    decide("W602", at, 8,
           fmt::format("UNTIL ended the rule on {} and is moved to {}", to_string(end->day), to_string(to)),
           "keep it if the year after has the same bounds, else write others");
    return end->day;
  }

  void roll_from(const ConfigValue& from, const ScheduleSpec& schedule) {
    const std::optional<Day> to = in_rhythm(schedule, same_date(*day_in(&from), ahead()));
    if (!to) {
      decide("W603", from.at, shown_length(from), "from belongs to a rhythm that does not reach the new year",
             fmt::format("write the first day of {} that counts", years_.to));
      keep(from.at);
      return;
    }
    if (move_day(from, *to)) tell_bound(from, "from", *to);
  }

  /// The first day from `day` on with which a turn of the schedule's rhythm begins; the day itself when it has none.
  std::optional<Day> in_rhythm(const ScheduleSpec& schedule, Day day) const {
    if (schedule.every != Every::rule && schedule.step == 1) return day;
    ScheduleSpec endless = schedule;
    endless.until.reset();
    if (schedule.rule != nullptr) {
      RecurrenceRule rule = *schedule.rule;
      rule.until.reset();
      endless.rule = std::make_shared<const RecurrenceRule>(std::move(rule));
    }
    for (const Cycle& cycle : cycles_between(cycle_rule(calendar_, endless), {day, day + kLongestWait})) {
      if (day <= cycle.interval.first) return cycle.interval.first;
    }
    return std::nullopt;
  }

  void tell_bound(const ConfigValue& value, std::string_view key, Day to) {
    decide("W602", value.at, shown_length(value),
           fmt::format("{} was {} and is moved to {}", key, to_string(day_in(&value).value()), to_string(to)),
           "keep it if the year after has the same bounds, else write others");
  }

  void roll_quiet(const ConfigTable& table) {
    const ConfigValue* from = value_of(table, "from");
    const ConfigValue* to = value_of(table, "to");
    if (!is_old(day_in(from)) || !day_in(to)) return;
    for (const auto& [key, value] : {std::pair{"from", from}, std::pair{"to", to}}) {
      const Day moved = same_date(*day_in(value), ahead());
      if (move_day(*value, moved)) tell_bound(*value, fmt::format("{} of a quiet period", key), moved);
    }
  }

  void keep(const SourcePosition& at) { kept_.insert(at); }

  /// Whether the year in a line was looked at already.
  bool is_kept(uint32_t line, size_t column) const {
    return std::any_of(kept_.begin(), kept_.end(), [&](const SourcePosition& at) {
      return at.line == line && at.column <= column && column < at.column + 12;
    });
  }

  /// Texts and comments that name the old year may mean either year: nobody but a person knows.
  void tell_left_years() {
    for (size_t i = 0; i < document_.text.lines.size(); ++i) {
      const std::string& line = document_.text.lines[i];
      const auto number = static_cast<uint32_t>(i + 1);
      for (size_t at = find_year(line, years_.from); at != std::string::npos;
           at = find_year(line, years_.from, at + 1)) {
        const auto column = static_cast<uint32_t>(utf8_length(std::string_view{line}.substr(0, at)) + 1);
        if (is_kept(number, column)) continue;
        decide("W607", {document_.text.file, number, column}, 4, fmt::format("this still says {}", years_.from),
               "change it where the new year is meant");
        break;
      }
    }
  }

  const AnnualCalendar& calendar_;
  RollOverYears years_;
  RolledFile rolled_;
  ConfigDocument document_;
  std::vector<Diagnostic> found_;
  std::set<SourcePosition> kept_;  ///< days of the old year that are right as they are
};

}  // namespace

RolledFile roll_file(const CalendarFileText& file, const AnnualCalendar& calendar, RollOverYears years,
                     Diagnostics& decisions) {
  return FileRoller{file, calendar, years}.roll(decisions);
}

}  // namespace vk
