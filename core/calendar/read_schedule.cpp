#include <fmt/format.h>

#include <array>

#include "core/base/text.hpp"
#include "core/calendar/calendar_readers.hpp"
#include "core/calendar/phrase.hpp"
#include "core/calendar/phrase_report.hpp"

namespace vk {
namespace {

constexpr int32_t kSecondsADay = 24 * 3600;
constexpr int64_t kLongestTolerance = 366 * int64_t{kSecondsADay};

// Enumerators in the order of their keys' choices.
constexpr std::array kIfClosedDay{
    IfClosedDay::keep,      IfClosedDay::following,          IfClosedDay::modified_following,
    IfClosedDay::preceding, IfClosedDay::modified_preceding, IfClosedDay::nearest};
constexpr std::array kIfMissing{IfMissing::skip, IfMissing::last_day, IfMissing::next_day};
constexpr std::array kCatchUp{CatchUp::while_open, CatchUp::all, CatchUp::latest, CatchUp::none};
constexpr std::array kOverlap{Overlap::allow, Overlap::skip, Overlap::wait};

/// "09:00" or "09:00:30" as seconds since midnight.
std::optional<int32_t> clock_from(std::string_view text) {
  const std::vector<std::string_view> parts = split(text, ':');
  if (parts.size() < 2 || parts.size() > 3) return std::nullopt;
  int64_t seconds = 0;
  for (const std::string_view part : parts) {
    const bool digits = part.size() == 2 && part.find_first_not_of("0123456789") == std::string_view::npos;
    if (!digits || int64_from(part) >= 60) return std::nullopt;
    seconds = seconds * 60 + *int64_from(part);
  }
  if (parts.size() == 2) seconds *= 60;
  return seconds < kSecondsADay ? std::optional{static_cast<int32_t>(seconds)} : std::nullopt;
}

/// What the writer of "9:00", "9.00", "0900" or "9" most likely meant.
std::string clock_hint(std::string_view text) {
  std::string digits{trim(text)};
  for (char& c : digits) {
    if (c == '.' || c == '-' || c == 'h') c = ':';
  }
  if (digits.size() == 4 && digits.find(':') == std::string::npos) digits.insert(2, ":");
  if (digits.find(':') == std::string::npos) digits += ":00";
  if (digits.find(':') == 1) digits.insert(0, "0");
  if (digits == "24:00") return "write \"00:00\" and the next day, or \"23:59\"";
  return clock_from(digits) ? fmt::format("write \"{}\"", digits) : std::string{};
}

int64_t read_tolerance(CalendarSection& section) {
  const PlacedText text = section.placed("tolerance");
  constexpr int64_t kHour = 3600;
  if (text.empty()) return kHour;
  const std::vector<std::string_view> words = split(text.text, ' ');
  const std::optional<int64_t> count = int64_from(words[0]);
  std::string unit{words.size() == 2 ? words[1] : ""};
  if (unit.ends_with('s')) unit.pop_back();
  int64_t seconds = 0;
  if (unit == "minute") seconds = 60;
  if (unit == "hour") seconds = kHour;
  if (unit == "day") seconds = kSecondsADay;
  if (count && *count >= 0 && seconds > 0 && *count <= kLongestTolerance / seconds) return *count * seconds;
  section.error_at(text, "E101", fmt::format("cannot read \"{}\" as a length of time", text.text),
                   "a number and a unit, such as \"30 minutes\", \"2 hours\" or \"1 day\"");
  return kHour;
}

/// What a phrase may count from beside the cycle.
struct Anchors {
  bool opening = false;
  bool close = false;
};

void check_phrase(CalendarSection& section, const PlacedText& text, CycleLength every, Anchors allowed) {
  if (trim(text.text).empty()) return;
  const ConfigText* source = &section.reader().source();
  const std::optional<Phrase> phrase = Phrase::parse(text, source, section.reader().diagnostics());
  if (!phrase) return;
  phrase->check(every, text, source, section.reader().diagnostics());
  const PhraseUses uses = phrase->uses();
  const bool opening = uses.opening && !allowed.opening;
  if (!opening && (!uses.close || allowed.close)) return;
  const std::string_view word = opening ? "opening" : "close";
  const size_t offset = lower_ascii(text.text).rfind(word);
  report_in_text(
      text, source,
      {"E108", fmt::format("\"{}\" means nothing here", word),
       allowed.opening ? "a phrase that may count from \"opening\"" : "a phrase that counts from the calendar",
       "\"opening\" and \"close\" are for reminders; closes may count from \"opening\"", offset, word.size()},
      section.reader().diagnostics());
}

/// every = "once" takes a date, everything else a phrase.
void check_opens(CalendarSection& section, const ScheduleSpec& spec) {
  if (spec.opens.empty() || spec.every == Every::rule || spec.every == Every::dates) return;
  if (spec.every == Every::once && !day_from(spec.opens.text)) {
    section.error_at(spec.opens, "E212", fmt::format("every = \"once\" needs a date, not \"{}\"", spec.opens.text),
                     "a date without quotes, such as opens = 2026-03-02");
    return;
  }
  check_phrase(section, spec.opens, {spec.every, spec.step}, {});
}

void check_window(CalendarSection& section, const ScheduleSpec& spec) {
  check_opens(section, spec);
  if (!spec.closes.empty()) check_phrase(section, spec.closes, {spec.every, spec.step}, {true, false});
  if (!spec.stays_open.empty()) parse_span(spec.stays_open, &section.reader().source(), section.reader().diagnostics());
  if (!spec.spread.empty()) parse_span(spec.spread, &section.reader().source(), section.reader().diagnostics());
  for (const PlacedText& text : spec.remind) check_phrase(section, text, {spec.every, spec.step}, {true, true});
  section.exclude("closes", "stays_open");
  if (spec.from && spec.until && *spec.until < *spec.from) {
    section.reader().error_at("until", "E209",
                              fmt::format("until {} is before from {}", to_string(*spec.until), to_string(*spec.from)));
  }
}

/// What quiet periods do to this schedule instead of their own rule, by name.
std::map<std::string, PlacedText> read_quiet_overrides(CalendarSection& section) {
  std::map<std::string, PlacedText> rules;
  const ConfigTable* table = section.reader().table("quiet");
  if (table == nullptr) return rules;
  TableReader inner{*table, section.reader().source(), "quiet", section.reader().diagnostics()};
  for (const ConfigTable::Entry& entry : table->entries) {
    const auto rule = inner.choice(entry.key, calendar_table("measurement").key("quiet").choices);
    if (rule) rules[entry.key] = {*rule, entry.key_at};
  }
  return rules;
}

}  // namespace

int32_t read_clock(CalendarSection& section, std::string_view key) {
  constexpr int32_t kNine = 9 * 3600;
  const ConfigValue* value = section.reader().value(key);
  if (value == nullptr) return kNine;
  if (const auto* time = std::get_if<TimeOfDay>(&value->value)) return time->seconds;
  const auto* text = std::get_if<std::string>(&value->value);
  if (text == nullptr) {
    section.reader().wrong_type(key, *value, "a time of day such as \"09:00\"");
    return kNine;
  }
  if (const auto seconds = clock_from(*text)) return *seconds;
  section.error_at({*text, value->at}, "E205", fmt::format("\"{}\" is not a time of day", *text),
                   "hours and minutes from \"00:00\" to \"23:59\"", clock_hint(*text));
  return kNine;
}

ScheduleSpec read_schedule_spec(CalendarSection& section) {
  ScheduleSpec spec;
  spec.from = section.day("from");
  spec.until = section.day("until");
  spec.at_seconds = read_clock(section, "at");
  if (section.has("closes_at")) spec.closes_at_seconds = read_clock(section, "closes_at");
  read_cycle(section, spec);
  spec.closes = section.placed("closes");
  spec.stays_open = section.placed("stays_open");
  spec.spread = section.placed("spread");
  spec.remind = section.placed_list("remind");
  spec.if_closed_day = kIfClosedDay[section.choice("if_closed_day")];
  spec.if_closed_day_given = section.has("if_closed_day");
  spec.if_missing = kIfMissing[section.choice("if_missing")];
  spec.if_missing_given = section.has("if_missing");
  spec.quiet = read_quiet_overrides(section);
  spec.catch_up = kCatchUp[section.choice("catch_up")];
  spec.catch_up_limit = section.integer("catch_up_limit");
  spec.tolerance_seconds = read_tolerance(section);
  spec.overlap = kOverlap[section.choice("overlap")];
  check_window(section, spec);
  return spec;
}

QuietSpec read_quiet_spec(const ConfigTable& table, const CalendarFile& file) {
  QuietSpec spec;
  spec.at = table.at;
  CalendarSection section{table, file.text, "quiet", "[[quiet]]", file.diagnostics};
  spec.name = section.text("name");
  spec.from = section.placed("from");
  spec.to = section.placed("to");
  spec.rule = section.reader().choice("rule", calendar_table("quiet").key("rule").choices).value_or("allow");
  // A date is one year's period, a phrase comes every year.
  const bool dates = day_from(spec.from.text) && day_from(spec.to.text);
  if (!dates) {
    check_phrase(section, spec.from, Every::year, {});
    check_phrase(section, spec.to, Every::year, {});
  } else if (*day_from(spec.to.text) < *day_from(spec.from.text)) {
    section.reader().error_at("to", "E209", fmt::format("to {} is before from {}", spec.to.text, spec.from.text));
  }
  section.finish();
  return spec;
}

}  // namespace vk
