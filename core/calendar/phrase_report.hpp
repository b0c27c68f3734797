#pragma once
#include <string>

#include "core/base/diagnostic.hpp"
#include "core/calendar/annual_calendar.hpp"

namespace vk {

/// One problem in a text of the calendar, at bytes [offset, offset + length) of it.
struct TextProblem {
  std::string code;
  std::string message;
  std::string expected;
  std::string hint;
  size_t offset = 0;
  size_t length = 1;
};

/// Adds the problem with file, line, column, source line and caret.
void report_in_text(const PlacedText& text, const ConfigText* source, TextProblem problem, Diagnostics& diagnostics);

}  // namespace vk
