#pragma once
#include <filesystem>
#include <optional>

namespace vk::test {

/// The folder of the reference data: $VK_SHARED_DATA, else ../shared/data beside the source tree. Without one it
/// skips with "no shared data" and returns nothing.
std::optional<std::filesystem::path> shared_data();

}  // namespace vk::test
