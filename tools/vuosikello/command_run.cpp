#include "tools/vuosikello/commands.hpp"

#include "core/engine/run_text.hpp"

#include <fmt/format.h>

#include <memory>

namespace vk::cli {
namespace {

struct RunArguments {
  bool once = false;
  bool yes = false;
  std::string as_of;
  RunOptions options;
};

constexpr const char* kYes = "the machine's clock is right, although it is more than 32 days ahead of the last run";

/// A time that a person named is believed; the machine's clock only as far as it goes on from the last run.
ClockTrust trust_in(const std::string& as_of, bool yes) {
  return as_of.empty() && !yes ? ClockTrust::doubt : ClockTrust::believe;
}

void finish(Session& session, const RunResult& result, Instant as_of) {
  const bool refused = result.refused.has_errors();
  if (refused) tell(render(result.refused));
  if (!refused || !result.entries.empty()) {
    print(session.output == Output::json ? run_json(result, as_of) : run_text(result, as_of));
  }
  session.exit_code = result.exit_code();
}

}  // namespace

void add_run(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<RunArguments>();
  CLI::App* run = app.add_subcommand("run", "do everything that is due, each occurrence once, then exit");
  run->add_flag("--once", arguments->once, "one pass, for cron and systemd timers")->required();
  run->add_option("--as-of", arguments->as_of, "the point in time to run as of; default: now");
  run->add_option("--only", arguments->options.only, "an item's id or a whole occurrence name");
  run->add_flag("--dry-run", arguments->options.dry_run, "say what is due, do nothing");
  run->add_flag("--retry-failed", arguments->options.retry_failed, "try again what failed in an earlier run");
  run->add_flag("--yes", arguments->yes,
                std::string{kYes} + "; or an edit that moves what is announced (freeze) is meant");
  run->callback([&session, arguments] {
    arguments->options.as_of = as_of_or_now(arguments->as_of);
    arguments->options.trust = trust_in(arguments->as_of, arguments->yes);
    arguments->options.accept_edits = arguments->yes;
    const Workspace workspace = session.open_for_run(std::chrono::floor<std::chrono::days>(arguments->options.as_of));
    check_only(workspace.calendar, arguments->options.only);
    finish(session, run_once(workspace, arguments->options, session.run_log()), arguments->options.as_of);
  });
}

void add_backfill(CLI::App& app, Session& session) {
  struct Arguments {
    std::string from;
    std::string to;
    std::string as_of;
    std::string only;
    bool dry_run = false;
    bool yes = false;
  };
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand("backfill", "measure past cycles that were never measured, oldest first");
  command->add_option("--from", arguments->from, "first day of the range; cycles lie wholly in it")->required();
  command->add_option("--to", arguments->to, "last day of the range")->required();
  command->add_option("--as-of", arguments->as_of, "the point in time to run as of; default: now");
  command->add_option("--only", arguments->only, "an item's id or a whole occurrence name");
  command->add_flag("--dry-run", arguments->dry_run, "say what would be measured, do nothing");
  command->add_flag("--yes", arguments->yes, kYes);
  command->callback([&session, arguments] {
    BackfillOptions options;
    options.as_of = as_of_or_now(arguments->as_of);
    options.range = day_range(*day_option(arguments->from, "--from"), *day_option(arguments->to, "--to"));
    options.trust = trust_in(arguments->as_of, arguments->yes);
    options.only = arguments->only;
    options.dry_run = arguments->dry_run;
    const Workspace workspace = session.open_for_run(std::chrono::floor<std::chrono::days>(options.as_of));
    check_only(workspace.calendar, options.only);
    finish(session, backfill(workspace, options, session.run_log()), options.as_of);
  });
}

}  // namespace vk::cli
