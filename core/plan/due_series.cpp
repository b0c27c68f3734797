#include "core/plan/due_series.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "core/base/text.hpp"
#include "core/calendar/time_zone.hpp"

namespace vk {
namespace {

std::string late_text(const Occurrence& occurrence, Instant now) {
  const auto late = now - occurrence.opens;
  if (late < std::chrono::hours{48}) {
    return fmt::format("{} minutes late", std::chrono::floor<std::chrono::minutes>(late).count());
  }
  return fmt::format("{} days late", std::chrono::floor<std::chrono::days>(late).count());
}

bool is_late(const Occurrence& occurrence, Instant when) {
  return when - occurrence.opens > std::chrono::seconds{occurrence.tolerance_seconds};
}

DueAction missed(const Occurrence& occurrence, std::string reason) {
  DueAction action{DueActionKind::miss, &occurrence, false, {}, Outcome::missed, std::move(reason), occurrence.opens};
  return action;
}

DueAction skipped(const Occurrence& occurrence, std::string reason) {
  DueAction action = missed(occurrence, std::move(reason));
  action.outcome = Outcome::skipped;
  return action;
}

std::string ended_text(const Occurrence& occurrence) {
  return fmt::format("its window {} to {} passed without a run", to_string(occurrence.opens_on),
                     to_string(occurrence.last_day));
}

/// Goes through one series, oldest first.
class SeriesDue {
 public:
  SeriesDue(const DueGround& ground, std::span<const Occurrence* const> series) : ground_(ground), series_(series) {}

  std::vector<DueAction> find() {
    std::vector<const Occurrence*> unopened;
    for (const Occurrence* occurrence : series_) {
      const LoggedOccurrence* logged = find_logged(*ground_.log, occurrence->name);
      if (logged != nullptr && logged->ended != nullptr) continue;
      if (logged != nullptr && logged->opened != nullptr) {
        add_close_or_reminder(*occurrence, *logged);
      } else if (occurrence->opens <= ground_.now && !ground_.is_before_first_run(*occurrence)) {
        if (occurrence->quiet_skip) {
          actions_.push_back(skipped(*occurrence, join(occurrence->why, "; ")));
        } else {
          unopened.push_back(occurrence);
        }
      }
    }
    for (size_t i = 0; i < unopened.size(); ++i) decide(*unopened[i], unopened.size() - 1 - i);
    return std::move(actions_);
  }

 private:
  void add_close_or_reminder(const Occurrence& occurrence, const LoggedOccurrence& logged) {
    if (occurrence.closes <= ground_.now) {
      last_close_ = std::max(last_close_, occurrence.closes);
      actions_.push_back({DueActionKind::close, &occurrence, false, {}, Outcome::complete, {}, occurrence.closes});
      return;
    }
    open_now_.push_back(&occurrence);
    add_reminder(occurrence, logged);
  }

  /// When the latest reminder was planned that has gone out: older ones are past, also when the clock is set back.
  static Instant last_sent(const Occurrence& occurrence, const LoggedOccurrence& logged) {
    Instant last = Instant::min();
    for (const LogEntry* entry : logged.reminded) {
      for (const PlannedReminder& reminder : occurrence.reminders) {
        if (reminder.rule == entry->reason) last = std::max(last, reminder.when);
      }
    }
    return last;
  }

  void add_reminder(const Occurrence& occurrence, const LoggedOccurrence& logged) {
    const PlannedReminder* newest = nullptr;
    for (const PlannedReminder& reminder : occurrence.reminders) {
      if (reminder.when <= ground_.now && (newest == nullptr || newest->when <= reminder.when)) newest = &reminder;
    }
    if (newest == nullptr) return;
    if (newest->when <= last_sent(occurrence, logged)) return;
    const TimeZone zone = TimeZone::find(occurrence.timezone).value_or(TimeZone::utc());
    const Instant opened_at = logged.opened->as_of;
    if (ground_.now < opened_at) return;
    if (is_late(occurrence, opened_at) && zone.local_day(opened_at) == zone.local_day(ground_.now)) return;
    DueAction action{DueActionKind::remind, &occurrence, false, newest->rule, Outcome::complete, {}, newest->when};
    actions_.push_back(std::move(action));
  }

  /// Why catch_up leaves an unopened occurrence behind, or nothing when it is opened; `newer` unopened ones come after
  /// it.
  std::optional<std::string> why_missed(const Occurrence& occurrence, size_t newer) const {
    const bool ended = occurrence.closes <= ground_.now;
    if (ended && !occurrence.present_only.empty()) {
      return fmt::format("{}, and plugin {} cannot look back", ended_text(occurrence), occurrence.present_only);
    }
    switch (occurrence.catch_up) {
      case CatchUp::while_open:
        if (ended) return ended_text(occurrence);
        return std::nullopt;
      case CatchUp::all:
        if (static_cast<int64_t>(newer) < occurrence.catch_up_limit) return std::nullopt;
        return fmt::format("{}, and catch_up_limit = {} leaves it behind", ended_text(occurrence),
                           occurrence.catch_up_limit);
      case CatchUp::latest:
        if (newer == 0) return std::nullopt;
        return "catch_up = \"latest\" opens a newer one instead";
      case CatchUp::none:
        if (ended) return ended_text(occurrence);
        if (!is_late(occurrence, ground_.now)) return std::nullopt;
        return fmt::format("{}, and catch_up = \"none\" tolerates {} minutes", late_text(occurrence, ground_.now),
                           occurrence.tolerance_seconds / 60);
    }
    return std::nullopt;
  }

  void decide(const Occurrence& occurrence, size_t newer) {
    if (std::optional<std::string> reason = why_missed(occurrence, newer)) {
      actions_.push_back(missed(occurrence, std::move(*reason)));
      return;
    }
    if (occurrence.overlap != Overlap::allow && !open_now_.empty()) {
      const OccurrenceName& other = open_now_.back()->name;
      // With "wait" nothing is recorded: it opens when the other closes, or is missed with its window.
      if (occurrence.overlap == Overlap::skip) actions_.push_back(skipped(occurrence, "overlap with " + other.cycle));
      return;
    }
    DueAction action{DueActionKind::open, &occurrence, is_late(occurrence, ground_.now), {}, Outcome::complete, {},
                     occurrence.opens};
    // Where windows must not overlap, the closing that made room comes first.
    if (occurrence.overlap != Overlap::allow) action.time = std::max(action.time, last_close_);
    if (action.late) action.reason = late_text(occurrence, ground_.now);
    actions_.push_back(std::move(action));
    if (ground_.now < occurrence.closes) open_now_.push_back(&occurrence);
  }

  const DueGround& ground_;
  std::span<const Occurrence* const> series_;
  std::vector<const Occurrence*> open_now_;
  Instant last_close_{};  ///< of what is closed in this call
  std::vector<DueAction> actions_;
};

}  // namespace

std::vector<DueAction> due_in_series(const DueGround& ground, std::span<const Occurrence* const> series) {
  return SeriesDue(ground, series).find();
}

}  // namespace vk
