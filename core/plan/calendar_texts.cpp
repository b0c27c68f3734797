#include "core/plan/calendar_texts.hpp"

#include "core/base/text.hpp"

namespace vk {

const ConfigText* text_of(const AnnualCalendar& calendar, const SourcePosition& at) {
  for (const ConfigText& text : calendar.texts) {
    if (text.file == at.file) return &text;
  }
  return nullptr;
}

Diagnostic diagnostic_at(const AnnualCalendar& calendar, const PlacedText& text, std::string_view code,
                         std::string message) {
  Diagnostic diagnostic;
  diagnostic.severity = code.starts_with('W') ? Severity::warning : Severity::error;
  diagnostic.code = std::string(code);
  diagnostic.at = text.at;
  diagnostic.message = std::move(message);
  if (const ConfigText* lines = text_of(calendar, text.at)) diagnostic.excerpt = lines->line(text.at.line);
  // The quotes around a TOML text belong to what the caret marks.
  diagnostic.length = static_cast<uint32_t>(utf8_length(text.text)) + 2;
  return diagnostic;
}

}  // namespace vk
