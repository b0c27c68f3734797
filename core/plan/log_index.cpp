#include "core/plan/log_index.hpp"

namespace vk {
namespace {

void note(LoggedOccurrence& logged, const LogEntry& entry) {
  if (logged.first == nullptr) logged.first = &entry;
  switch (entry.event) {
    case LogEvent::opened:
      if (logged.opened == nullptr) logged.opened = &entry;
      break;
    case LogEvent::reminded:
      logged.reminded.push_back(&entry);
      break;
    case LogEvent::closed:
    case LogEvent::missed:
    case LogEvent::skipped:
    case LogEvent::failed:
      logged.ended = &entry;
      break;
  }
}

}  // namespace

LogIndex index_log(std::span<const LogEntry> log) {
  LogIndex index;
  for (const LogEntry& entry : log) note(index[entry.name], entry);
  return index;
}

const LoggedOccurrence* find_logged(const LogIndex& index, const OccurrenceName& name) {
  const auto found = index.find(name);
  return found == index.end() ? nullptr : &found->second;
}

OccurrenceName logged_name(const LogIndex& index, const Occurrence& occurrence) {
  if (occurrence.was.empty() || index.contains(occurrence.name)) return occurrence.name;
  OccurrenceName earlier = occurrence.name;
  earlier.item = occurrence.was;
  return index.contains(earlier) ? earlier : occurrence.name;
}

bool ended_with_result(const LoggedOccurrence& logged) {
  if (logged.ended == nullptr || logged.ended->event != LogEvent::closed) return false;
  return logged.ended->outcome == Outcome::complete || logged.ended->outcome == Outcome::partial;
}

}  // namespace vk
