#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/estimate/outcome_rates.hpp"
#include "core/measure/snapshot.hpp"

namespace vk {

/// Between which amounts the money of a state certainly lies, whatever those without a state would have said.
struct StateLimits {
  int64_t least = 0;  ///< minor units: money seen in the state
  int64_t most = 0;   ///< that and all money without a state

  bool operator==(const StateLimits&) const = default;
};

/// How much of the money has a state, and what follows for each state without any assumption (Manski's worst case).
struct MoneyCoverage {
  int64_t base = 0;                    ///< minor units of everybody
  int64_t seen = 0;                    ///< of those with a state
  std::optional<CountRatio> coverage;  ///< seen / base; nothing when base is 0 or limits are undefined
  std::vector<StateLimits> limits;     ///< a state each, in scheme order; empty when undefined
  std::string why_undefined;           ///< in words; empty when defined
};

/// Coverage and limits from the figures of one cycle with `states` states. Money below zero makes a worst case
/// meaningless, so a line with a negative sum leaves coverage and limits undefined and says so. Sums that leave int64
/// throw Error(invalid_input).
MoneyCoverage money_coverage(const StateTotals& totals, size_t states);

}  // namespace vk
