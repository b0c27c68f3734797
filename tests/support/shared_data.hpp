#pragma once
#include <filesystem>
#include <optional>

namespace vk::test {

/// The folder of the reference data: $VK_SHARED_DATA, else ../shared/data beside the source tree. Without one it prints
/// "skipped: no shared data" (once a test case), counts as an assertion that holds, and returns nothing: the test then
/// returns.
std::optional<std::filesystem::path> shared_data();

}  // namespace vk::test
