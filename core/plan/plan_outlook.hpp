#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/money/money.hpp"
#include "core/plan/contact_clashes.hpp"
#include "core/plan/occurrence.hpp"

namespace vk {

/// What the store's last snapshots let one foresee of a planned measurement.
struct ForeseenOccurrence {
  OccurrenceName name;
  OccurrenceName known_from;  ///< the last snapshot of the audience
  uint64_t members = 0;
  Money money;                                  ///< what they stood for then
  bool asks = false;                            ///< it contacts people
  uint64_t asked = 0;                           ///< whom consent, contact rules and the draw leave
  std::string sample;                           ///< what its sample is and buys, or why not; empty = none
  std::map<std::string, uint64_t> left_out;     ///< rule -> people
  std::map<OccurrenceName, uint64_t> collides;  ///< the contact next to it -> people whom it keeps out
};

/// What a plan lets one expect beside its days.
struct PlanOutlook {
  std::vector<ForeseenOccurrence> foreseen;  ///< of the audiences that were measured before
  std::vector<ContactClash> clashes;         ///< whom contact rules leave out whoever they are
};

}  // namespace vk
