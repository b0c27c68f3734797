#pragma once
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/diagnostic.hpp"
#include "core/calendar/annual_calendar.hpp"
#include "core/calendar/holidays.hpp"
#include "core/calendar/load_calendar.hpp"

namespace vk {

/// True when a TOML document is a file of holidays and not a part of a calendar that lies in the same folder.
bool is_holiday_document(const ConfigDocument& document);

/// Finds holiday files by name and reads each once, with what it extends.
class HolidayLoader {
 public:
  /// `folders` is the search path, the first first; `instead` are texts to read in place of what lies at their paths.
  /// What is wrong in a file is told there, once.
  HolidayLoader(std::vector<std::filesystem::path> folders, Diagnostics& diagnostics,
                std::span<const CalendarFileText> instead = {});

  /// The calendars of these names joined; names that do not exist are E107 at their places in `text`. Nothing when no
  /// name is given.
  std::shared_ptr<const HolidaySet> join(std::span<const PlacedText> names, const ConfigText* text);

  /// The files that were read, in that order, for excerpts and hashes.
  std::vector<ConfigText> take_texts() { return std::move(texts_); }
  const std::vector<std::string>& bytes() const { return bytes_; }

 private:
  using CalendarPtr = std::shared_ptr<const HolidayCalendar>;

  CalendarPtr load(const PlacedText& name, const ConfigText* text);
  CalendarPtr load_file(const std::filesystem::path& file);
  std::optional<std::string> bytes_of(const std::filesystem::path& file);
  void read_toml(const std::filesystem::path& file, std::string_view bytes, HolidayCalendar& calendar);
  std::optional<std::filesystem::path> find(std::string_view name) const;
  std::vector<std::string> known_names() const;
  void tell(const PlacedText& name, const ConfigText* text, std::string message, std::string hint);

  std::vector<std::filesystem::path> folders_;
  Diagnostics& diagnostics_;
  std::span<const CalendarFileText> instead_;
  std::vector<std::pair<std::filesystem::path, CalendarPtr>> loaded_;
  std::vector<std::filesystem::path> in_work_;
  std::vector<ConfigText> texts_;
  std::vector<std::string> bytes_;
};

}  // namespace vk
