#pragma once
#include "core/report/report_inputs.hpp"
#include "core/report/report_pictures.hpp"

namespace vk {

/// The year of `inputs` as a picture: only as_of, language, year_label, year and wheel are read. Occurrences outside
/// the year are left out; a window over the year's edge is cut there. A ring per item and audience; with more than 14
/// of them, arcs of one kind that do not meet share a ring.
YearWheelPicture year_wheel(const ReportInputs& inputs);

}  // namespace vk
