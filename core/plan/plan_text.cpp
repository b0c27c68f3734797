#include "core/plan/plan_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/base/text.hpp"
#include "core/calendar/time_zone.hpp"
#include "core/calendar/year_of.hpp"

namespace vk {
namespace {

/// "2026-03-02 09:00" on the clock of the occurrence's own zone.
std::string local_text(Instant instant, const std::string& timezone) {
  const TimeZone zone = TimeZone::find(timezone).value_or(TimeZone::utc());
  return zone.to_local_text(instant).substr(0, 16);
}

std::string opens_text(const Occurrence& occurrence) {
  return occurrence.none ? "no such day" : local_text(occurrence.opens, occurrence.timezone);
}

std::string last_day_text(const Occurrence& occurrence) {
  if (occurrence.none || occurrence.kind != ItemKind::measurement) return {};
  return to_string(occurrence.last_day);
}

std::string why_text(const Occurrence& occurrence) {
  std::vector<std::string> parts;
  if (occurrence.quiet_skip) parts.emplace_back("skipped");
  parts.insert(parts.end(), occurrence.why.begin(), occurrence.why.end());
  if (!occurrence.after.empty()) {
    std::vector<std::string> names;
    for (const OccurrenceName& name : occurrence.after) names.push_back(to_string(name));
    parts.push_back("after " + join(names, ", "));
  }
  return join(parts, "; ");
}

int opening_year(const Occurrence& occurrence) {
  return year_of(occurrence.opens_on);
}

/// Column width that fits every name, in code points.
size_t name_width(std::span<const Occurrence> occurrences) {
  size_t width = 4;
  for (const Occurrence& occurrence : occurrences) width = std::max(width, utf8_length(to_string(occurrence.name)));
  return width;
}

std::string padded(std::string text, size_t width) {
  const size_t length = utf8_length(text);
  if (length < width) text.append(width - length, ' ');
  return text;
}

std::string row_text(const Occurrence& occurrence, size_t width) {
  std::string row = fmt::format("{:<16}  {:<10}  {}", opens_text(occurrence), last_day_text(occurrence),
                                padded(to_string(occurrence.name), width));
  const std::string why = why_text(occurrence);
  if (!why.empty()) row += "  " + why;
  row.erase(row.find_last_not_of(' ') + 1);
  return row + "\n";
}

std::string days_away(Instant now, Instant then) {
  const auto count = std::chrono::floor<std::chrono::days>(then - now).count();
  if (count == 0) return "within a day";
  return count == 1 ? "in 1 day" : fmt::format("in {} days", count);
}

}  // namespace

std::string window_text(const Occurrence& occurrence) {
  if (occurrence.none) return "no such day";
  std::string text = local_text(occurrence.opens, occurrence.timezone);
  if (occurrence.kind == ItemKind::measurement) text += " to " + to_string(occurrence.last_day);
  if (occurrence.quiet_skip) text += ", skipped";
  return text;
}

std::string plan_text(const Plan& plan) {
  std::string text = fmt::format("plan for the cycles from {} to before {} (tz database {})\n",
                                 to_string(plan.range.first), to_string(plan.range.end), plan.tz_version);
  if (plan.occurrences.empty()) return text + "nothing is planned\n";
  const size_t width = name_width(plan.occurrences);
  std::optional<int> year;
  for (const Occurrence& occurrence : plan.occurrences) {
    if (year != opening_year(occurrence)) {
      year = opening_year(occurrence);
      text += fmt::format("\n{}\n{:<16}  {:<10}  {}  why\n", *year, "opens", "last day", padded("what", width));
    }
    text += row_text(occurrence, width);
  }
  return text;
}

std::string next_text(const Plan& plan, Instant now, size_t count) {
  std::vector<Occurrence> next;
  for (const Occurrence& occurrence : plan.occurrences) {
    if (next.size() < count && !occurrence.none && now <= occurrence.opens) next.push_back(occurrence);
  }
  if (next.empty()) return "nothing is planned after " + to_string(now) + "\n";
  const size_t width = name_width(next);
  std::string text;
  for (const Occurrence& occurrence : next) {
    text += fmt::format("{:<13} {}", days_away(now, occurrence.opens), row_text(occurrence, width));
  }
  return text;
}

std::string changes_text(std::span<const PlanChange> changes) {
  if (changes.empty()) return "no changes\n";
  constexpr std::array kWords{"new", "moved", "lost", "past"};
  std::array<size_t, kWords.size()> counts{};
  std::string text;
  for (const PlanChange& change : changes) {
    const auto kind = static_cast<size_t>(change.kind);
    ++counts[kind];
    text += fmt::format("{:<5}  {}: ", kWords[kind], to_string(change.name));
    switch (change.kind) {
      case PlanChange::Kind::added:
        text += change.after;
        break;
      case PlanChange::Kind::moved:
        text += change.before + " -> " + change.after;
        break;
      case PlanChange::Kind::lost:
        text += change.before;
        break;
      case PlanChange::Kind::past:
        text += fmt::format("stays as it was, {} (the calendar now says {})", change.before,
                            change.after.empty() ? "nothing" : change.after);
        break;
    }
    text += change.announced ? " (announced: it was to open soon)\n" : "\n";
  }
  return text + fmt::format("{} new, {} moved, {} lost, {} past\n", counts[0], counts[1], counts[2], counts[3]);
}

}  // namespace vk
