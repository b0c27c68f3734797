#pragma once
#include <string>
#include <string_view>

#include "core/plan/make_plan.hpp"
#include "core/plan/occurrence.hpp"

namespace vk {

/// One occurrence as a JSON object on one line, as it stands inside plan_to_json: stable key order, days "2026-03-02",
/// instants RFC 3339. What the store keeps with a log entry.
std::string occurrence_to_json(const Occurrence& occurrence);

/// Reads what occurrence_to_json wrote. An unknown or missing key, a wrong type and an unknown word throw
/// Error(invalid_input) with the place ("occurrence.opens: ...").
Occurrence occurrence_from_json(std::string_view json);

}  // namespace vk
