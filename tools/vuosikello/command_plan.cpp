#include "core/base/error.hpp"
#include "core/base/file.hpp"
#include "core/engine/foresee.hpp"
#include "core/engine/gather_report.hpp"
#include "core/plan/changes_json.hpp"
#include "core/plan/make_plan.hpp"
#include "core/plan/plan_ics.hpp"
#include "core/plan/plan_json.hpp"
#include "core/plan/plan_text.hpp"
#include "core/plan/status.hpp"
#include "core/report/svg_pictures.hpp"
#include "core/report/year_wheel.hpp"
#include "core/store/store.hpp"
#include "tools/vuosikello/commands.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace vk::cli {
namespace {

struct PlanArguments {
  std::string as_of;
  std::string from;
  std::string to;
  std::string against;
  std::string file;
  std::vector<std::string> with;
  int64_t count = 10;
};

std::optional<Instant> first_run_of(const Workspace& workspace) {
  if (!std::filesystem::exists(workspace.store_path)) return std::nullopt;
  return Store::open(workspace.store_path, StoreMode::read_only).first_run();
}

/// Plans `range`, tells what makes that impossible, and puts the past back as the log has it.
Plan planned(const Workspace& workspace, DayInterval range, std::span<const LogEntry> log,
             Warnings warnings = Warnings::leave) {
  Diagnostics problems;
  const Plan plan = make_plan(workspace.calendar, range, problems);
  if (problems.has_errors() || warnings == Warnings::tell) tell(render(problems));
  if (problems.has_errors()) throw Stop{ExitCode::configuration};
  return freeze_past(plan, log);
}

Plan earlier_plan(const Workspace& workspace, const std::string& against) {
  if (against != "LAST") return plan_from_json(read_file(against));
  if (!std::filesystem::exists(workspace.store_path))
    throw Error(ErrorCode::not_found, "no run has kept a plan yet: there is no store");
  const auto kept = Store::open(workspace.store_path, StoreMode::read_only).last_plan();
  if (!kept) throw Error(ErrorCode::not_found, "no run has kept a plan yet");
  return plan_from_json(*kept);
}

void plan_against(Session& session, const Workspace& workspace, const PlanArguments& arguments, Instant now) {
  const Plan before = earlier_plan(workspace, arguments.against);
  const Plan after = planned(workspace, before.range, {});
  std::vector<PlanChange> changes = compare_plans(before, after, past_of(workspace));
  mark_announced(changes, now, std::chrono::days{workspace.calendar.freeze_days});
  if (std::any_of(changes.begin(), changes.end(), [](const PlanChange& change) { return change.announced; }))
    session.exit_code = ExitCode::partial;
  if (session.output == Output::json) {
    print(changes_json(changes));
    return;
  }
  if (before.tz_version != after.tz_version)
    print(fmt::format("made with tz database {}, now {}\n", before.tz_version, after.tz_version));
  print(changes_text(changes));
}

/// The days from --from to --to, else this year.
DayInterval range_of(const Workspace& workspace, const PlanArguments& arguments, Instant now) {
  const DayInterval year = calendar_year(today(workspace.calendar, now));
  const Day last = day_option(arguments.to, "--to").value_or(year.end - std::chrono::days{1});
  const Day first = day_option(arguments.from, "--from").value_or(year.first);
  // One day given alone, beyond this year, has its own year around it.
  if (arguments.to.empty() && last < first) return {first, calendar_year(first).end};
  if (arguments.from.empty() && last < first) return {calendar_year(last).first, last + std::chrono::days{1}};
  return day_range(first, last);
}

PlanOutlook outlook_of(const Workspace& workspace, const Plan& plan) {
  PlanOutlook outlook;
  outlook.clashes = find_contact_clashes(workspace.calendar, plan);
  if (!std::filesystem::exists(workspace.store_path)) return outlook;
  Store store = Store::open(workspace.store_path, StoreMode::read_only);
  outlook.foreseen = foresee(workspace, store, plan);
  return outlook;
}

void plan_command(Session& session, const PlanArguments& arguments) {
  const Instant now = as_of_or_now(arguments.as_of);
  const Workspace workspace = session.open_checked(std::chrono::floor<std::chrono::days>(now), Warnings::of_files);
  if (!arguments.against.empty()) {
    plan_against(session, workspace, arguments, now);
    return;
  }
  const std::vector<LogEntry> log = past_of(workspace);
  const Plan plan = planned(workspace, range_of(workspace, arguments, now), log, Warnings::tell);
  const PlanOutlook outlook = outlook_of(workspace, plan);
  if (session.output == Output::json) {
    print(plan_to_json(plan, outlook));
    return;
  }
  print(plan_text(plan));
  print(foreseen_text(outlook.foreseen));
}

void next_command(Session& session, const PlanArguments& arguments) {
  const Instant now = as_of_or_now(arguments.as_of);
  const Day day = std::chrono::floor<std::chrono::days>(now);
  const Workspace workspace = session.open_checked(day, Warnings::leave);
  const std::vector<LogEntry> log = past_of(workspace);
  Plan plan = planned(workspace, {day - std::chrono::days{31}, day + std::chrono::days{800}}, log);
  const size_t count = static_cast<size_t>(arguments.count);
  if (session.output == Output::text) {
    print(next_text(plan, now, count));
    return;
  }
  std::erase_if(plan.occurrences, [&](const Occurrence& o) { return o.none || o.opens < now; });
  if (plan.occurrences.size() > count) plan.occurrences.resize(count);
  print(plan_to_json(plan));
}

void status_command(Session& session, const PlanArguments& arguments) {
  const Instant now = as_of_or_now(arguments.as_of);
  const Day day = std::chrono::floor<std::chrono::days>(now);
  const Workspace workspace = session.open_checked(day, Warnings::leave);
  const std::vector<LogEntry> log = past_of(workspace);
  const DayInterval year = calendar_year(today(workspace.calendar, now));
  // From the start of last year, so that what it left undone does not vanish at New Year.
  const DayInterval before = calendar_year(year.first - std::chrono::days{1});
  const Plan plan = planned(workspace, {before.first, year.end + std::chrono::days{366}}, log);
  // Before the first run nothing of the past was missed: it will not be run either.
  const Status status = make_status(plan, log, now, first_run_of(workspace).value_or(now));
  session.exit_code = status.exit_code();
  print(session.output == Output::json ? status_json(status) : status_text(status));
}

void ics_command(Session& session, const PlanArguments& arguments) {
  const Instant now = as_of_or_now(arguments.as_of);
  const Workspace workspace = session.open_checked(std::chrono::floor<std::chrono::days>(now), Warnings::leave);
  const Plan plan = planned(workspace, range_of(workspace, arguments, now), past_of(workspace));
  const bool continues = !arguments.file.empty() && std::filesystem::exists(arguments.file);
  const std::string earlier = continues ? read_file(arguments.file) : std::string{};
  const std::string ics = plan_to_ics(plan, {workspace.calendar.name, now, earlier});
  if (arguments.file.empty())
    print(ics);
  else
    write_file(arguments.file, ics);
}

void name_calendar(std::vector<WheelItem>& items, const std::string& name) {
  for (WheelItem& item : items) item.calendar = name;
}

void wheel_command(Session& session, const PlanArguments& arguments) {
  const Instant now = as_of_or_now(arguments.as_of);
  const Workspace workspace = session.open_checked(std::chrono::floor<std::chrono::days>(now), Warnings::leave);
  const Day day = day_option(arguments.from, "--from").value_or(today(workspace.calendar, now));
  ReportInputs inputs = wheel_inputs(workspace, past_of(workspace), day, now);
  if (!arguments.with.empty()) name_calendar(inputs.wheel, workspace.calendar.name);
  for (const std::string& other : arguments.with) {
    Session beside = session;
    beside.config = other;
    beside.store.clear();
    const Workspace laid = beside.open_checked(std::chrono::floor<std::chrono::days>(now), Warnings::leave);
    std::vector<WheelItem> items = wheel_items(laid, past_of(laid), day, now);
    const auto same = [&](const WheelItem& item) { return item.calendar == laid.calendar.name; };
    const bool taken = std::any_of(inputs.wheel.begin(), inputs.wheel.end(), same);
    name_calendar(items, taken ? fmt::format("{} ({})", laid.calendar.name, other) : laid.calendar.name);
    inputs.wheel.insert(inputs.wheel.end(), items.begin(), items.end());
  }
  print(year_wheel_svg(year_wheel(inputs), SvgUse::own_file).markup);
}

}  // namespace

void add_plan(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<PlanArguments>();
  CLI::App* command = app.add_subcommand("plan", "what will happen, when and to how many, or what an edit changes");
  command->add_option("--from", arguments->from,
                      "first day; default: 1 January of this year, or of the year of --to when that is earlier");
  command->add_option("--to", arguments->to,
                      "last day; default: 31 December of this year, or of the year of --from when that is later");
  command->add_option("--against", arguments->against,
                      "LAST (the plan of the last run) or a file of plan --output json: show new, moved, lost");
  command->add_option("--as-of", arguments->as_of, "the point in time to look from; default: now");
  command->callback([&session, arguments] { plan_command(session, *arguments); });
}

void add_next(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<PlanArguments>();
  CLI::App* command = app.add_subcommand("next", "the next occurrences");
  command->add_option("-n", arguments->count, "how many")->capture_default_str()->check(CLI::Range(1, 10000));
  command->add_option("--as-of", arguments->as_of, "the point in time to look from; default: now");
  command->callback([&session, arguments] { next_command(session, *arguments); });
}

void add_status(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<PlanArguments>();
  CLI::App* command = app.add_subcommand("status", "expected against closed, what is open, overdue and next");
  command->add_option("--as-of", arguments->as_of, "the point in time to look from; default: now");
  command->callback([&session, arguments] { status_command(session, *arguments); });
}

void add_wheel(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<PlanArguments>();
  CLI::App* command = app.add_subcommand("wheel", "the year as a picture (SVG)");
  command->add_option("--from", arguments->from, "any day of the year to draw; default: this year");
  command->add_option("--with", arguments->with, "another calendar to lay over this one; may be given again");
  command->add_option("--as-of", arguments->as_of, "the point in time to look from; default: now");
  command->callback([&session, arguments] { wheel_command(session, *arguments); });
}

void add_ics(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<PlanArguments>();
  CLI::App* command = app.add_subcommand("ics", "the plan as an iCalendar file for calendar programs to subscribe to");
  command->add_option("FILE", arguments->file,
                      "the file to write; when it exists, its events are updated and none twice");
  command->add_option("--from", arguments->from,
                      "first day; default: 1 January of this year, or of the year of --to when that is earlier");
  command->add_option("--to", arguments->to,
                      "last day; default: 31 December of this year, or of the year of --from when that is later");
  command->add_option("--as-of", arguments->as_of, "the time that new and changed events bear; default: now");
  command->callback([&session, arguments] { ics_command(session, *arguments); });
}

}  // namespace vk::cli
