#pragma once
#include <string>

#include "core/content/content_plan.hpp"

namespace vk {

/// A content plan as one JSON document, so that the archive keeps what was decided and why. Subjects are numbers of the
/// store, no keys.
std::string content_plan_to_json(const ContentPlan& plan);

/// Reads back what content_plan_to_json wrote. Throws Error(corrupt) naming the part that is missing or wrong.
ContentPlan content_plan_from_json(const std::string& json);

/// The same without the rows, which are not looked at: for finding a plan among many.
ContentPlan content_plan_head_from_json(const std::string& json);

}  // namespace vk
