#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "core/base/instant.hpp"

namespace vk {

/// The members that a sample is drawn from; parallel columns in frame order, borrowed for the call.
struct SampleFrame {
  std::span<const uint64_t> keys;     ///< PermanentNumber::key
  std::span<const uint32_t> stratum;  ///< below the number of strata
  /// The subject's key, which decides between equal numbers. Asked only then.
  std::function<std::string_view(size_t)> subject;
};

/// Whom to ask.
struct SampleDraw {
  std::vector<uint32_t> members;   ///< positions in the frame, rising
  std::vector<int64_t> shortfall;  ///< per stratum: how many of the wanted could not be found
};

/// The first `wanted[h]` available members of each stratum on the circle from `start` on (METHODS.md f.2; Ohlsson
/// 1992): a simple random sample in each. `available` is empty when everybody is. Throws Error(invalid_input) for
/// columns of different length or a stratum without a wish. Linear in members.
SampleDraw draw_sample(const SampleFrame& frame, std::span<const int64_t> wanted, uint64_t start,
                       const std::vector<bool>& available);

/// How often a member may be asked, over all measurements: at most `asks` in any `days` days.
struct BurdenCap {
  int64_t asks = 1;  ///< at least 1
  int64_t days = 365;
};

/// Who was asked when, for the burden cap (METHODS.md f.3).
class AskHistory {
 public:
  void add(uint32_t member, Day day) { asks_.push_back({member, day}); }
  /// Adds everybody of a draw.
  void add(const SampleDraw& draw, Day day);

  /// Which of `members` members can be asked on `day` so that no window of cap.days days holds more than cap.asks
  /// asks; asks that are already set for later days count too. n log n in the asks near the day.
  std::vector<bool> available(size_t members, Day day, const BurdenCap& cap) const;

  /// The most asks that a member has in any window of `days` days; 0 without asks.
  int64_t most_in_window(int64_t days) const;

 private:
  struct Ask {
    uint32_t member = 0;
    Day day{};

    auto operator<=>(const Ask&) const = default;
  };
  std::vector<Ask> asks_;
};

}  // namespace vk
