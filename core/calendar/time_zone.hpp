#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/instant.hpp"

namespace vk {

/// A local time turned into an instant, and whether the clocks were changing then.
struct LocalConversion {
  Instant instant{};
  enum class Kind {
    unique,
    gap,
    overlap
  } kind = Kind::unique;  ///< gap: shifted by the gap; overlap: the first of the two
};

/// An IANA time zone by cctz over the system's tz database. Only "UTC" and Area/City names of tzdata.zi are accepted
/// (not "localtime", "right/..", "EST").
class TimeZone {
 public:
  /// UTC.
  TimeZone();
  /// The zone, or nothing when there is no such name.
  static std::optional<TimeZone> find(std::string_view name);
  static TimeZone utc();

  const std::string& name() const { return name_; }
  /// `seconds` after local midnight of `day`; 86400 and more reach into later days (civil time, not elapsed time).
  LocalConversion to_instant(Day day, int64_t seconds) const;
  /// The local day of an instant.
  Day local_day(Instant instant) const;
  /// Local "2026-03-02 09:00" with the offset, for people.
  std::string to_local_text(Instant instant) const;

 private:
  struct Impl;
  std::string name_;
  std::shared_ptr<const Impl> impl_;  // shared: zones are immutable and copied into every planned occurrence
};

/// Zone names of the system's tz database, sorted, for "did you mean".
std::vector<std::string> time_zone_names();
/// "2025b" from the first line of tzdata.zi; "unknown" without it.
std::string time_zone_database_version();
/// The Area/City name behind a name without an area that the database lists as a link ("Finland" -> "Europe/Helsinki"),
/// for hints.
std::optional<std::string> time_zone_for_alias(std::string_view name);

}  // namespace vk
