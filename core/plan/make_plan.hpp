#pragma once
#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/base/diagnostic.hpp"
#include "core/calendar/annual_calendar.hpp"
#include "core/plan/occurrence.hpp"

namespace vk {

/// Every occurrence of the calendar whose cycle meets `range`; the range selects and changes nothing else, so plans of
/// abutting ranges join to the plan of both. Pure: the same calendar, range and tz database give the same plan.
///
/// A content item has an occurrence per cycle of the measurement it follows. A report has one per cycle of the coarsest
/// measurement it follows ("once" gives way to all others) and waits for all occurrences whose cycle ends inside that
/// cycle, also of finer schedules and also beyond `range`. Both open when the last of these closes. Problems that only
/// show when planned (E301 closes before it opens, E302, W501, W502, W505, W506, W508, W510) are diagnostics at the
/// calendar's lines.
Plan make_plan(const AnnualCalendar& calendar, DayInterval range, Diagnostics& diagnostics);

/// Sorts by opens, then name: the order of every plan.
void sort_occurrences(std::vector<Occurrence>& occurrences);

/// The plan with the past as it was: an occurrence that the log has opened, closed, missed or skipped keeps what the
/// log says of it, also when the calendar no longer has it.
Plan freeze_past(const Plan& plan, std::span<const LogEntry> log);

/// One difference between two plans, by identity.
struct PlanChange {
  enum class Kind {
    added,
    moved,
    lost,
    past
  } kind = Kind::added;  ///< past: the calendar differs but the log has frozen it
  OccurrenceName name;
  std::string before;                ///< "2026-03-02 09:00 to 2026-03-20", empty for added
  std::string after;                 ///< empty for lost
  std::optional<Instant> opening{};  ///< of a measurement that is moved or lost: when it was to open
  bool announced = false;            ///< so soon that people know of it
};
std::string_view to_string(PlanChange::Kind kind);

/// What differs between two plans of the same calendar at two times, sorted by cycle then name. Only occurrences whose
/// cycle meets the ranges of both plans are compared. What the log has frozen is compared with the log instead of
/// `before`. A renamed item (`was`) is no loss.
std::vector<PlanChange> compare_plans(const Plan& before, const Plan& after, std::span<const LogEntry> log);

/// Marks the moved and lost measurements that were to open within `freeze` from now: they are announced.
void mark_announced(std::vector<PlanChange>& changes, Instant now, std::chrono::days freeze);

/// A plan as JSON and back, for `plan --output json` and `plan --against FILE`. plan_from_json throws
/// Error(invalid_input) with the place.
std::string plan_to_json(const Plan& plan);
Plan plan_from_json(std::string_view json);

}  // namespace vk
