#pragma once
#include "core/calendar/annual_calendar.hpp"
#include "core/report/report_inputs.hpp"
#include "core/store/store.hpp"

namespace vk {

/// Takes out of a report's inputs what would tell too much of one customer by the calendar's [disclosure], so that no
/// writer ever sees it (METHODS.md h.2, h.3; decisions 0011 and 0016): states, segments and movements are told
/// together, cells hidden, estimates left out; a cycle or a plan is dropped only when not even its sum can be told.
/// Nothing happens without the rule. What is dropped is a reason of the report, which is then partial. Inputs hold the
/// revisions that told_revision() gives. Loads the snapshots behind the inputs.
void withhold(const AnnualCalendar& calendar, Store& store, ReportInputs& inputs);

}  // namespace vk
