#pragma once
#include <ctime>

namespace vk::bench {

inline double seconds_of(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// Wall and processor time since it was made, in seconds.
class Stopwatch {
 public:
  double wall() const { return seconds_of(CLOCK_MONOTONIC) - wall_; }
  double cpu() const { return seconds_of(CLOCK_PROCESS_CPUTIME_ID) - cpu_; }

 private:
  double wall_ = seconds_of(CLOCK_MONOTONIC);
  double cpu_ = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
};

}  // namespace vk::bench
