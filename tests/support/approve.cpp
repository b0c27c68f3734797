#include "tests/support/approve.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <span>
#include <vector>

#include <catch2/catch.hpp>

#include "core/base/file.hpp"
#include "core/base/text.hpp"

namespace vk::test {
namespace {

namespace fs = std::filesystem;
using Lines = std::vector<std::string_view>;

constexpr size_t kContextLines = 3;

bool is_approving() {
  const char* wanted = std::getenv("VK_APPROVE");
  return wanted != nullptr && std::string_view{wanted} == "1";
}

size_t common_start(const Lines& a, const Lines& b) {
  const size_t most = std::min(a.size(), b.size());
  size_t same = 0;
  while (same < most && a[same] == b[same]) ++same;
  return same;
}

size_t common_end(const Lines& a, const Lines& b, size_t start) {
  const size_t most = std::min(a.size(), b.size()) - start;
  size_t same = 0;
  while (same < most && a[a.size() - 1 - same] == b[b.size() - 1 - same]) ++same;
  return same;
}

void append_lines(std::string& text, char mark, std::span<const std::string_view> lines, size_t most) {
  for (const std::string_view line : lines.first(std::min(most, lines.size()))) {
    text += mark;
    text += line;
    text += '\n';
  }
  if (lines.size() > most) text += std::string{mark} + "... " + std::to_string(lines.size() - most) + " more lines\n";
}

}  // namespace

std::string first_difference(std::string_view approved, std::string_view actual, size_t most_lines) {
  if (approved == actual) return {};
  const Lines before = split(approved, '\n');
  const Lines after = split(actual, '\n');
  const size_t start = common_start(before, after);
  const size_t end = common_end(before, after, start);
  const size_t context = std::min(start, kContextLines);
  std::string text = "@@ line " + std::to_string(start + 1) + " @@\n";
  append_lines(text, ' ', std::span{before}.subspan(start - context, context), context);
  append_lines(text, '-', std::span{before}.subspan(start, before.size() - start - end), most_lines);
  append_lines(text, '+', std::span{after}.subspan(start, after.size() - start - end), most_lines);
  return text;
}

void approve(const std::string& name, std::string_view actual) {
  const fs::path approved_file = fs::path{VK_SOURCE_DIR} / "tests" / "approvals" / name;
  if (is_approving()) write_file(approved_file, actual);
  INFO("approved file tests/approvals/" << name);
  if (!fs::exists(approved_file)) {
    FAIL_CHECK("no approved file yet: read the text, then run tools/dev/approve\n" << actual.substr(0, 4000));
    return;
  }
  const std::string approved = read_file(approved_file);
  if (approved == actual) {
    SUCCEED("as approved");
    return;
  }
  write_file(fs::path{VK_BINARY_DIR} / "received" / name, actual);
  FAIL_CHECK("differs from the approved text:\n" << first_difference(approved, actual));
}

}  // namespace vk::test
