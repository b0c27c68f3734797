#include "core/base/diagnostic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "core/base/text.hpp"

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

/// How many marks stand under the excerpt behind `indent` columns: the diagnostic's length, but none behind the end of
/// the line.
size_t mark_count(const Diagnostic& d, size_t indent) {
  const size_t columns = utf8_length(d.excerpt);
  const size_t left = columns > indent ? columns - indent : 1;
  return std::clamp<size_t>(d.length, 1, left);
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
  // By number and by copy: `other` may be this list, which moves as it grows.
  const size_t count = other.all_.size();
  for (size_t i = 0; i < count; ++i) add(Diagnostic(other.all_[i]));
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
      const std::string indent = caret_indent(d.excerpt, d.at.column);
      text += fmt::format("  | {}{}\n", indent, std::string(mark_count(d, indent.size()), '^'));
    }
  }
  if (!d.expected.empty()) text += fmt::format("  expected: {}\n", d.expected);
  if (!d.hint.empty()) text += fmt::format("  hint: {}\n", d.hint);
  return text;
}

std::string render(const Diagnostics& diagnostics) {
  if (diagnostics.empty()) return {};
  const std::vector<Diagnostic> shown = diagnostics.sorted();
  std::string text;
  size_t errors = 0;
  for (const Diagnostic& diagnostic : shown) {
    text += render(diagnostic);
    if (diagnostic.severity == Severity::error) ++errors;
  }
  const size_t warnings = shown.size() - errors;
  text += fmt::format("{} error{}, {} warning{}\n", errors, errors == 1 ? "" : "s", warnings, warnings == 1 ? "" : "s");
  return text;
}

}  // namespace vk
