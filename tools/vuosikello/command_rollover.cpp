#include <memory>

#include "core/calendar/year_of.hpp"
#include "core/engine/roll_over_calendar.hpp"
#include "tools/vuosikello/commands.hpp"

namespace vk::cli {
namespace {

struct RollOverArguments {
  std::string target;
  std::string as_of;
  int from = 0;
  int to = 0;
};

RollOverYears years_of(const AnnualCalendar& calendar, const RollOverArguments& arguments) {
  int to = arguments.to;
  if (to == 0)
    to = arguments.from != 0 ? arguments.from + 1 : year_of(today(calendar, as_of_or_now(arguments.as_of))) + 1;
  const int from = arguments.from != 0 ? arguments.from : to - 1;
  if (from < to) return {from, to};
  tell("--to must be a later year than --from\n");
  throw Stop{ExitCode::usage};
}

void rollover_command(Session& session, const RollOverArguments& arguments) {
  const Workspace workspace = session.open();
  const RollOverOptions options{years_of(workspace.calendar, arguments), session.config, arguments.target};
  const RolledCalendar rolled = roll_over_calendar(workspace, options, past_of(workspace));
  print(session.output == Output::json ? roll_over_json(rolled) : roll_over_text(rolled));
}

}  // namespace

void add_rollover(CLI::App& app, Session& session) {
  auto arguments = std::make_shared<RollOverArguments>();
  CLI::App* command = app.add_subcommand(
      "rollover", "next year's calendar from this one: the difference, and what a person must decide");
  command->add_option(
      "PATH", arguments->target,
      "where to write it, a file or folder as the calendar is; never over other files. Default: nowhere");
  command->add_option("--to", arguments->to, "the new year; default: next year")->check(CLI::Range(1000, 9998));
  command->add_option("--from", arguments->from, "the year whose days move; default: the one before --to")
      ->check(CLI::Range(1000, 9998));
  command->add_option("--as-of", arguments->as_of, "the point in time to look from; default: now");
  command->callback([&session, arguments] { rollover_command(session, *arguments); });
}

}  // namespace vk::cli
