#pragma once
#include <string_view>

namespace vk::test {

/// Says "skipped: REASON" once a test case, so that it is counted as skipped, and counts as an assertion that holds;
/// the test then returns.
void skip(std::string_view reason);

}  // namespace vk::test
