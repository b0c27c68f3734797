#include "core/engine/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/base/error.hpp"
#include "core/engine/ask_people.hpp"
#include "core/engine/clock_leap.hpp"
#include "core/engine/execute.hpp"
#include "core/plan/make_plan.hpp"

namespace vk {
namespace {

/// How far around the run's clock the calendar is planned: enough for a year's windows on both sides.
constexpr std::chrono::days kHorizon{400};

/// From the earliest thing the log knows to a horizon after now.
DayInterval planning_range(std::span<const LogEntry> log, std::optional<Instant> first_run, Instant as_of) {
  Instant earliest = first_run ? std::min(*first_run, as_of) : as_of;
  for (const LogEntry& entry : log) earliest = std::min(earliest, entry.planned.opens);
  const Day first = std::chrono::floor<std::chrono::days>(earliest) - kHorizon;
  return {first, std::chrono::floor<std::chrono::days>(as_of) + kHorizon};
}

/// The log without failures and without the content and reports that were skipped because of them, so that all of it is
/// due again.
std::vector<LogEntry> without_failures(std::vector<LogEntry> log) {
  std::set<OccurrenceName> again;
  for (const LogEntry& entry : log) {
    const bool follower = entry.kind != ItemKind::measurement;
    if (entry.event == LogEvent::failed || (follower && entry.event == LogEvent::skipped)) again.insert(entry.name);
    if (entry.event == LogEvent::closed) again.erase(entry.name);
  }
  std::erase_if(log, [&](const LogEntry& entry) { return again.contains(entry.name); });
  return log;
}

std::string dry_word(DueActionKind kind, ItemKind item) {
  switch (kind) {
    case DueActionKind::open:
      return "would open";
    case DueActionKind::remind:
      return "would remind";
    case DueActionKind::close:
      return item == ItemKind::measurement ? "would measure" : "would make";
    case DueActionKind::miss:
      return "would be missed";
  }
  return "would do";
}

RunResult dry_run(std::span<const DueAction> actions) {
  RunResult result;
  for (const DueAction& action : actions) {
    RunEntry entry;
    entry.name = action.occurrence->name;
    entry.kind = action.occurrence->kind;
    entry.did = dry_word(action.kind, action.occurrence->kind);
    entry.reason = action.reminder.empty() ? action.reason : action.reminder;
    result.entries.push_back(std::move(entry));
  }
  return result;
}

/// The log that due_actions sees in this run: with failures of earlier runs taken out when they are to be retried.
class RunMemory {
 public:
  RunMemory(Store& store, bool retry_failed) : store_(store), retry_failed_(retry_failed) {
    const std::vector<LogEntry> log = store_.log();
    before_ = log.size();
  }
  std::vector<LogEntry> log() const {
    std::vector<LogEntry> all = store_.log();
    if (!retry_failed_) return all;
    std::vector<LogEntry> now(all.begin() + static_cast<ptrdiff_t>(before_), all.end());
    all.resize(before_);
    all = without_failures(std::move(all));
    all.insert(all.end(), now.begin(), now.end());
    return all;
  }

 private:
  Store& store_;
  bool retry_failed_;
  size_t before_ = 0;
};

/// The items whose plugins are about to be used and were not asked yet: those that are due, and with a measurement the
/// content, which its close makes due.
std::set<std::string> items_to_ask(const Workspace& workspace, std::span<const DueAction> actions,
                                   std::set<std::string>& asked) {
  std::set<std::string> items;
  bool measures = false;
  for (const DueAction& action : actions) {
    if (action.kind != DueActionKind::open && action.kind != DueActionKind::close) continue;
    items.insert(action.occurrence->name.item);
    measures = measures || action.occurrence->kind == ItemKind::measurement;
  }
  if (measures) {
    for (const ContentSpec& content : workspace.calendar.contents) items.insert(content.id);
  }
  std::erase_if(items, [&](const std::string& item) { return !asked.insert(item).second; });
  return items;
}

/// Content that is due at one moment meets at people: the lower priority goes first, before the name.
void let_content_take_turns(const AnnualCalendar& calendar, std::vector<DueAction>& actions) {
  std::map<Instant, std::vector<size_t>> places;
  for (size_t i = 0; i < actions.size(); ++i) {
    if (actions[i].occurrence->kind == ItemKind::content) places[actions[i].time].push_back(i);
  }
  for (const auto& [moment, at] : places) {
    std::vector<DueAction> turns;
    for (const size_t i : at) turns.push_back(std::move(actions[i]));
    std::stable_sort(turns.begin(), turns.end(), [&](const DueAction& a, const DueAction& b) {
      return turn_of(calendar, a.occurrence->name.item) < turn_of(calendar, b.occurrence->name.item);
    });
    for (size_t i = 0; i < at.size(); ++i) actions[at[i]] = std::move(turns[i]);
  }
}

/// Executes what is due until nothing is: closing a measurement makes its content and reports due.
RunResult execute_all(const Workspace& workspace, Store& store, const Plan& plan, const RunOptions& options,
                      const DueOptions& due, const RunLog& log) {
  RunResult result;
  const RunMemory memory(store, options.retry_failed);
  std::set<std::string> asked = workspace.items_asked;
  while (true) {
    const std::vector<LogEntry> past = memory.log();
    const Plan frozen = freeze_past(plan, past);
    std::vector<DueAction> actions = due_actions(frozen, past, options.as_of, due);
    if (actions.empty()) return result;
    let_content_take_turns(workspace.calendar, actions);
    if (options.dry_run) return dry_run(actions);
    ask_plugins(workspace, items_to_ask(workspace, actions, asked), result.refused);
    if (result.refused.has_errors()) return result;
    Executor executor(workspace, store, frozen, options.as_of, log);
    for (const DueAction& action : actions) result.entries.push_back(executor.execute(action));
  }
}

/// Marks the occurrences whose plugins say that they cannot measure a day that is past.
void mark_present_only(const Workspace& workspace, Plan& plan) {
  for (Occurrence& occurrence : plan.occurrences) {
    if (occurrence.kind != ItemKind::measurement) continue;
    const MeasurementSpec* measurement = workspace.calendar.find_measurement(occurrence.name.item);
    const PluginDescription* plugin =
        measurement == nullptr ? nullptr : workspace.plugins.find(measurement->plugin.text);
    if (plugin != nullptr && !plugin->can_look_back) occurrence.present_only = plugin->id;
  }
}

/// Keeps the present plan for `plan --against LAST`, unless it is the kept one already.
void keep_plan(Store& store, const Plan& plan, Instant as_of) {
  std::string json = plan_to_json(plan);
  if (store.last_plan() != json) store.keep_plan(json, as_of);
}

/// Stops when an edit since the last run moved or took away an opening that is announced (`freeze`).
void check_announced(Store& store, const AnnualCalendar& calendar, const Plan& plan, const RunOptions& options) {
  const std::optional<std::string> last = store.last_plan();
  if (calendar.freeze_days == 0 || !last || options.accept_edits || options.dry_run) return;
  const Plan before = plan_from_json(*last);
  // Another tz database moves instants without anybody having edited.
  if (before.calendar_hash == plan.calendar_hash) return;
  std::vector<PlanChange> changes = compare_plans(before, plan, store.log());
  mark_announced(changes, options.as_of, std::chrono::days{calendar.freeze_days});
  std::erase_if(changes, [](const PlanChange& change) { return !change.announced; });
  if (changes.empty()) return;
  std::vector<std::string> told;
  for (const PlanChange& change : changes)
    told.push_back(fmt::format("{} ({} -> {})", to_string(change.name), change.before,
                               change.after.empty() ? "nothing" : change.after));
  throw Error(ErrorCode::invalid_input,
              fmt::format("announced and now changed: {}; nothing was done: put it back, or say --yes once",
                          fmt::join(told, ", ")));
}

/// Logs a clock that leapt; stops before one that is doubted makes windows pass unmeasured.
void check_clock(Store& store, const RunOptions& options, const RunLog& log) {
  const ClockLeap leap = clock_leap(store.last_run(), store.log(), options.as_of);
  switch (leap.kind) {
    case ClockLeap::Kind::none:
      return;
    case ClockLeap::Kind::back:
      log(LogLevel::warning, "clock", leap.text);
      return;
    case ClockLeap::Kind::ahead:
      if (options.trust == ClockTrust::doubt && !options.dry_run) {
        throw Error(ErrorCode::invalid_input,
                    leap.text + ": nothing was done; if the clock is right, say --yes once, else set it");
      }
      log(options.trust == ClockTrust::doubt ? LogLevel::warning : LogLevel::info, "clock", leap.text);
      return;
  }
}

}  // namespace

Outcome RunResult::outcome() const {
  bool kept = false;
  bool missing = false;
  for (const RunEntry& entry : entries) {
    if (entry.outcome == Outcome::complete || entry.outcome == Outcome::partial) kept = true;
    if (entry.outcome != Outcome::complete) missing = true;
  }
  if (!missing) return Outcome::complete;
  // What was skipped because the only measurement failed makes a failure no less of one.
  const bool any_failed = std::any_of(entries.begin(), entries.end(),
                                      [](const RunEntry& entry) { return entry.outcome == Outcome::failed; });
  return any_failed && !kept ? Outcome::failed : Outcome::partial;
}

ExitCode RunResult::exit_code() const {
  if (refused.has_errors()) return ExitCode::configuration;
  switch (outcome()) {
    case Outcome::complete:
      return ExitCode::complete;
    case Outcome::failed:
      return ExitCode::failed;
    case Outcome::partial:
    case Outcome::missed:
    case Outcome::skipped:
      return ExitCode::partial;
  }
  return ExitCode::failed;
}

RunResult run_once(const Workspace& workspace, const RunOptions& options, const RunLog& log) {
  Store store = Store::open(workspace.store_path, StoreMode::read_write, expected_subjects(workspace));
  check_clock(store, options, log);
  std::optional<Instant> first_run = store.first_run();
  if (!first_run && !options.dry_run) store.set_first_run(options.as_of);
  if (!first_run) first_run = options.as_of;
  Diagnostics problems;
  Plan plan = make_plan(workspace.calendar, planning_range(store.log(), first_run, options.as_of), problems);
  mark_present_only(workspace, plan);
  for (const Diagnostic& problem : problems.sorted()) log(LogLevel::debug, "plan", render(problem));
  check_announced(store, workspace.calendar, plan, options);
  DueOptions due;
  due.first_run = first_run;
  due.only = options.only;
  RunResult result = execute_all(workspace, store, plan, options, due, log);
  if (options.dry_run) return result;
  keep_plan(store, plan, options.as_of);
  if (store.last_run() != options.as_of) store.set_last_run(options.as_of);
  return result;
}

RunResult backfill(const Workspace& workspace, const BackfillOptions& options, const RunLog& log) {
  Store store = Store::open(workspace.store_path, StoreMode::read_write, expected_subjects(workspace));
  RunOptions run;
  run.as_of = options.as_of;
  run.trust = options.trust;
  run.only = options.only;
  run.dry_run = options.dry_run;
  check_clock(store, run, log);
  if (!store.first_run() && !options.dry_run) store.set_first_run(options.as_of);
  Diagnostics problems;
  Plan plan = make_plan(workspace.calendar, options.range, problems);
  std::erase_if(plan.occurrences, [&](const Occurrence& occurrence) {
    return occurrence.interval.first < options.range.first || occurrence.interval.end > options.range.end ||
           occurrence.closes > options.as_of;
  });
  mark_present_only(workspace, plan);
  for (Occurrence& occurrence : plan.occurrences) {
    occurrence.catch_up = CatchUp::all;
    occurrence.catch_up_limit = static_cast<int64_t>(plan.occurrences.size());
    occurrence.reminders.clear();
  }
  DueOptions due;
  due.only = options.only;
  return execute_all(workspace, store, plan, run, due, log);
}

}  // namespace vk
