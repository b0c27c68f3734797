#pragma once
#include <filesystem>
#include <string>

namespace vk {

/// Takes the file system away from this process and all it starts, for good, by Landlock: nothing can be written, made
/// or removed, and nothing read but the system's libraries, `library` and what the process knows of itself; with
/// `reads_files` everything may be read. Gives "" or why the system cannot do it. No new privileges must have been
/// given up before.
std::string forbid_files(const std::filesystem::path& library, bool reads_files);

}  // namespace vk
