#pragma once
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "core/base/diagnostic.hpp"
#include "core/engine/workspace.hpp"
#include "core/plan/roll_over.hpp"

namespace vk {

struct RollOverOptions {
  RollOverYears years;
  std::filesystem::path calendar;  ///< as load_calendar takes it
  std::filesystem::path target;    ///< where the new calendar goes, a file or a folder like the old; empty = nowhere
};

/// The calendar of the new year and what a person must decide about it.
struct RolledCalendar {
  RollOverYears years;
  std::vector<CalendarFileText> before;
  std::vector<RolledFile> files;    ///< in the order of `before`
  std::vector<std::string> places;  ///< where each was written or stood already; empty when nothing was to be written
  bool was_there = false;           ///< the files stood there already, byte for byte
  Diagnostics decisions;
};

/// Rolls the calendar over and writes it to the target: all files or none, and never over a file that says something
/// else (Error invalid_input). Paths that lead elsewhere from there are W609.
RolledCalendar roll_over_calendar(const Workspace& workspace, const RollOverOptions& options,
                                  std::span<const LogEntry> log);

/// The difference as `diff -u` shows it, what was written, and the decisions in words.
std::string roll_over_text(const RolledCalendar& rolled);

/// The same for programs: { from, to, written, files: [{ file, edits, text }], decisions }.
std::string roll_over_json(const RolledCalendar& rolled);

}  // namespace vk
