#include <fmt/format.h>

#include <algorithm>

#include "core/calendar/time_zone.hpp"
#include "core/plan/log_index.hpp"
#include "core/plan/make_plan.hpp"
#include "core/plan/plan_text.hpp"

namespace vk {
namespace {

bool meets(const DayInterval& a, const DayInterval& b) {
  return a.first < b.end && b.first < a.end;
}

using ByName = std::map<OccurrenceName, const Occurrence*>;

ByName by_name(const Plan& plan) {
  ByName names;
  for (const Occurrence& occurrence : plan.occurrences) names.emplace(occurrence.name, &occurrence);
  return names;
}

bool differ(const Occurrence& a, const Occurrence& b) {
  return a.opens != b.opens || a.closes != b.closes || a.none != b.none || a.quiet_skip != b.quiet_skip;
}

std::string text_of_moment(const Occurrence* occurrence) {
  return occurrence == nullptr ? std::string{} : window_text(*occurrence);
}

/// The comparison in work: the names of both plans and what the log has frozen.
struct Sides {
  const Plan& before;
  const Plan& after;
  ByName old_names;
  ByName new_names;
  LogIndex log;
};

/// The occurrence of the new plan that stands for `name`, also under its new item id.
const Occurrence* in_new_plan(const Sides& sides, const OccurrenceName& name) {
  if (const auto found = sides.new_names.find(name); found != sides.new_names.end()) return found->second;
  for (const Occurrence& occurrence : sides.after.occurrences) {
    if (occurrence.was != name.item || occurrence.was.empty()) continue;
    if (occurrence.name.audience == name.audience && occurrence.name.cycle == name.cycle) return &occurrence;
  }
  return nullptr;
}

std::optional<Instant> opening_of(const Occurrence& occurrence) {
  const bool opens = occurrence.kind == ItemKind::measurement && !occurrence.none && !occurrence.quiet_skip;
  return opens ? std::optional{occurrence.opens} : std::nullopt;
}

void add_past(const Sides& sides, std::vector<PlanChange>& changes) {
  for (const auto& [name, logged] : sides.log) {
    const Occurrence& frozen = logged.first->planned;
    if (frozen.name != name || !meets(frozen.interval, sides.after.range)) continue;
    const Occurrence* now = in_new_plan(sides, name);
    if (now != nullptr && !differ(frozen, *now)) continue;
    changes.push_back({PlanChange::Kind::past, name, window_text(frozen), text_of_moment(now), {}, false});
  }
}

void add_lost_and_moved(const Sides& sides, std::vector<PlanChange>& changes) {
  for (const auto& [name, old] : sides.old_names) {
    if (sides.log.contains(name) || !meets(old->interval, sides.after.range)) continue;
    const Occurrence* now = in_new_plan(sides, name);
    if (now == nullptr) {
      changes.push_back({PlanChange::Kind::lost, name, window_text(*old), {}, opening_of(*old), false});
    } else if (differ(*old, *now)) {
      changes.push_back(
          {PlanChange::Kind::moved, now->name, window_text(*old), window_text(*now), opening_of(*old), false});
    }
  }
}

void add_new(const Sides& sides, std::vector<PlanChange>& changes) {
  for (const auto& [name, now] : sides.new_names) {
    if (!meets(now->interval, sides.before.range) || sides.log.contains(logged_name(sides.log, *now))) continue;
    OccurrenceName earlier = name;
    if (!now->was.empty()) earlier.item = now->was;
    if (sides.old_names.contains(name) || sides.old_names.contains(earlier)) continue;
    changes.push_back({PlanChange::Kind::added, name, {}, window_text(*now), {}, false});
  }
}

}  // namespace

std::string_view to_string(PlanChange::Kind kind) {
  switch (kind) {
    case PlanChange::Kind::added:
      return "added";
    case PlanChange::Kind::moved:
      return "moved";
    case PlanChange::Kind::lost:
      return "lost";
    case PlanChange::Kind::past:
      return "past";
  }
  return "past";
}

void mark_announced(std::vector<PlanChange>& changes, Instant now, std::chrono::days freeze) {
  for (PlanChange& change : changes)
    change.announced = change.opening && now < *change.opening && *change.opening <= now + freeze;
}

std::vector<PlanChange> compare_plans(const Plan& before, const Plan& after, std::span<const LogEntry> log) {
  const Sides sides{before, after, by_name(before), by_name(after), index_log(log)};
  std::vector<PlanChange> changes;
  add_past(sides, changes);
  add_lost_and_moved(sides, changes);
  add_new(sides, changes);
  std::sort(changes.begin(), changes.end(), [](const PlanChange& a, const PlanChange& b) {
    return std::tie(a.name.cycle, a.name, a.kind) < std::tie(b.name.cycle, b.name, b.kind);
  });
  return changes;
}

}  // namespace vk
