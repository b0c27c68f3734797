#include <fmt/format.h>

#include <csignal>
#include <exception>

#include "core/base/error.hpp"
#include "core/plugin_host/plugin_child.hpp"
#include "tools/vuosikello/commands.hpp"
#include "tools/vuosikello/heap.hpp"

namespace vk::cli {
namespace {

constexpr const char* kExitCodes =
    "Exit codes: 0 complete, 1 failed, 2 usage, 3 partial (results kept, something missing), 75 another run holds the "
    "store, "
    "78 configuration";

void add_global_options(CLI::App& app, Session& session) {
  const std::map<std::string, Output> outputs{{"text", Output::text}, {"json", Output::json}};
  app.add_option("--config", session.config,
                 "the calendar: a TOML file, or a folder whose *.toml files are read together")
      ->capture_default_str();
  app.add_option("--store", session.store, "the store's file, instead of the calendar's");
  app.add_option("--plugin-dir", session.plugin_dirs, "a folder with plugins, before all others; may be given again");
  app.add_option("--output", session.output, "how data is written to stdout: text or json")
      ->transform(CLI::CheckedTransformer(outputs, CLI::ignore_case));
  const std::map<std::string, Isolation> places{{"process", Isolation::process}, {"none", Isolation::none}};
  app.add_option("--isolation", session.isolation,
                 "where all plugins run, instead of what the calendar says: process or none")
      ->transform(CLI::CheckedTransformer(places, CLI::ignore_case));
  app.add_flag("--quiet", session.quiet, "log warnings and errors only");
  app.add_flag("--debug", session.debug, "log everything");
  app.set_version_flag("--version", std::string{"vuosikello "} + VK_VERSION);
}

void add_commands(CLI::App& app, Session& session) {
  add_config(app, session);
  add_plan(app, session);
  add_next(app, session);
  add_wheel(app, session);
  add_ics(app, session);
  add_rollover(app, session);
  add_run(app, session);
  add_backfill(app, session);
  add_status(app, session);
  add_contacts(app, session);
  add_explain(app, session);
  add_compare(app, session);
  add_report(app, session);
  add_plugins(app, session);
  add_serve(app, session);
  add_store(app, session);
}

ExitCode exit_code_of(const Error& error) {
  switch (error.code()) {
    case ErrorCode::conflict:
      return ExitCode::busy;
    case ErrorCode::invalid_input:
    case ErrorCode::not_found:
    case ErrorCode::unavailable:
    case ErrorCode::corrupt:
    case ErrorCode::plugin_failed:
    case ErrorCode::cancelled:
      return ExitCode::failed;
  }
  return ExitCode::failed;
}

ExitCode run_program(int argc, char** argv) {
  Session session;
  session.program = argv[0];
  CLI::App app{
      "The annual clock of measuring audiences: what is due is measured, compared by the same ruler, and told.",
      "vuosikello"};
  app.footer(kExitCodes);
  app.require_subcommand(1);
  app.fallthrough();
  add_global_options(app, session);
  add_commands(app, session);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& problem) {
    const bool asked = problem.get_exit_code() == 0;
    app.exit(problem);
    return asked ? ExitCode::complete : ExitCode::usage;
  }
  return session.exit_code;
}

}  // namespace
}  // namespace vk::cli

int main(int argc, char** argv) {
  if (vk::is_plugin_child(argc, argv)) vk::run_plugin_child(argc, argv);
  vk::cli::prepare_heap();
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  try {
    return static_cast<int>(vk::cli::run_program(argc, argv));
  } catch (const vk::cli::Stop& stop) {
    return static_cast<int>(stop.code);
  } catch (const vk::Error& error) {
    vk::cli::tell(fmt::format("vuosikello: {}: {}\n", vk::to_string(error.code()), error.what()));
    return static_cast<int>(vk::cli::exit_code_of(error));
  } catch (const std::exception& error) {
    vk::cli::tell(fmt::format("vuosikello: {}\n", error.what()));
    return static_cast<int>(vk::ExitCode::failed);
  }
}
