#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/compare/comparison.hpp"
#include "core/content/holdout_effect.hpp"
#include "core/store/store.hpp"

namespace vk {

/// What the earlier occurrences of a content did, as far as the comparisons tell it: a plan with a holdout that
/// followed the earlier of two cycles whose money compares. 95 % intervals.
std::vector<HoldoutEffect> gather_effects(Store& store, const std::string& content,
                                          const std::vector<Comparison>& comparisons);

/// The archived plan of one occurrence of a content.
std::optional<ContentPlan> content_plan_of(Store& store, const OccurrenceName& name);

}  // namespace vk
