#pragma once
#include <map>
#include <span>
#include <string>

#include "core/content/content_plan.hpp"
#include "core/report/disclosure.hpp"

namespace vk {

/// Tells the aims of a content plan, and the owners of a channel, together where one would tell too much of one
/// customer, with the smallest others; false when not even the whole plan, or a channel of it, can be told.
bool withhold_plan(const DisclosureRule& rule, ContentPlan& plan);

/// How many contacts each rule held back in the plans that are told; rules that did so for too few members together, as
/// "other".
std::map<std::string, size_t> told_held_back(const DisclosureRule& rule, std::span<const ContentPlan> plans);

}  // namespace vk
