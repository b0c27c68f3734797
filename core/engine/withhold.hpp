#pragma once
#include "core/calendar/annual_calendar.hpp"
#include "core/report/report_inputs.hpp"
#include "core/store/store.hpp"

namespace vk {

/// Takes out of a report's inputs what would tell too much of one customer by the calendar's [disclosure], so that no
/// writer ever sees it (METHODS.md h.2, h.3; decision 0011): segments are told together, combinations and estimates
/// left out, comparisons refused, cycles and plans dropped. Nothing happens without the rule. What is dropped is a
/// reason of the report, which is then partial. Loads the snapshots behind the inputs.
void withhold(const AnnualCalendar& calendar, Store& store, ReportInputs& inputs);

}  // namespace vk
