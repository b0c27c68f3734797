#pragma once
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace vk {

/// All bytes of a file. Throws Error: not_found when it is missing, unavailable when it cannot be read.
std::string read_file(const std::filesystem::path& path);

/// Writes a file whole or not at all: a temporary name in the same folder, flushed to disk, then renamed over `path`.
/// Makes missing folders. Throws Error(unavailable) with the system's reason (full disk, read-only folder).
void write_file(const std::filesystem::path& path, std::string_view bytes);

/// The files whose name matches the wildcard in the last component of `pattern`, sorted by name; the pattern itself
/// when it has no wildcard and exists; empty when nothing matches.
std::vector<std::filesystem::path> files_matching(const std::filesystem::path& pattern);

}  // namespace vk
