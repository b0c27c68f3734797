#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/base/text.hpp"
#include "core/calendar/calendar_readers.hpp"
#include "core/calendar/phrase.hpp"

namespace vk {
namespace {

constexpr int64_t kLongestDays = 3660;
constexpr int64_t kHighestWeight = 10000;

ContactPeriod read_period(CalendarSection& section) {
  using PeriodKind = ContactPeriod::Kind;
  static const std::array<std::pair<std::string_view, PeriodKind>, 4> kPeriods{{{"week", PeriodKind::week},
                                                                                {"month", PeriodKind::month},
                                                                                {"quarter", PeriodKind::quarter},
                                                                                {"year", PeriodKind::year}}};
  const PlacedText text = section.placed("per");
  const std::string word{trim(text.text)};
  for (const auto& [name, kind] : kPeriods) {
    if (word == name) return {kind, 0};
  }
  const std::vector<std::string_view> words = split(word, ' ');
  const std::optional<int64_t> count = words.size() == 2 ? int64_from(words[0]) : std::nullopt;
  const bool in_days = words.size() == 2 && (words[1] == "days" || words[1] == "day");
  if (in_days && count && *count >= 1 && *count <= kLongestDays)
    return {PeriodKind::days, static_cast<int32_t>(*count)};
  const std::vector<std::string> names{"week", "month", "quarter", "year"};
  const auto nearest = nearest_word(word, names);
  if (section.has("per")) {
    section.error_at(text, "E212", fmt::format("\"{}\" is no period", text.text),
                     "\"week\", \"month\", \"quarter\", \"year\", or \"90 days\"",
                     nearest ? fmt::format("did you mean \"{}\"?", *nearest) : std::string{});
  }
  return {PeriodKind::year, 0};
}

/// For how many contacts one of an item counts: never for more than there may be at all.
void read_weights(CalendarSection& section, ContactRuleSpec& rule) {
  const ConfigTable* weights = section.reader().table("weight");
  if (weights == nullptr) return;
  TableReader reader{*weights, section.reader().source(), "weight", section.reader().diagnostics()};
  for (const ConfigTable::Entry& entry : weights->entries) {
    const auto weight = reader.integer(entry.key, 1, kHighestWeight);
    if (!weight) continue;
    rule.weight[entry.key] = static_cast<int32_t>(*weight);
    rule.weight_at[entry.key] = entry.key_at;
    if (*weight <= rule.at_most) continue;
    reader.error_at(entry.key, "E212",
                    fmt::format("{} counts for {} contacts and could never be made: at_most = {}", entry.key, *weight,
                                rule.at_most),
                    fmt::format("1 to {}", rule.at_most));
  }
}

void read_pause(CalendarSection& section, ContactRuleSpec& rule) {
  rule.limit = ContactLimit::pause;
  rule.around = section.placed_list("around");
  rule.days_before = static_cast<int32_t>(section.integer("days_before"));
  rule.days_after = static_cast<int32_t>(section.integer("days_after"));
  if (rule.around.empty())
    section.reader().error_at("around", "E212", "around names nothing", "at least one measurement or content id");
}

/// Reads the one limit that a rule has.
void read_limit(CalendarSection& section, ContactRuleSpec& rule) {
  constexpr std::array<std::string_view, 5> kLimits{"rest_days", "gap", "at_most", "once_per_window", "around"};
  for (size_t i = 0; i < kLimits.size(); ++i) {
    for (size_t k = i + 1; k < kLimits.size(); ++k) section.exclude(kLimits[i], kLimits[k]);
  }
  section.refuse_without("per", "at_most");
  section.refuse_without("weight", "at_most");
  section.refuse_without("days_before", "around");
  section.refuse_without("days_after", "around");
  if (section.has("rest_days")) {
    rule.rest_days = static_cast<int32_t>(section.integer("rest_days"));
  } else if (section.has("gap")) {
    rule.rest_days = read_days(section, "gap", "rest").value_or(1);
  } else if (section.has("at_most")) {
    rule.limit = ContactLimit::at_most;
    rule.at_most = section.integer("at_most");
    section.require("per");
    rule.per = read_period(section);
    read_weights(section, rule);
  } else if (section.has("around")) {
    read_pause(section, rule);
  } else if (section.boolean("once_per_window")) {
    rule.limit = ContactLimit::once_per_window;
  } else {
    section.reader().error("E202", rule.at, fmt::format("{} limits nothing", section.reader().what()),
                           "rest_days, gap, at_most, once_per_window or around", "add a line such as rest_days = 30");
  }
}

const MeasurementSpec* followed_by(const AnnualCalendar& calendar, const MeasurementSpec& measurement) {
  const MeasurementSpec* at = &measurement;
  for (size_t steps = 0; at != nullptr && !at->after.empty(); ++steps) {
    if (steps > calendar.measurements.size()) return nullptr;
    at = calendar.find_measurement(at->after.text);
  }
  return at;
}

}  // namespace

std::optional<int32_t> read_days(CalendarSection& section, std::string_view key, std::string_view what) {
  if (!section.has(key)) return std::nullopt;
  const PlacedText text = section.placed(key);
  const auto span = parse_span(text, &section.reader().source(), section.reader().diagnostics());
  if (!span) return std::nullopt;
  const bool weeks = span->unit == CalendarSpan::Unit::week;
  const int64_t days = int64_t{span->count} * (weeks ? 7 : 1);
  if ((weeks || span->unit == CalendarSpan::Unit::day) && days <= kLongestDays) return static_cast<int32_t>(days);
  section.error_at(text, "E212", fmt::format("{} = \"{}\" is no {}", key, text.text, what),
                   fmt::format("days or weeks, at most {} days, such as \"3 weeks\"", kLongestDays));
  return std::nullopt;
}

ContactRuleSpec read_contact_rule(const ConfigTable& table, const CalendarFile& file) {
  ContactRuleSpec rule;
  const ConfigTable::Entry* named = table.find("name");
  const auto* name = named == nullptr ? nullptr : std::get_if<std::string>(&named->value.value);
  CalendarSection section{table, file.text, "contact",
                          name == nullptr ? "[[contact]]" : fmt::format("contact rule \"{}\"", *name),
                          file.diagnostics};
  const PlacedText placed = section.placed("name");
  rule.name = placed.text;
  rule.at = placed.empty() ? table.at : placed.at;
  rule.audiences = section.placed_list("audience");
  rule.items = section.placed_list("items");
  rule.channels = section.placed_list("channel");
  rule.where = section.text_map("where");
  read_limit(section, rule);
  if (section.has("delay_days")) rule.delay_days = static_cast<int32_t>(section.integer("delay_days"));
  section.finish();
  return rule;
}

void take_over_cycles(AnnualCalendar& calendar) {
  for (MeasurementSpec& measurement : calendar.measurements) {
    if (measurement.after.empty()) continue;
    const MeasurementSpec* first = followed_by(calendar, measurement);
    if (first == nullptr) continue;
    const ScheduleSpec& from = first->schedule;
    measurement.schedule.every = from.every;
    measurement.schedule.step = from.step;
    measurement.schedule.only = from.only;
    measurement.schedule.rule_text = from.rule_text;
    measurement.schedule.rule = from.rule;
    measurement.schedule.dates = from.dates;
    measurement.schedule.counted_from = from.from;
  }
}

}  // namespace vk
