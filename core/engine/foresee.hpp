#pragma once
#include <string>
#include <vector>

#include "core/engine/workspace.hpp"
#include "core/plan/plan_outlook.hpp"
#include "core/store/store.hpp"

namespace vk {

/// Goes through the plan as runs would, who goes first taking the room, for the members that each audience had when it
/// was last measured, beside the contacts of the ledger. In the order of the plan; measurements alone.
std::vector<ForeseenOccurrence> foresee(const Workspace& workspace, Store& store, const Plan& plan);

/// As a table in words; empty when nothing is foreseen.
std::string foreseen_text(const std::vector<ForeseenOccurrence>& foreseen);

}  // namespace vk
