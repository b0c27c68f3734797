#include "core/plan/due_followers.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"

namespace vk {
namespace {

using ByName = std::map<OccurrenceName, const Occurrence*>;

/// How something that a content item or report waits for stands.
struct FollowedState {
  enum class Kind { waiting, complete, partial, lost } kind = Kind::waiting;
  std::string reason;
};

std::string reason_of(const OccurrenceName& name, std::string_view word, const std::string& reason) {
  return reason.empty() ? fmt::format("{} {}", to_string(name), word)
                        : fmt::format("{} {}: {}", to_string(name), word, reason);
}

FollowedState state_of_ended(const OccurrenceName& name, const LogEntry& ended) {
  using Kind = FollowedState::Kind;
  switch (ended.event) {
    case LogEvent::missed:
      return {Kind::lost, reason_of(name, "was missed", ended.reason)};
    case LogEvent::skipped:
      return {Kind::lost, reason_of(name, "was skipped", ended.reason)};
    case LogEvent::failed:
      return {Kind::lost, reason_of(name, "failed", ended.reason)};
    case LogEvent::opened:
    case LogEvent::reminded:
    case LogEvent::closed:
      break;
  }
  switch (ended.outcome) {
    case Outcome::complete:
      return {Kind::complete, {}};
    case Outcome::partial:
      return {Kind::partial, reason_of(name, "is partial", ended.reason)};
    case Outcome::failed:
      return {Kind::lost, reason_of(name, "failed", ended.reason)};
    case Outcome::missed:
      return {Kind::lost, reason_of(name, "was missed", ended.reason)};
    case Outcome::skipped:
      return {Kind::lost, reason_of(name, "was skipped", ended.reason)};
  }
  return {};
}

FollowedState state_of(const DueGround& ground, const ByName& plan, const OccurrenceName& name) {
  using Kind = FollowedState::Kind;
  const LoggedOccurrence* logged = find_logged(*ground.log, name);
  if (logged != nullptr && logged->ended != nullptr) return state_of_ended(name, *logged->ended);
  if (logged != nullptr) return {};
  const auto planned = plan.find(name);
  if (planned == plan.end()) return {};
  if (planned->second->none) return {Kind::lost, to_string(name) + " has no such day"};
  if (ground.is_before_first_run(*planned->second))
    return {Kind::lost, to_string(name) + " ended before the first run"};
  return {};
}

/// True when a measurement with a snapshot stands behind `name`: itself, or what a content item follows.
bool has_snapshot(const DueGround& ground, const ByName& plan, const OccurrenceName& name) {
  const LoggedOccurrence* logged = find_logged(*ground.log, name);
  const bool measured = logged != nullptr && ended_with_result(*logged);
  const auto planned = plan.find(name);
  if (planned == plan.end() || planned->second->kind == ItemKind::measurement) return measured;
  const std::vector<OccurrenceName>& behind = planned->second->after;
  return measured || std::any_of(behind.begin(), behind.end(),
                                 [&](const OccurrenceName& one) { return has_snapshot(ground, plan, one); });
}

/// A later cycle of the same measurement and audience that has closed by now, or nullptr.
const Occurrence* closed_since(const DueGround& ground, const ByName& plan, const OccurrenceName& name) {
  const auto own = plan.find(name);
  if (own == plan.end() || own->second->kind != ItemKind::measurement) return nullptr;
  const Occurrence* newest = nullptr;
  for (auto at = plan.lower_bound({name.item, name.audience, {}}); at != plan.end(); ++at) {
    const Occurrence& other = *at->second;
    if (other.name.item != name.item || other.name.audience != name.audience) break;
    if (other.none || other.quiet_skip || other.closes > ground.now || other.closes <= own->second->closes) continue;
    if (newest == nullptr || newest->closes < other.closes) newest = &other;
  }
  return newest;
}

}  // namespace

std::optional<DueAction> due_follower(const DueGround& ground, const ByName& plan, const Occurrence& follower) {
  const LoggedOccurrence* logged = find_logged(*ground.log, follower.name);
  if (logged != nullptr && logged->ended != nullptr) return std::nullopt;
  if (ground.now < follower.opens || ground.is_before_first_run(follower)) return std::nullopt;
  DueAction action{DueActionKind::close, &follower, false, {}, Outcome::complete, {}, follower.opens};
  std::vector<std::string> reasons;
  bool any_lost = false;
  bool any_snapshot = false;
  for (const OccurrenceName& name : follower.after) {
    FollowedState state = state_of(ground, plan, name);
    if (state.kind == FollowedState::Kind::waiting) return std::nullopt;
    any_lost = any_lost || state.kind == FollowedState::Kind::lost;
    any_snapshot = any_snapshot || has_snapshot(ground, plan, name);
    if (!state.reason.empty()) reasons.push_back(std::move(state.reason));
    const Occurrence* later = follower.kind == ItemKind::content ? closed_since(ground, plan, name) : nullptr;
    if (later == nullptr) continue;
    any_lost = true;
    reasons.push_back(
        fmt::format("nobody is contacted after {} any more: {} has closed", to_string(name), to_string(later->name)));
  }
  action.reason = join(reasons, "; ");
  if (!reasons.empty()) action.outcome = Outcome::partial;
  if (!any_snapshot || (any_lost && follower.kind == ItemKind::content)) {
    action.kind = DueActionKind::miss;
    action.outcome = Outcome::skipped;
  }
  return action;
}

}  // namespace vk
