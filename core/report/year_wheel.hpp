#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/report/report_inputs.hpp"
#include "core/report/report_pictures.hpp"

namespace vk {

/// The year of `inputs` as a picture: only as_of, language, year_label, year and wheel are read. Occurrences outside
/// the year are left out; a window over the year's edge is cut there. A ring per item and audience; with more than 14
/// of them, arcs of one kind that do not meet share a ring.
YearWheelPicture year_wheel(const ReportInputs& inputs);

/// The wheel of `year` as an SVG file of its own, for `wheel`: `items` are the year's occurrences, `now` gives the line
/// of today.
std::string year_wheel_svg(const std::vector<WheelItem>& items, const DayInterval& year, Instant now,
                           std::string_view language = "en");

}  // namespace vk
