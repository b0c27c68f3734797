#pragma once
#include <filesystem>
#include <string>

#include "core/base/descriptor.hpp"

namespace vk {

/// Which files a plugin's process may use, enforced by Landlock.
class FileRules {
 public:
  /// Allows what every plugin may read: the system's libraries and what the process knows of itself.
  FileRules();

  /// Takes the file system away from this process and all it starts, for good: nothing can be written, made or removed,
  /// and nothing read but what was allowed and `library`; with `reads_files` everything may be read. Gives "" or why
  /// the system cannot do it. New privileges must have been given up before.
  std::string enforce(const std::filesystem::path& library, bool reads_files);

 private:
  Descriptor rules_;
  int error_ = 0;
};

}  // namespace vk
