#include "core/engine/gather_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/calendar/year_of.hpp"
#include "core/content/content_plan.hpp"
#include "core/content/content_plan_json.hpp"
#include "core/engine/baseline.hpp"
#include "core/engine/compare_occurrences.hpp"
#include "core/engine/gather_bridges.hpp"
#include "core/engine/gather_effects.hpp"
#include "core/engine/gather_figures.hpp"
#include "core/engine/gather_outlook.hpp"
#include "core/engine/told_revisions.hpp"
#include "core/engine/withhold.hpp"
#include "core/plan/contact_clashes.hpp"
#include "core/plan/make_plan.hpp"

namespace vk {
namespace {

WheelStatus done_status(Outcome outcome) {
  switch (outcome) {
    case Outcome::complete:
      return WheelStatus::done;
    case Outcome::partial:
      return WheelStatus::partial;
    case Outcome::failed:
      return WheelStatus::failed;
    case Outcome::missed:
      return WheelStatus::missed;
    case Outcome::skipped:
      return WheelStatus::skipped;
  }
  return WheelStatus::failed;
}

/// Applies the log to an item; false when the log says nothing final of it.
bool settle(WheelItem& item, std::span<const LogEntry> log) {
  bool settled = false;
  for (const LogEntry& entry : log) {
    if (entry.name != item.name) continue;
    if (entry.event == LogEvent::opened) item.status = WheelStatus::open;
    if (entry.event == LogEvent::opened || entry.event == LogEvent::reminded) continue;
    item.status = done_status(entry.outcome);
    item.reason = entry.reason;
    settled = true;
  }
  return settled || item.status == WheelStatus::open;
}

/// The occurrences of `item` that lie in the report's cycle, oldest first.
std::vector<StoredSnapshot> snapshots_in(Store& store, const std::string& item, DayInterval interval) {
  std::vector<StoredSnapshot> found;
  for (StoredSnapshot& stored : store.snapshots(item)) {
    const DayInterval& inside = stored.header.interval;
    if (interval.first <= inside.first && inside.end <= interval.end) found.push_back(std::move(stored));
  }
  return found;
}

void note_partial(ReportInputs& inputs, std::string reason) {
  inputs.outcome = Outcome::partial;
  inputs.reasons.push_back(std::move(reason));
}

void add_cycle(ReportInputs& inputs, Store& store, const StoredSnapshot& stored) {
  MeasuredCycle cycle;
  cycle.header = stored.header;
  const std::unique_ptr<MemberSource> members = store.read_members(stored.id);
  cycle.totals = count_states(*members);
  cycle.answers = represent(*members);
  if (stored.header.outcome != Outcome::complete) {
    for (const std::string& reason : stored.header.reasons) {
      note_partial(inputs, fmt::format("{}: {}", to_string(stored.header.name), reason));
    }
  }
  inputs.cycles.push_back(std::move(cycle));
}

/// One measurement that a report tells.
struct ToldMeasurement {
  const AnnualCalendar& calendar;
  const MeasurementSpec& spec;
  CycleRule cycles;
  std::string compare;
};

void add_measurement(ReportInputs& inputs, Store& store, const ToldMeasurement& told, DayInterval interval) {
  const BridgeWaves waves = gather_bridges(told.calendar, store);
  const std::vector<StoredSnapshot> snapshots = snapshots_in(store, told.spec.id, interval);
  if (snapshots.empty()) {
    note_partial(inputs, fmt::format("{} has no snapshot in this cycle", told.spec.id));
    return;
  }
  for (const StoredSnapshot& newest : snapshots) {
    const StoredSnapshot stored = told_revision(told.calendar, store, newest);
    auto earlier = find_baseline(store, stored.header.name, told.cycles, told.compare, told.spec.was);
    if (earlier) earlier = told_revision(told.calendar, store, std::move(*earlier));
    add_cycle(inputs, store, stored);
    MeasuredCycle& cycle = inputs.cycles.back();
    cycle.figures = gather_figures(store, {told.spec, stored, earlier, waves}, inputs);
    cycle.outlook = gather_outlook(store, cycle, {told.cycles, told.compare, told.spec.was});
    if (earlier) inputs.comparisons.push_back(compare_stored(store, *earlier, stored, waves));
  }
}

/// The plans of a content item in one cycle: one, or one for each audience of what it follows.
void add_content(ReportInputs& inputs, Store& store, const std::string& id, const std::string& cycle) {
  std::set<std::string> audiences;
  for (const ArchivedReport& archived : store.reports()) {
    if (archived.name.item != id || archived.name.cycle != cycle || archived.format != "plan.json") continue;
    if (!audiences.insert(archived.name.audience).second) continue;
    ContentPlan plan = content_plan_from_json(store.report_bytes(archived.id));
    for (const ContentRow& row : plan.rows) {
      if (row.decision == ContactDecision::planned) continue;
      ++inputs.held_back[row.rule.empty() ? std::string{to_string(row.decision)} : row.rule];
    }
    inputs.content_plans.push_back(std::move(plan));
  }
  if (audiences.empty()) note_partial(inputs, fmt::format("{} was not planned in this cycle", id));
}

void add_year(ReportInputs& inputs, const Workspace& workspace, std::span<const LogEntry> log, Day day) {
  inputs.year = calendar_year(day);
  inputs.year_label = fmt::format("{}", year_of(day));
  inputs.wheel = wheel_items(workspace, log, day, inputs.as_of);
}

}  // namespace

DayInterval calendar_year(Day day) {
  const std::chrono::year year = std::chrono::year_month_day{day}.year();
  return {Day{year / 1 / 1}, Day{(year + std::chrono::years{1}) / 1 / 1}};
}

std::vector<WheelItem> wheel_items(const Workspace& workspace, std::span<const LogEntry> log, Day day, Instant as_of) {
  Diagnostics ignored;  // the same calendar was checked before the run
  const Plan plan = freeze_past(make_plan(workspace.calendar, calendar_year(day), ignored), log);
  std::map<OccurrenceName, std::string> clashes;
  for (const ContactClash& clash : find_contact_clashes(workspace.calendar, plan))
    clashes.emplace(clash.name, clash_text(clash));
  std::vector<WheelItem> wheel;
  bool next_found = false;
  for (const Occurrence& occurrence : plan.occurrences) {
    if (occurrence.none) continue;
    WheelItem item;
    item.name = occurrence.name;
    item.kind = occurrence.kind;
    item.title = occurrence.title;
    item.owner = occurrence.owner;
    item.opens_on = occurrence.opens_on;
    item.last_day = occurrence.last_day;
    if (!settle(item, log) && occurrence.opens > as_of && !next_found) {
      item.status = WheelStatus::next;
      next_found = true;
    }
    const bool is_ahead = item.status == WheelStatus::planned || item.status == WheelStatus::next;
    if (const auto clash = clashes.find(item.name); is_ahead && clash != clashes.end()) {
      item.clashes = true;
      item.reason = clash->second;
    }
    wheel.push_back(std::move(item));
  }
  return wheel;
}

ReportInputs wheel_inputs(const Workspace& workspace, std::span<const LogEntry> log, Day day, Instant as_of) {
  ReportInputs inputs;
  inputs.organisation = workspace.calendar.name;
  inputs.language = workspace.calendar.language;
  inputs.as_of = as_of;
  add_year(inputs, workspace, log, day);
  return inputs;
}

ReportInputs gather_report(const Workspace& workspace, Store& store, const ReportSpec& report,
                           const Occurrence& occurrence, Instant as_of) {
  ReportInputs inputs;
  inputs.name = occurrence.name;
  inputs.title = report.title;
  inputs.organisation = workspace.calendar.name;
  inputs.language = workspace.calendar.language;
  inputs.as_of = as_of;
  for (const PlacedText& item : report.after) {
    inputs.follows.push_back(item.text);
    if (const MeasurementSpec* measurement = workspace.calendar.find_measurement(item.text)) {
      const CycleRule cycles = cycle_rule(workspace.calendar, measurement->schedule);
      add_measurement(inputs, store, {workspace.calendar, *measurement, cycles, report.compare}, occurrence.interval);
    } else {
      add_content(inputs, store, item.text, occurrence.name.cycle);
    }
  }
  for (const std::string& item : inputs.follows) {
    if (workspace.calendar.find_content(item) == nullptr) continue;
    for (HoldoutEffect& effect : gather_effects(store, item, inputs.comparisons)) {
      inputs.effects.push_back(std::move(effect));
    }
  }
  withhold(workspace.calendar, store, inputs);
  for (const MeasurementSpec& item : workspace.calendar.measurements) inputs.titles[item.id] = item.title;
  for (const ContentSpec& item : workspace.calendar.contents) inputs.titles[item.id] = item.title;
  add_year(inputs, workspace, store.log(), occurrence.interval.end - std::chrono::days{1});
  return inputs;
}

}  // namespace vk
