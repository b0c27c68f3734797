#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/base/diagnostic.hpp"
#include "core/calendar/annual_calendar.hpp"
#include "core/table/read_source.hpp"

namespace vk {

/// The files of a source for one cycle: {cycle} filled, wildcards expanded, sorted by name. A source without files is a
/// diagnostic (T001).
std::vector<std::filesystem::path> source_files(const AnnualCalendar& calendar, const SourceSpec& source,
                                                std::string_view cycle, Diagnostics& diagnostics);

/// One reader's wish: columns of one source, with subjects resolved through `key`.
struct SourceWish {
  const SourceSpec* source = nullptr;
  std::vector<ColumnRequest> columns;
  std::string key;  ///< empty = no subjects
  SourcePosition key_asked_at;
  bool add_subjects = false;
};

/// Reads the wishes of one occurrence. Wishes on the same files and key are read in one pass, because a register, its
/// answers and its money are often one file. Result i belongs to wish i, its columns in the order asked for;
/// those of one pass share its rows.
std::vector<SourceView> read_wishes(const AnnualCalendar& calendar, std::span<const SourceWish> wishes,
                                    std::string_view cycle, SubjectIndex& subjects, Diagnostics& diagnostics);

/// Gives back the memory of columns that none of `views` shows any more.
void release_others(std::span<const SourceView> views);

}  // namespace vk
