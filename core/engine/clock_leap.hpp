#pragma once
#include <chrono>
#include <optional>
#include <span>
#include <string>

#include "core/base/instant.hpp"
#include "core/plan/occurrence.hpp"

namespace vk {

/// A clock that is further ahead of the last run than this is taken for wrong until somebody says that it is right.
inline constexpr std::chrono::days kLongestPause{32};

/// How the clock of a run stands to what was run before.
struct ClockLeap {
  enum class Kind {
    none,
    back,   ///< before something that was done: nothing is done twice, what is later waits
    ahead,  ///< by more than kLongestPause
  } kind = Kind::none;
  std::string text;  ///< in words, for people
};

/// `last_run` is the last run's clock, as far as the store kept it; the log says when things were done.
ClockLeap clock_leap(std::optional<Instant> last_run, std::span<const LogEntry> log, Instant now);

}  // namespace vk
