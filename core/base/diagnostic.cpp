#include "core/base/diagnostic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace vk {
namespace {

std::string position_text(const SourcePosition& at) {
  if (at.line == 0) return at.file;
  if (at.column == 0) return fmt::format("{}:{}", at.file, at.line);
  return fmt::format("{}:{}:{}", at.file, at.line, at.column);
}

/// The white space that puts a caret under `column` of `excerpt`: tabs stay tabs, one blank a code point.
std::string caret_indent(std::string_view excerpt, uint32_t column) {
  std::string indent;
  uint32_t seen = 1;
  for (const char c : excerpt) {
    if ((static_cast<unsigned char>(c) & 0xC0U) == 0x80U) continue;
    if (seen >= column) break;
    indent += c == '\t' ? '\t' : ' ';
    ++seen;
  }
  return indent;
}

auto sort_key(const Diagnostic& d) {
  return std::tie(d.at.file, d.at.line, d.at.column, d.severity, d.code, d.message, d.expected, d.hint);
}

}  // namespace

void Diagnostics::add(Diagnostic diagnostic) {
  if (diagnostic.severity == Severity::error) ++errors_;
  all_.push_back(std::move(diagnostic));
}

void Diagnostics::append(const Diagnostics& other) {
  for (const Diagnostic& diagnostic : other.all_) add(diagnostic);
}

std::vector<Diagnostic> Diagnostics::sorted() const {
  std::vector<Diagnostic> result = all_;
  std::stable_sort(result.begin(), result.end(),
                   [](const auto& a, const auto& b) { return sort_key(a) < sort_key(b); });
  const auto same = [](const auto& a, const auto& b) { return sort_key(a) == sort_key(b); };
  result.erase(std::unique(result.begin(), result.end(), same), result.end());
  return result;
}

std::string render(const Diagnostic& d) {
  const char* word = d.severity == Severity::error ? "error" : "warning";
  std::string text = position_text(d.at);
  if (!text.empty()) text += ": ";
  text +=
      d.code.empty() ? fmt::format("{}: {}\n", word, d.message) : fmt::format("{} {}: {}\n", word, d.code, d.message);
  if (!d.excerpt.empty()) {
    text += fmt::format("  | {}\n", d.excerpt);
    if (d.at.column > 0) {
      const uint32_t marks = std::max<uint32_t>(1, d.length);
      text += fmt::format("  | {}{}\n", caret_indent(d.excerpt, d.at.column), std::string(marks, '^'));
    }
  }
  if (!d.expected.empty()) text += fmt::format("  expected: {}\n", d.expected);
  if (!d.hint.empty()) text += fmt::format("  hint: {}\n", d.hint);
  return text;
}

std::string render(const Diagnostics& diagnostics) {
  if (diagnostics.empty()) return {};
  std::string text;
  for (const Diagnostic& diagnostic : diagnostics.sorted()) text += render(diagnostic);
  text +=
      fmt::format("{} error{}, {} warning{}\n", diagnostics.error_count(), diagnostics.error_count() == 1 ? "" : "s",
                  diagnostics.warning_count(), diagnostics.warning_count() == 1 ? "" : "s");
  return text;
}

}  // namespace vk
