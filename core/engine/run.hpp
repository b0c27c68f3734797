#pragma once
#include <functional>
#include <string>
#include <vector>

#include "core/base/diagnostic.hpp"
#include "core/base/outcome.hpp"
#include "core/engine/workspace.hpp"
#include "core/plan/due.hpp"
#include "core/store/store.hpp"

namespace vk {

enum class LogLevel { error, warning, info, debug };

/// Where a run tells what it does, line by line; never data.
using RunLog = std::function<void(LogLevel level, const std::string& subject, const std::string& text)>;

/// Whether a clock far ahead of the last run is believed: the machine's may be wrong, a time that a person named is
/// not.
enum class ClockTrust { doubt, believe };

struct RunOptions {
  Instant as_of{};  ///< the only clock
  ClockTrust trust = ClockTrust::believe;
  std::string only;           ///< an item id or a whole occurrence name; empty = all
  bool dry_run = false;       ///< say what is due, do nothing
  bool retry_failed = false;  ///< occurrences that failed are tried again
  bool accept_edits = false;  ///< also those that move or take away what is announced
};

/// One thing that a run did, or would do.
struct RunEntry {
  OccurrenceName name;
  ItemKind kind = ItemKind::measurement;
  std::string did;  ///< "opened", "reminded", "measured", "planned", "reported", "missed", "skipped", "failed"; "would
                    ///< ..." when dry
  Outcome outcome = Outcome::complete;
  std::string reason;
  std::vector<std::string> files;
};

struct RunResult {
  std::vector<RunEntry> entries;
  Diagnostics refused;  ///< options that a plugin of what is due refuses; with errors, what is due was left as it is

  /// complete when all entries are; partial when something is missing but something was kept; failed when nothing was
  /// kept.
  Outcome outcome() const;
  ExitCode exit_code() const;
};

/// Does everything that is due at `options.as_of`, each occurrence once, and returns what was done. An occurrence that
/// fails costs itself only. Throws Error(conflict) when another run holds the store, Error(unavailable) when the store
/// cannot be written, Error(invalid_input) when a doubted clock is more than kLongestPause ahead of the last run: then
/// nothing was done. A clock that was set back is logged.
RunResult run_once(const Workspace& workspace, const RunOptions& options, const RunLog& log);

struct BackfillOptions {
  DayInterval range;  ///< cycles that lie wholly in it
  Instant as_of{};    ///< the clock; cycles that are not over by it are left alone
  ClockTrust trust = ClockTrust::believe;
  std::string only;
  bool dry_run = false;
};

/// Measures past cycles that the log knows nothing of, oldest first, each as of its own close; then their content and
/// reports. Occurrences that the log has in any form are left as they are.
RunResult backfill(const Workspace& workspace, const BackfillOptions& options, const RunLog& log);

}  // namespace vk
