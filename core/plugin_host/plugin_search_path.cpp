#include "core/base/text.hpp"
#include "core/plugin_host/plugin_library.hpp"

namespace vk {

std::vector<std::filesystem::path> plugin_search_path(std::span<const std::filesystem::path> given,
                                                      const std::filesystem::path& program, const char* environment) {
  std::vector<std::filesystem::path> folders(given.begin(), given.end());
  for (std::string_view folder : split(environment == nullptr ? "" : environment, ':')) {
    if (!folder.empty()) folders.emplace_back(folder);
  }
  std::filesystem::path beside = program.parent_path() / "../lib/vuosikello/plugins";
  folders.push_back(beside.lexically_normal());
  return folders;
}

}  // namespace vk
