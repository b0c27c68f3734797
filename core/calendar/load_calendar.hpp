#pragma once
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/diagnostic.hpp"
#include "core/calendar/annual_calendar.hpp"

namespace vk {

/// Reads a calendar from a file or a folder (all *.toml in it, sorted by name, merged). Every problem of every file is
/// in `diagnostics` afterwards (codes of calendars/README.md); with errors the result is incomplete and only good for
/// further checking. Holiday files are looked for in the folder `holidays` beside the calendar, beside the calendar,
/// and then in `holiday_folders`.
AnnualCalendar load_calendar(const std::filesystem::path& path, Diagnostics& diagnostics,
                             std::span<const std::filesystem::path> holiday_folders = {});

/// The files that load_calendar reads at `path`: itself, or those of a folder in the order of their names, holiday
/// files that lie among them included. Nothing when there are none.
std::vector<std::filesystem::path> calendar_files(const std::filesystem::path& path);

/// One file of a calendar and what stands in it, whether it is written or not.
struct CalendarFileText {
  std::filesystem::path file;
  std::string bytes;
};

/// Where holiday files come from besides the calendar's own folders.
struct HolidayPlaces {
  std::span<const std::filesystem::path> folders;  ///< looked into last
  std::span<const CalendarFileText> instead;       ///< texts to read in place of what lies at their paths
};

/// The same from texts, as if they lay in `folder`.
AnnualCalendar load_calendar_texts(std::span<const CalendarFileText> files, const std::filesystem::path& folder,
                                   Diagnostics& diagnostics, const HolidayPlaces& holidays = {});

/// The same from one text, for tests and previews; `file` names it in diagnostics and sets the folder.
AnnualCalendar load_calendar_text(std::string_view toml, const std::filesystem::path& file, Diagnostics& diagnostics,
                                  std::span<const std::filesystem::path> holiday_folders = {});

/// The JSON Schema (draft 2020-12) of calendar files, for editors; what `config schema` prints.
std::string calendar_json_schema();

/// A commented calendar to start from; what `config create` prints. It loads without diagnostics.
std::string calendar_template();

}  // namespace vk
