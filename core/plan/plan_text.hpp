#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "core/plan/make_plan.hpp"
#include "core/plan/occurrence.hpp"

namespace vk {

/// Local times of one occurrence in words: "2026-03-02 09:00 to 2026-03-20", "2026-03-21 00:00" for what has a moment
/// only, "no such day", and ", skipped" after a window that a quiet period leaves out.
std::string window_text(const Occurrence& occurrence);

/// The plan for people: one line an occurrence (opens local, last day, name, why), grouped by year, with a first line
/// that names the range and the tz database. An empty plan says so.
std::string plan_text(const Plan& plan);

/// The next `count` occurrences that open at or after `now` ("no such day" rows left out), one line each, with the days
/// until then.
std::string next_text(const Plan& plan, Instant now, size_t count);

/// The changes of compare_plans for people: new, moved, lost, past, with a line of totals; "no changes" when there is
/// none.
std::string changes_text(std::span<const PlanChange> changes);

}  // namespace vk
