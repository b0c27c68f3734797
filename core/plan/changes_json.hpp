#pragma once
#include <span>
#include <string>

#include "core/plan/make_plan.hpp"

namespace vk {

/// The changes of compare_plans for programs: { changes: [{ kind, name, before, after }] }, in their order.
std::string changes_json(std::span<const PlanChange> changes);

}  // namespace vk
