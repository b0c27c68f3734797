#pragma once
#include <map>
#include <span>
#include <vector>

#include "core/plan/occurrence.hpp"

namespace vk {

/// What the log says of one occurrence; pointers borrow from the log.
struct LoggedOccurrence {
  const LogEntry* first = nullptr;  ///< the entry that froze it
  const LogEntry* opened = nullptr;
  const LogEntry* ended = nullptr;  ///< the newest of closed, missed, skipped, failed
  std::vector<const LogEntry*> reminded;

  bool is_open() const { return opened != nullptr && ended == nullptr; }
};

/// The log by occurrence. Entries count in the log's order, so a later ending replaces an earlier one.
using LogIndex = std::map<OccurrenceName, LoggedOccurrence>;
LogIndex index_log(std::span<const LogEntry> log);

/// The entry of `name`, or nullptr.
const LoggedOccurrence* find_logged(const LogIndex& index, const OccurrenceName& name);

/// The name under which the log knows an occurrence: its own, or the one of its earlier item id (`was`) when only that
/// is logged.
OccurrenceName logged_name(const LogIndex& index, const Occurrence& occurrence);

/// True when the occurrence ended with something to build on: closed, complete or partial.
bool ended_with_result(const LoggedOccurrence& logged);

}  // namespace vk
