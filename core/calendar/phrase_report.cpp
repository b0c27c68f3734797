#include "core/calendar/phrase_report.hpp"

#include <algorithm>

#include "core/base/text.hpp"

namespace vk {

void report_in_text(const PlacedText& text, const ConfigText* source, TextProblem problem, Diagnostics& diagnostics) {
  const SourcePosition at = position_in_text(text.at, text.text, problem.offset, source);
  const bool inside = at.column != text.at.column;
  const std::string_view marked =
      std::string_view{text.text}.substr(std::min(problem.offset, text.text.size()), problem.length);
  const size_t length = inside ? utf8_length(marked) : 1;
  diagnostics.add({Severity::error, std::move(problem.code), at, std::move(problem.message),
                   std::move(problem.expected), std::move(problem.hint),
                   source == nullptr ? std::string{} : source->excerpt(at.line),
                   static_cast<uint32_t>(std::max<size_t>(1, length))});
}

}  // namespace vk
