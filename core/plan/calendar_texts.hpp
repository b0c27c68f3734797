#pragma once
#include "core/base/diagnostic.hpp"
#include "core/calendar/annual_calendar.hpp"

namespace vk {

/// The calendar file that `at` points into, for excerpts; nullptr when the calendar was not read from text.
const ConfigText* text_of(const AnnualCalendar& calendar, const SourcePosition& at);

/// A diagnostic at a text of the calendar, with the line as it stands and the caret under the whole text.
Diagnostic diagnostic_at(const AnnualCalendar& calendar, const PlacedText& text, std::string_view code,
                         std::string message);

}  // namespace vk
