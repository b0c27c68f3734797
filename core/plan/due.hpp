#pragma once
#include <optional>
#include <span>
#include <vector>

#include "core/plan/occurrence.hpp"

namespace vk {

enum class DueActionKind { open, remind, close, miss };

struct DueAction {
  DueActionKind kind = DueActionKind::open;
  const Occurrence* occurrence = nullptr;  ///< borrowed from the plan
  bool late = false;                       ///< an opening after its time
  std::string reminder;                    ///< rule of the reminder
  std::string reason;                      ///< for miss, and for late
};

struct DueOptions {
  /// The first run of this store ever: occurrences that had closed before are neither missed nor run.
  std::optional<Instant> first_run;
  std::string only;                        ///< item id or whole occurrence name; empty = all
};

/// What is to be done now, in order of time then name: a pure function of plan, log and now (CALENDAR.md 5). Asking twice with the
/// log applied gives nothing. The plan must be frozen (freeze_past). A content item or report becomes due when all of `after` are closed.
std::vector<DueAction> due_actions(const Plan& plan, std::span<const LogEntry> log, Instant now, const DueOptions& options);

}  // namespace vk
