#include <algorithm>

#include "core/plan/log_index.hpp"
#include "core/plan/make_plan.hpp"

namespace vk {
namespace {

bool touches(const DayInterval& a, const DayInterval& b) {
  return a.first < b.end && b.first < a.end;
}

/// The occurrence as the log froze it, or nullptr when the log kept no such value.
const Occurrence* frozen(const LogIndex& index, const OccurrenceName& name) {
  const LoggedOccurrence* logged = find_logged(index, name);
  if (logged == nullptr || logged->first->planned.name != name) return nullptr;
  return &logged->first->planned;
}

/// What follows a renamed item must wait for the name under which the log knows it.
void rename_followed(std::vector<Occurrence>& occurrences, const std::map<OccurrenceName, OccurrenceName>& renamed) {
  for (Occurrence& occurrence : occurrences) {
    for (OccurrenceName& name : occurrence.after) {
      if (const auto found = renamed.find(name); found != renamed.end()) name = found->second;
    }
  }
}

/// The moment of something that follows is that of the frozen occurrences, also when the calendar has since moved them.
void place_followers(std::vector<Occurrence>& occurrences, const LogIndex& index) {
  for (Occurrence& occurrence : occurrences) {
    if (occurrence.after.empty() || index.contains(occurrence.name)) continue;
    const auto is_frozen = [&](const OccurrenceName& name) { return frozen(index, name) != nullptr; };
    if (!std::all_of(occurrence.after.begin(), occurrence.after.end(), is_frozen)) continue;
    Instant last{};
    for (const OccurrenceName& name : occurrence.after) last = std::max(last, frozen(index, name)->closes);
    occurrence.opens = occurrence.closes = last;
  }
}

}  // namespace

Plan freeze_past(const Plan& plan, std::span<const LogEntry> log) {
  const LogIndex index = index_log(log);
  Plan result = plan;
  result.occurrences.clear();
  std::map<OccurrenceName, bool> present;
  std::map<OccurrenceName, OccurrenceName> renamed;
  for (const Occurrence& occurrence : plan.occurrences) {
    const OccurrenceName name = logged_name(index, occurrence);
    if (name != occurrence.name) renamed.emplace(occurrence.name, name);
    const Occurrence* past = frozen(index, name);
    if (present.emplace(name, true).second) result.occurrences.push_back(past == nullptr ? occurrence : *past);
  }
  for (const auto& [name, logged] : index) {
    const Occurrence* past = frozen(index, name);
    if (past == nullptr || present.contains(name)) continue;
    // Something open stays in every plan, whatever its range, because it must still be closed.
    if (logged.is_open() || touches(past->interval, plan.range)) result.occurrences.push_back(*past);
  }
  rename_followed(result.occurrences, renamed);
  place_followers(result.occurrences, index);
  sort_occurrences(result.occurrences);
  return result;
}

}  // namespace vk
