#pragma once
#include "core/engine/workspace.hpp"
#include "core/plan/occurrence.hpp"
#include "core/report/report_inputs.hpp"
#include "core/store/store.hpp"

namespace vk {

/// Everything the report `occurrence` says, read from the store: the cycles it follows with their baselines, the
/// content plans, and the year as it stands at `as_of`. Missing measurements make it partial, with the reason.
ReportInputs gather_report(const Workspace& workspace, Store& store, const ReportSpec& report,
                           const Occurrence& occurrence, Instant as_of);

/// The year's occurrences with their status, for the wheel: the calendar year that holds `day`.
std::vector<WheelItem> wheel_items(const Workspace& workspace, std::span<const LogEntry> log, Day day, Instant as_of);

/// What a picture of the year that holds `day` is made of, for `wheel`.
ReportInputs wheel_inputs(const Workspace& workspace, std::span<const LogEntry> log, Day day, Instant as_of);

/// The calendar year that holds `day`.
DayInterval calendar_year(Day day);

}  // namespace vk
