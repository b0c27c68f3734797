#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <exception>

#include "core/base/error.hpp"
#include "core/base/text.hpp"
#include "core/plugin_host/fork_server.hpp"
#include "tools/vuosikello/commands.hpp"
#include "tools/vuosikello/heap.hpp"

namespace vk::cli {
namespace {

constexpr const char* kExitCodes =
    "Exit codes: 0 complete, 1 failed, 2 usage, 3 partial (results kept, something missing), 75 another run holds the "
    "store, "
    "78 configuration";

/// A word out of a few, told in full when it is none of them.
template <typename Value>
CLI::Validator one_of(std::map<std::string, Value> words) {
  return CLI::Validator{[words = std::move(words)](std::string& word) {
                          const auto found = words.find(lower_ascii(word));
                          if (found == words.end()) {
                            std::vector<std::string> all;
                            for (const auto& [each, value] : words) all.push_back(each);
                            return fmt::format("\"{}\" is none of {}", word, join(all, ", "));
                          }
                          word = std::to_string(static_cast<int>(found->second));
                          return std::string{};
                        },
                        ""};
}

/// The command that was meant by a word that is none; empty when there is no such word.
std::string wrong_command(const CLI::App& app, int argc, char** argv) {
  if (!app.get_subcommands().empty()) return {};
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(command->get_name());
  const std::vector<std::string> left = app.remaining();
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word.starts_with('-') || std::find(left.begin(), left.end(), word) == left.end()) continue;
    const std::optional<std::string> near = nearest_word(word, names);
    return fmt::format("there is no command \"{}\"{}\nRun with --help for more information.\n", word,
                       near ? fmt::format(": did you mean \"{}\"?", *near) : std::string{});
  }
  return {};
}

void add_global_options(CLI::App& app, Session& session) {
  const std::map<std::string, Output> outputs{{"text", Output::text}, {"json", Output::json}};
  app.add_option("--config", session.config,
                 "the calendar: a TOML file, or a folder whose *.toml files are read together")
      ->capture_default_str();
  app.add_option("--store", session.store, "the store's file, instead of the calendar's");
  app.add_option("--plugin-dir", session.plugin_dirs, "a folder with plugins, before all others; may be given again");
  app.add_option("--output", session.output, "how data is written to stdout: text or json")->transform(one_of(outputs));
  const std::map<std::string, Isolation> places{{"process", Isolation::process}, {"none", Isolation::none}};
  app.add_option("--isolation", session.isolation,
                 "where all plugins run, instead of what the calendar says: process or none")
      ->transform(one_of(places));
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

/// Whoever starts the program without stdin, stdout or stderr gets them as /dev/null: else the first files that are
/// opened, the store among them, would have their numbers and be written to.
void open_missing_streams() {
  int number = 0;
  while (number >= 0 && number <= STDERR_FILENO) number = ::open("/dev/null", O_RDWR);
  if (number >= 0) ::close(number);
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
  session.arguments = argv;
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
    const std::string wrong = asked ? std::string{} : wrong_command(app, argc, argv);
    if (wrong.empty()) {
      app.exit(problem);
    } else {
      tell(wrong);
    }
    return asked ? ExitCode::complete : ExitCode::usage;
  }
  return session.exit_code;
}

}  // namespace
}  // namespace vk::cli

int main(int argc, char** argv) {
  vk::cli::open_missing_streams();
  if (vk::is_fork_server(argc, argv)) vk::run_fork_server();
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
