#pragma once
#include <functional>

#include "core/compare/comparison.hpp"
#include "core/estimate/represent.hpp"
#include "core/report/disclosure.hpp"
#include "core/store/store.hpp"

namespace vk {

/// What a measurement tells of estimates, by its name.
struct ToldEstimates {
  bool is_told = true;                      ///< false: nothing of them
  const Representation* answers = nullptr;  ///< null when it was measured whole; borrowed for the call
};
using EstimatesOf = std::function<ToldEstimates(const OccurrenceName&)>;

/// Links changes of instrument only where both halves of each bridge wave have enough in every part, nobody stands
/// alone in one form only, and all measurements tell their estimates. Then a link is made of what they tell: factors
/// are quotients of told estimates, and the widths of intervals, which tell squares and products of money, are rounded
/// up to steps of a fixed scale at which they hold the exact ones. `states_are_told` says whether both cycles tell
/// every state by itself.
void withhold_link(Store& store, const DisclosureRule& rule, bool states_are_told, const EstimatesOf& estimates,
                   Comparison& comparison);

}  // namespace vk
