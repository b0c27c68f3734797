#pragma once
#include <map>
#include <span>
#include <string>

#include "core/content/content_plan.hpp"
#include "core/engine/plan_frame.hpp"
#include "core/report/disclosure.hpp"

namespace vk {

/// Tells the aims, the channels and the owners of a content plan together where one would tell too much of one
/// customer, by itself, beside what the measurement tells of its states and segments, or beside the plans told before
/// (`frame`, which then has this plan's breakdowns, too). States are named as the measurement tells them. What was held
/// back, and how many had a proposal at all, is left out where few had none or were held back. False when not even all
/// planned contacts can be told.
bool withhold_plan(const DisclosureRule& rule, PlanFrame& frame, ContentPlan& plan);

/// How many contacts each rule held back in the plans that tell it; rules that did so for too few members together, as
/// "other"; nothing when that is of too few.
std::map<std::string, size_t> told_held_back(const DisclosureRule& rule, std::span<const ContentPlan> plans);

}  // namespace vk
