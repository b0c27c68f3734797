#include "core/engine/gather_effects.hpp"

#include <optional>

#include "core/content/content_plan_json.hpp"

namespace vk {
namespace {

/// The archived plan of `content` that followed `measurement` and held somebody out.
std::optional<ContentPlan> plan_after(Store& store, const std::string& content, const OccurrenceName& measurement) {
  for (const ArchivedReport& archived : store.reports()) {
    if (archived.name.item != content || archived.format != "plan.json") continue;
    ContentPlan plan = content_plan_from_json(store.report_bytes(archived.id));
    if (plan.holdout && plan.measurement == measurement) return plan;
  }
  return std::nullopt;
}

}  // namespace

std::optional<ContentPlan> content_plan_of(Store& store, const OccurrenceName& name) {
  for (const ArchivedReport& archived : store.reports()) {
    if (archived.name == name && archived.format == "plan.json")
      return content_plan_from_json(store.report_bytes(archived.id));
  }
  return std::nullopt;
}

std::vector<HoldoutEffect> gather_effects(Store& store, const std::string& content,
                                          const std::vector<Comparison>& comparisons) {
  constexpr double kLevel = 0.95;
  std::vector<HoldoutEffect> effects;
  for (const Comparison& comparison : comparisons) {
    if (comparison.verdict.money == Verdict::not_comparable) continue;
    const std::optional<ContentPlan> plan = plan_after(store, content, comparison.earlier.name);
    if (!plan) continue;
    const auto earlier = store.find_snapshot(comparison.earlier.name);
    const auto later = store.find_snapshot(comparison.later.name);
    if (!earlier || !later) continue;
    effects.push_back(holdout_effect(*plan, *store.read_members(earlier->id), *store.read_members(later->id), kLevel));
  }
  return effects;
}

}  // namespace vk
