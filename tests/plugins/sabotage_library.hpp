#pragma once
#include <filesystem>
#include <string>

namespace vk::test {

/// The library of a plugin that misbehaves.
inline std::filesystem::path sabotage(const std::string& name) {
  return std::filesystem::path(VK_SABOTAGE_DIR) / (name + ".so");
}

}  // namespace vk::test
