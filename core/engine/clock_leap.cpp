#include "core/engine/clock_leap.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace vk {

ClockLeap clock_leap(std::optional<Instant> last_run, std::span<const LogEntry> log, Instant now) {
  std::optional<Instant> newest = last_run;
  for (const LogEntry& entry : log) newest = std::max(newest.value_or(entry.as_of), entry.as_of);
  if (!newest) return {};
  if (now < *newest) {
    return {ClockLeap::Kind::back,
            fmt::format("the clock says {}, before {} when this store was last used: what was done is not "
                        "done again",
                        to_string(now), to_string(*newest))};
  }
  const Instant last = last_run.value_or(*newest);
  if (now - last <= kLongestPause) return {};
  return {ClockLeap::Kind::ahead,
          fmt::format("the clock says {}, {} days after the last run of {}", to_string(now),
                      std::chrono::floor<std::chrono::days>(now - last).count(), to_string(last))};
}

}  // namespace vk
