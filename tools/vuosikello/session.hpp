#pragma once
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/diagnostic.hpp"
#include "core/base/instant.hpp"
#include "core/base/outcome.hpp"
#include "core/engine/run.hpp"
#include "core/engine/workspace.hpp"

namespace vk::cli {

enum class Output { text, json };

/// Which of the calendar's warnings a command tells: `config check` all, `plan` those of the files beside those of its
/// own days, unattended runs none.
enum class Warnings { tell, of_files, leave };

/// What every command shares: the global options, where things go, and how it ends. Data goes to stdout, the log to
/// stderr.
struct Session {
  std::string config = ".";
  std::vector<std::string> plugin_dirs;
  std::string store;
  Output output = Output::text;
  bool quiet = false;
  bool debug = false;
  std::string program;
  char** arguments = nullptr;          ///< all of them, the last is null
  std::optional<Isolation> isolation;  ///< of all plugins, instead of what the calendar says
  ExitCode exit_code = ExitCode::complete;

  /// The workspace of --config without its plugins. Throws Stop(configuration) with all problems told when there are
  /// errors.
  Workspace open() const;
  /// The same with all plugins that are there, whether they were approved or not.
  Workspace open_to_approve() const;
  /// The same as open(), checked before anything is done to the store.
  Workspace open_checked(Day today, Warnings warnings, OptionCheck check = OptionCheck::by_description) const;
  /// The same for a run, whose plugins are asked when they are due; before the first one, all are.
  Workspace open_for_run(Day today) const;
  /// A run log on stderr: "2026-03-02T07:00:01Z I! [renewal/customers@2026] text".
  RunLog run_log() const;
};

/// Throws Stop(usage) when --only names, by id or in a whole occurrence name, nothing that the calendar has.
void check_only(const AnnualCalendar& calendar, const std::string& only);

/// Ends a command with an exit code; everything there is to say has been said.
struct Stop {
  ExitCode code = ExitCode::failed;
};

/// Writes data to stdout.
void print(std::string_view text);
/// Writes to stderr, for people.
void tell(std::string_view text);

/// Reads --as-of ("2026-03-02T07:00:00Z", an offset, or a bare day); the machine's clock when it is empty. Throws
/// Stop(usage).
Instant as_of_or_now(const std::string& text);
/// Reads a day option; nothing when it is empty. Throws Stop(usage).
std::optional<Day> day_option(const std::string& text, std::string_view option);
/// The days from `first` to `last`, both included. Throws Stop(usage) when they are the wrong way round.
DayInterval day_range(Day first, Day last);
/// The local day of `now` in the calendar's zone.
Day today(const AnnualCalendar& calendar, Instant now);

/// The log of the workspace's store; empty before the first run.
std::vector<LogEntry> past_of(const Workspace& workspace);

/// The file in the user's cache folder that keeps descriptions of plugins; empty when there is no such folder.
std::filesystem::path plugin_cache_file();

}  // namespace vk::cli
