#pragma once
#include <cstdint>
#include <string_view>

#include "core/base/hash.hpp"

namespace vk {

/// What a subject keeps for the life of a programme: two independent uniform numbers of 64 bits.
struct PermanentNumber {
  uint64_t key = 0;   ///< orders the members of a stratum
  uint64_t key2 = 0;  ///< places an ask within the year

  bool operator==(const PermanentNumber&) const = default;
};

/// Permanent random numbers (METHODS.md f.1; Ohlsson 1995): the first and second eight bytes, big-endian, of SHA-256
/// over salt, a zero byte and the subject's key. Anyone with the salt can compute them again; another salt is another
/// coordination of samples. Not thread-safe.
class PermanentNumbers {
 public:
  explicit PermanentNumbers(std::string_view salt);
  PermanentNumber of(std::string_view subject);

 private:
  PrefixedSha256 digest_;
};

/// The key as a fraction of the circle in [0, 1), for people; selection stays in integers.
double circle_share(uint64_t key);

/// Which of `slots` > 0 equal slots of the year an ask falls in (METHODS.md f.4): the same one every year.
uint32_t year_slot(uint64_t key2, uint32_t slots);

/// Where measurement `place` of `places` begins on the circle in cycle number `cycle` (METHODS.md f.2): measurements
/// start equally far apart, so that they ask different people while they can, and each cycle moves on by `shift`.
struct CircleStart {
  uint32_t place = 0;  ///< from 0
  uint32_t places = 1;
  uint64_t shift = 0;
  uint64_t cycle = 0;
};
uint64_t circle_start(const CircleStart& start);

}  // namespace vk
