#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "core/base/text.hpp"
#include "core/calendar/calendar_readers.hpp"
#include "core/calendar/phrase_words.hpp"
#include "core/calendar/recurrence.hpp"
#include "core/calendar/retail_year.hpp"

namespace vk {
namespace {

/// In the order of the choices of `every`.
constexpr std::array kEvery{Every::once,           Every::year,          Every::half_year,   Every::quarter,
                            Every::month,          Every::week,          Every::fiscal_year, Every::fiscal_half_year,
                            Every::fiscal_quarter, Every::fiscal_period, Every::retail_year, Every::retail_quarter,
                            Every::retail_period};
constexpr int64_t kLongestStep = 520;

/// "2 weeks" or "3 months"; anything else is left to the choices.
bool read_step(CalendarSection& section, const PlacedText& text, ScheduleSpec& spec) {
  const std::vector<std::string_view> words = split(trim(text.text), ' ');
  const std::optional<int64_t> count = words.size() == 2 ? int64_from(words[0]) : std::nullopt;
  if (!count) return false;
  const bool weeks = words[1] == "weeks" || words[1] == "week";
  if (!weeks && words[1] != "months" && words[1] != "month") return false;
  spec.every = weeks ? Every::week : Every::month;
  if (*count < 1 || *count > kLongestStep) {
    section.error_at(text, "E212", fmt::format("every = \"{}\" is no cycle", text.text),
                     fmt::format("1 to {} weeks or months", kLongestStep));
    return true;
  }
  spec.step = static_cast<int>(*count);
  return true;
}

void read_every(CalendarSection& section, ScheduleSpec& spec) {
  const ConfigValue* value = section.reader().value("every");
  const auto* text = value == nullptr ? nullptr : std::get_if<std::string>(&value->value);
  if (text != nullptr && read_step(section, {*text, value->at}, spec)) return;
  spec.every = kEvery[section.choice("every")];
}

void require_from(CalendarSection& section, std::string_view key, const std::string& why) {
  if (section.has("from")) return;
  section.reader().error_at(key, "E202", why, {}, "add a line such as from = 2026-01-12");
}

/// How the cycles of a kind end their labels: "Q1" to "Q4".
std::optional<std::string> label_end_named(Every every, std::string_view text) {
  const auto numbered = [&](std::string_view letter, int64_t most) -> std::optional<std::string> {
    const std::optional<int64_t> number = text.starts_with(letter) ? int64_from(text.substr(1)) : std::nullopt;
    if (!number || *number < 1 || *number > most) return std::nullopt;
    return most > 9 ? fmt::format("{}{:02}", letter, *number) : fmt::format("{}{}", letter, *number);
  };
  switch (every) {
    case Every::once:
    case Every::year:
    case Every::fiscal_year:
    case Every::retail_year:
    case Every::rule:
    case Every::dates:
      return std::nullopt;
    case Every::half_year:
    case Every::fiscal_half_year:
      return numbered("H", 2);
    case Every::quarter:
    case Every::fiscal_quarter:
    case Every::retail_quarter:
      return numbered("Q", 4);
    case Every::month: {
      const auto month = month_named(text);
      return month ? std::optional{fmt::format("{:02}", static_cast<unsigned>(*month))} : std::nullopt;
    }
    case Every::fiscal_period:
    case Every::retail_period:
      return numbered("P", 12);
    case Every::week:
      return numbered("W", 53);
  }
  return std::nullopt;
}

std::string expected_in_only(Every every) {
  const auto or_years = [](std::string_view ends) { return fmt::format("{}, \"even years\" or \"odd years\"", ends); };
  if (label_end_named(every, "H1")) return or_years("\"H1\", \"H2\"");
  if (label_end_named(every, "Q1")) return or_years("\"Q1\" to \"Q4\"");
  if (label_end_named(every, "P1")) return or_years("\"P01\" to \"P12\"");
  if (label_end_named(every, "W1")) return or_years("\"W01\" to \"W53\"");
  if (label_end_named(every, "March")) return or_years("names of months");
  return "\"even years\" or \"odd years\"";
}

void read_only(CalendarSection& section, ScheduleSpec& spec) {
  const size_t before = section.reader().diagnostics().error_count();
  for (const PlacedText& text : section.placed_list("only")) {
    const std::string lower = lower_ascii(trim(text.text));
    if (lower == "even years" || lower == "odd years") {
      spec.only.push_back(lower);
    } else if (const auto end = label_end_named(spec.every, trim(text.text))) {
      spec.only.push_back(*end);
    } else {
      section.error_at(text, "E212",
                       fmt::format("\"{}\" names no cycles of every = \"{}\"", text.text, to_string(spec.every)),
                       expected_in_only(spec.every));
    }
  }
  const bool told = section.reader().diagnostics().error_count() > before;
  if (section.has("only") && spec.only.empty() && !told)
    section.reader().error_at("only", "E212", "only lets no cycle through", expected_in_only(spec.every));
}

/// Tells a rule whose days never come, and one whose start is none of its days.
void check_start(CalendarSection& section, const ScheduleSpec& spec) {
  const RuleStart start{*spec.from, spec.at_seconds};
  if (spec.rule->until && *spec.rule->until < start.day) {
    section.error_at(spec.rule_text, "E209",
                     fmt::format("UNTIL {} is before from {}", to_string(*spec.rule->until), to_string(start.day)));
    return;
  }
  const std::optional<Day> first = first_recurrence(*spec.rule, start);
  if (!first) {
    section.error_at(spec.rule_text, "E105", fmt::format("the rule never comes after {}", to_string(start.day)),
                     "a day within 28 times INTERVAL years, at most 400");
  } else if (spec.rule->until && *spec.rule->until < *first) {
    section.error_at(spec.rule_text, "E105",
                     fmt::format("the rule never comes: UNTIL {} is before its first day {}",
                                 to_string(*spec.rule->until), to_string(*first)));
  } else if (*first != start.day) {
    const ConfigText& lines = section.reader().source();
    const SourcePosition at = section.reader().position("from");
    section.reader().diagnostics().add(
        {Severity::warning,
         "W511",
         at,
         fmt::format("from {} is no day of the rule: the first is {}", to_string(start.day), to_string(*first)),
         {},
         fmt::format("write from = {}", to_string(*first)),
         lines.excerpt(at.line),
         4});
  }
}

void read_rule(CalendarSection& section, ScheduleSpec& spec) {
  spec.every = Every::rule;
  spec.rule_text = section.placed("rrule");
  spec.opens = spec.rule_text;
  for (const char* key : {"every", "opens", "dates", "only"}) section.exclude("rrule", key);
  require_from(section, "rrule", "rrule counts from a day that is not there");
  const auto rule = read_recurrence(spec.rule_text, &section.reader().source(), section.reader().diagnostics());
  if (!rule) return;
  spec.rule = std::make_shared<const RecurrenceRule>(*rule);
  if (spec.from) check_start(section, spec);
}

void read_dates(CalendarSection& section, ScheduleSpec& spec) {
  spec.every = Every::dates;
  spec.opens = {"dates", section.reader().position("dates")};
  for (const char* key : {"every", "opens", "only"}) section.exclude("dates", key);
  std::set<std::string> labels;
  const std::vector<const ConfigTable*> tables = section.reader().tables("dates");
  for (const ConfigTable* table : tables) {
    CalendarSection date{*table, section.reader().source(), "measurement.dates", "a date",
                         section.reader().diagnostics()};
    const PlacedText label = date.placed("cycle");
    const std::optional<Day> day = date.day("opens");
    check_name(date, label, "cycle");
    if (!label.empty() && !labels.insert(label.text).second)
      date.error_at(label, "E207", fmt::format("cycle \"{}\" is listed twice", label.text), {},
                    "give one of them another label");
    date.finish();
    if (day && !label.empty()) spec.dates.push_back({label.text, *day});
  }
  if (tables.empty())
    section.reader().error_at("dates", "E212", "dates lists none", "{ cycle = \"2026-spring\", opens = 2026-03-02 }");
  std::stable_sort(spec.dates.begin(), spec.dates.end(),
                   [](const ListedDate& a, const ListedDate& b) { return a.day < b.day; });
}

bool named_after_start(CalendarSection& section) {
  return section.choice("named_after") == 1;
}

}  // namespace

void read_cycle(CalendarSection& section, ScheduleSpec& spec) {
  if (section.has("rrule")) return read_rule(section, spec);
  if (section.has("dates")) return read_dates(section, spec);
  read_every(section, spec);
  spec.opens = section.placed("opens");
  section.require("opens");
  if (section.has("opens") && trim(spec.opens.text).empty())
    section.reader().error_at("opens", "E212", "opens is empty");
  if (spec.step > 1)
    require_from(section, "every",
                 fmt::format("every {} {}s needs a day to count from", spec.step, to_string(spec.every)));
  read_only(section, spec);
}

FiscalYear read_fiscal_year(const ConfigTable& table, const CalendarFile& file) {
  CalendarSection section{table, file.text, "fiscal_year", "fiscal_year", file.diagnostics};
  FiscalYear fiscal;
  const PlacedText starts = section.placed("starts");
  const std::vector<std::string_view> words = split(trim(starts.text), ' ');
  const auto month = month_named(words[0]);
  const std::optional<int64_t> day = words.size() == 2 ? int64_from(words[1]) : std::nullopt;
  if (month && day && *day >= 1 && *day <= 31) fiscal.starts = *month / std::chrono::day{static_cast<unsigned>(*day)};
  const bool readable = month && day && fiscal.starts.ok() && *day >= 1 && *day <= 31;
  const bool leap_day = fiscal.starts == std::chrono::February / 29;
  if (!starts.empty() && (!readable || leap_day)) {
    section.error_at(starts, "E212", fmt::format("no year starts on \"{}\"", starts.text),
                     "a month and a day of every year, such as \"July 1\"");
    fiscal.starts = FiscalYear{}.starts;
  }
  fiscal.named_after_start = named_after_start(section);
  section.finish();
  return fiscal;
}

std::shared_ptr<const RetailYear> read_retail_year(const ConfigTable& table, const CalendarFile& file) {
  constexpr std::array<std::array<int, 3>, 3> kPatterns{{{4, 4, 5}, {4, 5, 4}, {5, 4, 4}}};
  CalendarSection section{table, file.text, "retail_year", "retail_year", file.diagnostics};
  RetailYear retail;
  retail.pattern = kPatterns[section.choice("pattern")];
  retail.named_after_start = named_after_start(section);
  const PlacedText ends = section.placed("ends");
  std::optional<Phrase> phrase;
  if (!trim(ends.text).empty()) phrase = Phrase::parse(ends, &file.text, file.diagnostics);
  section.finish();
  if (!phrase) return nullptr;
  const size_t before = file.diagnostics.error_count();
  phrase->check(Every::year, ends, &file.text, file.diagnostics);
  if (file.diagnostics.error_count() > before) return nullptr;
  retail.ends = *phrase;
  if (ends_whole_weeks(*phrase)) return std::make_shared<const RetailYear>(std::move(retail));
  section.error_at(ends, "E212", fmt::format("\"{}\" does not end years of 52 or 53 whole weeks", ends.text),
                   "the same weekday every year, such as \"Saturday nearest January 31\" or \"last Sunday of August\"");
  return nullptr;
}

}  // namespace vk
