#include <fmt/format.h>

#include <algorithm>

#include "core/base/text.hpp"
#include "core/plan/roll_over.hpp"

namespace vk {
namespace {

constexpr size_t kContext = 3;

/// Two texts line by line.
struct LinePairs {
  std::vector<std::string_view> before;
  std::vector<std::string_view> after;
  size_t count = 0;  ///< the piece after the last line end is no line

  bool differ(size_t line) const { return before[line] != after[line]; }
};

std::string line_text(char sign, const std::vector<std::string_view>& lines, size_t line) {
  const bool has_end = line + 1 < lines.size();
  return fmt::format("{}{}\n{}", sign, lines[line], has_end ? "" : "\\ No newline at end of file\n");
}

/// The hunk whose first changed line is `line`; `line` becomes the first one after it.
std::string hunk(const LinePairs& pairs, size_t& line) {
  const size_t first = line < kContext ? 0 : line - kContext;
  size_t last = line;
  for (size_t i = line; i < pairs.count && i <= last + 2 * kContext; ++i) {
    if (pairs.differ(i)) last = i;
  }
  line = std::min(last + kContext + 1, pairs.count);
  std::string text = fmt::format("@@ -{0},{1} +{0},{1} @@\n", first + 1, line - first);
  for (size_t i = first; i < line; ++i) {
    if (pairs.differ(i))
      text += line_text('-', pairs.before, i) + line_text('+', pairs.after, i);
    else
      text += line_text(' ', pairs.before, i);
  }
  return text;
}

}  // namespace

std::string unified_diff(const CalendarFileText& before, const CalendarFileText& after) {
  LinePairs pairs{split(before.bytes, '\n'), split(after.bytes, '\n'), 0};
  pairs.count = std::min(pairs.before.size(), pairs.after.size());
  if (pairs.count > 0 && pairs.before.back().empty()) --pairs.count;
  std::string text;
  for (size_t line = 0; line < pairs.count;) {
    if (pairs.differ(line))
      text += hunk(pairs, line);
    else
      ++line;
  }
  if (text.empty()) return text;
  return fmt::format("--- {}\n+++ {}\n", before.file.string(), after.file.string()) + text;
}

}  // namespace vk
