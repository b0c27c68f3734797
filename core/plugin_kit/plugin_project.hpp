#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace vk {

/// What a new plugin project is written in.
enum class ProjectTemplate { measurement, content, measurement_in_c };

/// Writes a project that builds against the installed SDK and passes `plugins check`; gives its files. Throws
/// Error(invalid_input) when the id is none or the folder has something in it.
std::vector<std::filesystem::path> write_plugin_project(ProjectTemplate kind, const std::string& id,
                                                        const std::filesystem::path& folder);

}  // namespace vk
