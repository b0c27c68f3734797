#pragma once
#include <map>
#include <string>
#include <vector>

#include "core/engine/workspace.hpp"
#include "core/money/money.hpp"
#include "core/plan/occurrence.hpp"
#include "core/store/store.hpp"

namespace vk {

/// What the store's last snapshots let one foresee of a planned measurement.
struct ForeseenOccurrence {
  OccurrenceName name;
  OccurrenceName known_from;  ///< the last snapshot of the audience
  uint64_t members = 0;
  Money money;                               ///< what they stood for then
  bool asks = false;                         ///< it contacts people
  uint64_t asked = 0;                        ///< whom consent, contact rules and the draw leave
  std::string sample;                        ///< what its sample is and buys, or why it cannot be drawn; empty = none
  std::map<std::string, uint64_t> left_out;  ///< rule -> people
  std::map<OccurrenceName, uint64_t> collides;  ///< the contact next to it -> people whom it keeps out
};

/// Goes through the plan as runs would, who goes first taking the room, for the members that each audience had when it
/// was last measured, beside the contacts of the ledger. In the order of the plan; measurements alone.
std::vector<ForeseenOccurrence> foresee(const Workspace& workspace, Store& store, const Plan& plan);

/// As a table in words; empty when nothing is foreseen.
std::string foreseen_text(const std::vector<ForeseenOccurrence>& foreseen);

}  // namespace vk
