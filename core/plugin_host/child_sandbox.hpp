#pragma once
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace vk {

/// What a plugin's process may use, and whose child it is.
struct SandboxLimits {
  uint64_t memory_bytes = 0;  ///< address space on top of what the program itself has
  uint64_t cpu_seconds = 0;
  int parent = 0;  ///< process id
  std::filesystem::path library;
  bool network = false;  ///< the plugin says that it needs the network
  bool files = false;    ///< the plugin says that it reads files
};

/// The descriptor of the socket in a plugin's process; 0 to 2 are its streams and there are no others.
inline constexpr int kChildSocket = 3;

/// Gives up what a plugin must not have, for good: no new privileges, limits of memory, CPU and open files, no core
/// dumps, no descriptor but the socket and the streams, and an end when the parent ends; then files, programs and the
/// network, as far as the kernel can: what it cannot is told in the lines given back. Call before the plugin is loaded.
/// Throws Error(unavailable) when the system refuses what every system has.
std::vector<std::string> enter_sandbox(const SandboxLimits& limits);

}  // namespace vk
