#include "core/plan/calendar_texts.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "core/base/text.hpp"

namespace vk {

const ConfigText* text_of(const AnnualCalendar& calendar, const SourcePosition& at) {
  for (const ConfigText& text : calendar.texts) {
    if (text.file == at.file) return &text;
  }
  return nullptr;
}

namespace {

/// What to write instead, by what planning tells; empty where it depends on more than the code.
std::string_view remedy(std::string_view code) {
  using Remedy = std::pair<std::string_view, std::string_view>;
  static constexpr std::array<Remedy, 10> kRemedies{{
      {"E301", "let the window close after it opens: another `closes`, or stays_open = \"2 weeks\""},
      {"E302", "name a day from the opening to the last open day"},
      {"E304", "make a quiet period shorter, or let this one through: quiet = { \"its name\" = \"allow\" }"},
      {"E306", "give the rule an UNTIL or COUNT, or plan fewer years"},
      {"W501", "write if_closed_day = \"following\", or \"keep\" if that is meant"},
      {"W502", "write another `at` if the hour matters"},
      {"W504", "look whether the file's holidays hold in those years, then move its `covers`"},
      {"W505", "open for a shorter time or more rarely, or say with `overlap` what becomes of the second"},
      {"W507", "open outside the period, or write quiet = { \"its name\" = \"allow\" }"},
      {"W508", "open on an earlier day, or write if_closed_day = \"modified following\""},
  }};
  const auto found = std::find_if(kRemedies.begin(), kRemedies.end(), [&](const Remedy& r) { return r.first == code; });
  return found == kRemedies.end() ? std::string_view{} : found->second;
}

}  // namespace

Diagnostic diagnostic_at(const AnnualCalendar& calendar, const PlacedText& text, std::string_view code,
                         std::string message) {
  Diagnostic diagnostic;
  diagnostic.severity = code.starts_with('W') ? Severity::warning : Severity::error;
  diagnostic.code = std::string(code);
  diagnostic.hint = remedy(code);
  diagnostic.at = text.at;
  diagnostic.message = std::move(message);
  if (const ConfigText* lines = text_of(calendar, text.at)) diagnostic.excerpt = lines->line(text.at.line);
  // The quotes around a TOML text belong to what the caret marks.
  diagnostic.length = static_cast<uint32_t>(utf8_length(text.text)) + 2;
  return diagnostic;
}

}  // namespace vk
