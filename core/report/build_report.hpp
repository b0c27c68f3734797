#pragma once
#include "core/report/report_model.hpp"

namespace vk {

/// The one report model that every writer says, computed from integers in the inputs alone: the same inputs in any
/// order of cycles, comparisons, content plans, wheel items and reasons give the same report. Empty inputs give a
/// partial report that says so.
Report build_report(const ReportInputs& inputs);

}  // namespace vk
