#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/instant.hpp"
#include "core/base/outcome.hpp"
#include "core/calendar/annual_calendar.hpp"
#include "core/calendar/cycle.hpp"

namespace vk {

enum class ItemKind { measurement, content, report };
std::string_view to_string(ItemKind kind);

/// Spelt as in calendars: "while open".
std::string_view to_string(CatchUp catch_up);
std::string_view to_string(Overlap overlap);

/// The identity of a planned thing: never a time. Written "renewal/key-accounts@2026-Q2"; reports, and content after a
/// measurement of one audience, have no audience part: "board@2026".
struct OccurrenceName {
  std::string item;
  std::string audience;
  std::string cycle;

  auto operator<=>(const OccurrenceName&) const = default;
};

std::string to_string(const OccurrenceName& name);
std::optional<OccurrenceName> occurrence_name_from(std::string_view text);

struct PlannedReminder {
  std::string rule;  ///< as written; with the occurrence it is the reminder's identity
  Instant when{};
  bool operator==(const PlannedReminder&) const = default;
};

/// One planned measurement, content item or report. Plan is data; engine executes it. A measurement has a window: opens
/// < closes. A content item or report has a moment: opens = closes = when the last of `after` closes.
struct Occurrence {
  ItemKind kind = ItemKind::measurement;
  OccurrenceName name;
  Every every = Every::year;
  DayInterval interval;  ///< of the cycle: the data it stands for, half open
  Day nominal{};         ///< before any adjustment
  Day opens_on{};
  Day last_day{};  ///< last open day
  Instant opens{};
  Instant closes{};  ///< half open: closed from this second on
  std::string timezone;
  std::vector<PlannedReminder> reminders;
  bool none = false;  ///< "no such day" in this cycle; `why` says which phrase, all days are the cycle's first
  std::vector<std::string> why;       ///< each step that changed the day, in words
  std::vector<OccurrenceName> after;  ///< must be closed first (content, reports)
  std::string title;
  std::string owner;
  CatchUp catch_up = CatchUp::while_open;
  int64_t catch_up_limit = 10;
  int64_t tolerance_seconds = 3600;  ///< an opening within it is not late
  Overlap overlap = Overlap::allow;  ///< what happens while the one before is still open
  bool quiet_skip = false;  ///< a quiet period leaves it out: never opened, recorded as skipped; `why` names the period
  std::string was;          ///< an earlier item id under which the log may know it; empty = none
  std::string present_only;  ///< the plugin that measures it and cannot look back, as the engine knows; else empty

  bool operator==(const Occurrence&) const = default;
};

/// A calendar planned over a range: occurrences sorted by opens, then name.
struct Plan {
  std::string calendar_hash;
  std::string tz_version;
  DayInterval range;
  std::vector<Occurrence> occurrences;
};

/// What has happened to an occurrence. Stored in this order; do not renumber.
enum class LogEvent { opened = 0, reminded = 1, closed = 2, missed = 3, skipped = 4, failed = 5 };
std::string_view to_string(LogEvent event);
std::optional<LogEvent> log_event_from(std::string_view text);

/// One line of the occurrence log: append-only, the only memory of what was done.
struct LogEntry {
  OccurrenceName name;
  ItemKind kind = ItemKind::measurement;
  LogEvent event = LogEvent::opened;
  Instant as_of{};                      ///< the run's clock
  Outcome outcome = Outcome::complete;  ///< for closed, missed, skipped, failed
  std::string reason;                   ///< why partial, failed, missed or skipped; the rule for reminded
  /// The occurrence as it stood when it was opened, so that editing the calendar never moves the past.
  Occurrence planned;
};

}  // namespace vk
