#pragma once
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/config/config_value.hpp"

namespace vk {

/// One property of an iCalendar file: "DTSTART;VALUE=DATE:20261206".
struct IcsLine {
  std::string name;                               ///< in capitals
  std::map<std::string, std::string> parameters;  ///< names in capitals
  std::string value;
  uint32_t line = 0;  ///< where it begins, from 1
};

/// Longer properties are no part of a calendar of holidays.
inline constexpr size_t kLongestIcsLine = 65536;

/// The text with a to z in capitals, as iCalendar compares names.
std::string ics_capitals(std::string_view text);

/// The properties of a file, folded lines joined. A line that is none has an empty name; a property longer than
/// kLongestIcsLine is cut there.
std::vector<IcsLine> ics_lines(const ConfigText& text);

/// A text value without its escapes; line breaks become blanks.
std::string ics_text(std::string_view value);

}  // namespace vk
