#pragma once
#include <filesystem>
#include <vector>

#include "core/engine/roll_over_calendar.hpp"

namespace vk {

/// The path from the root, whether anything lies there or not. A path that ends in nothing is its folder.
std::filesystem::path whole_path(const std::filesystem::path& path);

/// Rolls the TOML holiday files over that lie with the old calendar and adds them to those of `rolled`. A file that
/// both calendars read, and one that stands in the new place and says something else, is left as it is. Gives the texts
/// of the new year at the paths where the old ones lie.
std::vector<CalendarFileText> roll_holiday_files(const Workspace& workspace, const RollOverOptions& options,
                                                 RolledCalendar& rolled);

}  // namespace vk
