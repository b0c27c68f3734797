#pragma once
#include <string>
#include <string_view>

namespace vk::test {

/// Checks that `actual` is, byte for byte, the approved file tests/approvals/<name>. On a difference the test fails and
/// shows the start of a diff; the text stands in <build folder>/received/<name>. With VK_APPROVE=1 the approved file is
/// written anew.
void approve(const std::string& name, std::string_view actual);

/// The lines in which two texts differ, as one hunk of a unified diff of at most `most_lines` lines a side; empty when
/// equal.
std::string first_difference(std::string_view approved, std::string_view actual, size_t most_lines = 20);

}  // namespace vk::test
