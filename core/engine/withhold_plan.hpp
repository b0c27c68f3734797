#pragma once
#include "core/content/content_plan.hpp"
#include "core/report/disclosure.hpp"

namespace vk {

/// Tells the aims of a content plan, and the owners of a channel, together where one would tell too much of one
/// customer, with the smallest others; false when not even the whole plan, or a channel of it, can be told.
bool withhold_plan(const DisclosureRule& rule, ContentPlan& plan);

}  // namespace vk
