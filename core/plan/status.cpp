#include "core/plan/status.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "core/plan/log_index.hpp"
#include "core/plan/make_plan.hpp"

namespace vk {
namespace {

/// "in 3 days", "within a day", "12 days ago", "today".
std::string days_from(Instant now, Instant then) {
  const bool ahead = now <= then;
  const auto count = std::chrono::floor<std::chrono::days>(ahead ? then - now : now - then).count();
  if (count == 0) return ahead ? "within a day" : "less than a day ago";
  const std::string many = count == 1 ? "1 day" : fmt::format("{} days", count);
  return ahead ? "in " + many : many + " ago";
}

StatusLine line_of(const Occurrence& occurrence, std::string note) {
  return {occurrence.name, occurrence.opens, occurrence.closes, occurrence.timezone, std::move(note)};
}

Outcome outcome_of(const LogEntry& ended) {
  switch (ended.event) {
    case LogEvent::missed:
      return Outcome::missed;
    case LogEvent::skipped:
      return Outcome::skipped;
    case LogEvent::failed:
      return Outcome::failed;
    case LogEvent::opened:
    case LogEvent::reminded:
    case LogEvent::closed:
      break;
  }
  return ended.outcome;
}

void count_ended(const Occurrence& occurrence, const LogEntry& ended, Instant now, StatusItem& item) {
  const Outcome outcome = outcome_of(ended);
  const bool gave_result = outcome == Outcome::complete || outcome == Outcome::partial;
  if (gave_result &&
      (!item.result || std::tie(item.result->closes, item.result->name) < std::tie(occurrence.closes, occurrence.name)))
    item.result = line_of(occurrence, days_from(now, occurrence.closes));
  if (!item.last || std::tie(item.last->closes, item.last->name) < std::tie(occurrence.closes, occurrence.name)) {
    item.last = line_of(occurrence, std::string{to_string(outcome)});
    item.last_outcome = outcome;
  }
  switch (outcome) {
    case Outcome::complete:
      ++item.complete;
      return;
    case Outcome::partial:
      ++item.partial;
      break;
    case Outcome::failed:
      ++item.failed;
      break;
    case Outcome::missed:
      ++item.missed;
      break;
    case Outcome::skipped:
      ++item.skipped;
      break;
  }
  std::string note{to_string(outcome)};
  if (!ended.reason.empty()) note += ": " + ended.reason;
  item.troubled.push_back(line_of(occurrence, std::move(note)));
}

/// What should have happened at `moment`: due, and beyond the tolerance overdue.
void count_undone(const Occurrence& occurrence, Instant moment, std::string note, Instant now, StatusItem& item) {
  const bool is_late = moment + std::chrono::seconds{occurrence.tolerance_seconds} <= now;
  (is_late ? item.overdue : item.due).push_back(line_of(occurrence, std::move(note)));
}

void count_unended(const Occurrence& occurrence, bool opened, Instant now, StatusItem& item) {
  const bool closes_later = now < occurrence.closes;
  const std::string deadline =
      fmt::format("{} {}", closes_later ? "closes" : "closed", days_from(now, occurrence.closes));
  if (now < occurrence.opens && !opened) {
    if (!item.next || std::tie(occurrence.opens, occurrence.name) < std::tie(item.next->opens, item.next->name)) {
      item.next = line_of(occurrence, {});
    }
  } else if (occurrence.kind != ItemKind::measurement) {
    count_undone(occurrence, occurrence.opens, "not made", now, item);
  } else if (!opened) {
    count_undone(occurrence, occurrence.opens, "not opened, " + deadline, now, item);
  } else if (closes_later) {
    item.open.push_back(line_of(occurrence, deadline));
  } else {
    count_undone(occurrence, occurrence.closes, "not closed, " + deadline, now, item);
  }
}

}  // namespace

bool Status::has_overdue() const {
  return std::any_of(items.begin(), items.end(), [](const StatusItem& item) { return !item.overdue.empty(); });
}

bool Status::has_trouble() const {
  return std::any_of(items.begin(), items.end(), [](const StatusItem& item) {
    return item.last && item.last_outcome != Outcome::complete && item.last_outcome != Outcome::skipped;
  });
}

ExitCode Status::exit_code() const {
  return has_overdue() || has_trouble() ? ExitCode::partial : ExitCode::complete;
}

Status make_status(const Plan& plan, std::span<const LogEntry> log, Instant now, std::optional<Instant> first_run) {
  const LogIndex index = index_log(log);
  std::map<std::tuple<ItemKind, std::string, std::string>, StatusItem> items;
  for (const Occurrence& occurrence : freeze_past(plan, log).occurrences) {
    const OccurrenceName& name = occurrence.name;
    StatusItem& item = items[{occurrence.kind, name.item, name.audience}];
    item.kind = occurrence.kind;
    item.item = name.item;
    item.audience = name.audience;
    const LoggedOccurrence* logged = find_logged(index, name);
    const bool unknown_past = logged == nullptr && first_run && occurrence.closes <= *first_run;
    if (occurrence.none || unknown_past) continue;
    if (occurrence.closes <= now) ++item.expected;
    if (logged != nullptr && logged->ended != nullptr) {
      count_ended(occurrence, *logged->ended, now, item);
    } else {
      count_unended(occurrence, logged != nullptr, now, item);
    }
  }
  Status status{now, {}};
  for (auto& [key, item] : items) status.items.push_back(std::move(item));
  return status;
}

}  // namespace vk
