#pragma once
#include <string>
#include <string_view>

#include "core/plan/make_plan.hpp"
#include "core/plan/occurrence.hpp"
#include "core/plan/plan_outlook.hpp"

namespace vk {

/// A plan with its outlook, as `plan --output json` prints it: what plan_to_json writes, then `foreseen` and `clashes`.
/// plan_from_json reads it and leaves the outlook out.
std::string plan_to_json(const Plan& plan, const PlanOutlook& outlook);

/// One occurrence as a JSON object on one line, as it stands inside plan_to_json: stable key order, days "2026-03-02",
/// instants RFC 3339. What the store keeps with a log entry.
std::string occurrence_to_json(const Occurrence& occurrence);

/// Reads what occurrence_to_json wrote. An unknown or missing key, a wrong type and an unknown word throw
/// Error(invalid_input) with the place ("occurrence.opens: ...").
Occurrence occurrence_from_json(std::string_view json);

}  // namespace vk
