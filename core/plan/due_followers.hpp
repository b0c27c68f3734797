#pragma once
#include <map>
#include <optional>

#include "core/plan/due.hpp"
#include "core/plan/due_series.hpp"

namespace vk {

/// What is due for one content item or report; `plan` holds every planned occurrence by name.
std::optional<DueAction> due_follower(const DueGround& ground, const std::map<OccurrenceName, const Occurrence*>& plan,
                                      const Occurrence& follower);

}  // namespace vk
