#pragma once
#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/plugin_host/file_access.hpp"

namespace vk {

/// What a plugin's process may use.
struct SandboxLimits {
  uint64_t memory_bytes = 0;  ///< address space on top of what the program itself has
  uint64_t cpu_seconds = 0;
  std::filesystem::path library;
  bool network = false;  ///< the plugin says that it needs the network
  bool files = false;    ///< the plugin says that it reads files
};

/// The descriptor of the socket in a plugin's process; 0 to 2 are its streams and there are no others.
inline constexpr int kChildSocket = 3;

/// Gives up what a plugin must not have, for good and before the plugin is loaded, in two steps: what is the same for
/// all plugins is done before it is known which one it will be.
class Sandbox {
 public:
  /// No new privileges, no core dumps, signals as the system has them, and an end when `parent` ends. Throws
  /// Error(unavailable) when the system refuses, or when the parent has ended.
  explicit Sandbox(pid_t parent);

  /// Limits of memory, CPU and open files, no descriptor but the socket and the streams; then files, programs and the
  /// network, as far as the kernel can: what it cannot is told in the lines given back. Throws Error(unavailable) when
  /// the system refuses what every system has.
  std::vector<std::string> enter(const SandboxLimits& limits);

 private:
  uint64_t own_bytes_ = 0;
  FileRules files_;
};

}  // namespace vk
