#pragma once
#include <filesystem>

namespace vk::test {

/// The root of the source tree that this test was built from.
std::filesystem::path source_folder();

}  // namespace vk::test
