#include "core/calendar/load_calendar.hpp"
#include "tools/vuosikello/commands.hpp"

#include <fmt/format.h>

#include <memory>

namespace vk::cli {
namespace {

/// "1 report", "2 reports".
std::string counted(size_t count, std::string_view what) {
  return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

}  // namespace

void add_config(CLI::App& app, Session& session) {
  CLI::App* config = app.add_subcommand("config", "write, check or describe a calendar");
  config->require_subcommand(1);

  config->add_subcommand("create", "print a commented calendar to start from")->callback([] {
    print(calendar_template());
  });

  config->add_subcommand("schema", "print the JSON Schema of calendar files, for editors")->callback([] {
    print(calendar_json_schema());
  });

  auto as_of = std::make_shared<std::string>();
  CLI::App* check =
      config->add_subcommand("check", "list every problem of the calendar without touching data or store");
  check->add_option("--as-of", *as_of, "plan the two years after this point in time; default: now");
  check->callback([&session, as_of] {
    const Workspace workspace = session.open_checked(std::chrono::floor<std::chrono::days>(as_of_or_now(*as_of)),
                                                     Warnings::tell, OptionCheck::by_plugin);
    print(fmt::format("{}: {}, {}, {}: no errors\n", session.config,
                      counted(workspace.calendar.measurements.size(), "measurement"),
                      counted(workspace.calendar.contents.size(), "content item"),
                      counted(workspace.calendar.reports.size(), "report")));
  });
}

}  // namespace vk::cli
