#include "core/plan/due.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "core/plan/due_followers.hpp"
#include "core/plan/due_series.hpp"
#include "core/plan/log_index.hpp"

namespace vk {
namespace {

/// Within one moment: what ends makes room before something new begins.
int rank(DueActionKind kind) {
  switch (kind) {
    case DueActionKind::close:
      return 0;
    case DueActionKind::miss:
      return 1;
    case DueActionKind::open:
      return 2;
    case DueActionKind::remind:
      return 3;
  }
  return 3;
}

bool is_wanted(const DueAction& action, const std::string& only) {
  if (only.empty()) return true;
  const OccurrenceName& name = action.occurrence->name;
  return name.item == only || to_string(name) == only;
}

void sort_actions(std::vector<DueAction>& actions) {
  std::sort(actions.begin(), actions.end(), [](const DueAction& a, const DueAction& b) {
    const auto moment_a = std::pair(a.time, rank(a.kind));
    const auto moment_b = std::pair(b.time, rank(b.kind));
    return std::tie(moment_a, a.occurrence->name) < std::tie(moment_b, b.occurrence->name);
  });
}

}  // namespace

std::string_view to_string(DueActionKind kind) {
  switch (kind) {
    case DueActionKind::open:
      return "open";
    case DueActionKind::remind:
      return "remind";
    case DueActionKind::close:
      return "close";
    case DueActionKind::miss:
      return "miss";
  }
  return "miss";
}

std::vector<DueAction> due_actions(const Plan& plan, std::span<const LogEntry> log, Instant now,
                                   const DueOptions& options) {
  const LogIndex index = index_log(log);
  const DueGround ground{&index, now, options.first_run};
  std::map<std::pair<std::string, std::string>, std::vector<const Occurrence*>> series;
  std::map<OccurrenceName, const Occurrence*> by_name;
  for (const Occurrence& occurrence : plan.occurrences) {
    by_name.emplace(occurrence.name, &occurrence);
    if (occurrence.kind == ItemKind::measurement && !occurrence.none) {
      series[{occurrence.name.item, occurrence.name.audience}].push_back(&occurrence);
    }
  }
  std::vector<DueAction> actions;
  for (auto& [key, occurrences] : series) {
    std::sort(occurrences.begin(), occurrences.end(), [](const Occurrence* a, const Occurrence* b) {
      return std::tie(a->opens, a->name) < std::tie(b->opens, b->name);
    });
    for (DueAction& action : due_in_series(ground, occurrences)) actions.push_back(std::move(action));
  }
  for (const Occurrence& occurrence : plan.occurrences) {
    if (occurrence.kind == ItemKind::measurement || occurrence.none) continue;
    if (auto action = due_follower(ground, by_name, occurrence)) actions.push_back(std::move(*action));
  }
  std::erase_if(actions, [&](const DueAction& action) { return !is_wanted(action, options.only); });
  sort_actions(actions);
  return actions;
}

}  // namespace vk
