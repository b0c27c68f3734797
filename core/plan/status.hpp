#pragma once
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/plan/occurrence.hpp"

namespace vk {

/// One occurrence that status names.
struct StatusLine {
  OccurrenceName name;
  Instant opens{};
  Instant closes{};
  std::string timezone;
  std::string note;  ///< "not opened, closes in 3 days", "not closed", "not made"; why something did not end well

  bool operator==(const StatusLine&) const = default;
};

/// How one item stands: how many of its occurrences should have ended by now, and how they did.
struct StatusItem {
  ItemKind kind = ItemKind::measurement;
  std::string item;
  std::string audience;
  int64_t expected = 0;  ///< whose window has closed by now, whatever the log says
  int64_t complete = 0;
  int64_t partial = 0;
  int64_t failed = 0;
  int64_t missed = 0;
  int64_t skipped = 0;
  std::vector<StatusLine> open;      ///< opened and still inside the window
  std::vector<StatusLine> due;       ///< what should have happened within the tolerance and has not
  std::vector<StatusLine> overdue;   ///< the same beyond the tolerance: opening, closing or making
  std::vector<StatusLine> troubled;  ///< ended partial, failed, missed or skipped, with the reason
  std::optional<StatusLine> last;    ///< the newest that ended, its note the outcome
  Outcome last_outcome = Outcome::complete;
  std::optional<StatusLine> result;  ///< the newest that gave a result, its note how old that is
  std::optional<StatusLine> next;    ///< the first that opens after now
};

/// Expected against done, per item: measurements, then content, then reports, each by name. Told without any run having
/// started.
struct Status {
  Instant now{};
  std::vector<StatusItem> items;

  bool has_overdue() const;
  /// Whether the newest of some item that ended is partial, failed or missed.
  bool has_trouble() const;
  /// partial when something is overdue or in trouble.
  ExitCode exit_code() const;
};

/// The status of a plan at `now`. Occurrences that closed before `first_run` (the store's first run ever) and that the
/// log does not know are neither expected nor overdue.
Status make_status(const Plan& plan, std::span<const LogEntry> log, Instant now, std::optional<Instant> first_run = {});

/// For people: a line an item, then what is open, overdue and troubled, then what comes next.
std::string status_text(const Status& status);

/// For programs: the same as JSON, stable key order, instants RFC 3339.
std::string status_json(const Status& status);

}  // namespace vk
