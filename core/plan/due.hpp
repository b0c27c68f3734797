#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/plan/occurrence.hpp"

namespace vk {

/// Content items and reports have no opening: their one action is `close`, which makes them.
enum class DueActionKind { open, remind, close, miss };
std::string_view to_string(DueActionKind kind);

struct DueAction {
  DueActionKind kind = DueActionKind::open;
  const Occurrence* occurrence = nullptr;  ///< borrowed from the plan
  bool late = false;                       ///< an opening after its time
  std::string reminder;                    ///< rule of the reminder
  /// For miss: missed or skipped, which is also the event to log. For close of content or a report: partial when
  /// something it follows is partial or was lost; the result can be no better than this.
  Outcome outcome = Outcome::complete;
  std::string reason;  ///< for miss, for late, and for a close that can only be partial
  Instant time{};      ///< when it was to happen: the order of actions
};

struct DueOptions {
  /// The first run of this store ever: occurrences that had closed before are neither missed nor run.
  std::optional<Instant> first_run;
  std::string only;  ///< item id or whole occurrence name; empty = all
};

/// What is to be done now, in order of time then name: a pure function of plan, log and now. The plan must be frozen
/// (freeze_past) and reach over everything that may still be due.
///
/// - An opening is due when opens <= now < closes and the log does not have it; it is late beyond the tolerance. Of
/// past windows `catch_up`
///   decides: while_open misses them; all opens the newest `catch_up_limit` (those still open count) and misses the
///   rest; latest opens the newest alone; none misses everything later than the tolerance.
/// - A closing is due when the log has the opening and now >= closes. A past window that is opened now is closed in the
/// next call, so a caller
///   applies the actions to the log and asks again until nothing is due.
/// - Of the reminders that have come only the newest is sent, once, never on the local day of a late opening nor after
/// the close.
/// - A content item is due when what it follows is closed with a result, else it is skipped. A report is due when
/// everything it follows has
///   ended; it is made, partial, when at least one measurement behind it has a snapshot, else it is skipped.
///
/// With the log applied, nothing is ever due twice, also when the clock is set back.
std::vector<DueAction> due_actions(const Plan& plan, std::span<const LogEntry> log, Instant now,
                                   const DueOptions& options);

}  // namespace vk
