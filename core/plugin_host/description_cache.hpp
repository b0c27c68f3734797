#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include "core/plugin_host/isolated_plugin.hpp"

namespace vk {

/// What libraries said of themselves, or how they broke, kept in a file so that a library that has not changed need not
/// be loaded to be described. A file that cannot be read or written is no cache and no error.
class DescriptionCache {
 public:
  /// `file` empty = nothing is kept. What another build of `program` wrote is forgotten.
  DescriptionCache(std::filesystem::path file, const std::filesystem::path& program);

  /// What is known of a library with these very bytes.
  std::optional<DescribedLibrary> find(const std::filesystem::path& library) const;
  void put(const std::filesystem::path& library, const DescribedLibrary& described);
  /// Writes the file when something was put; libraries that are gone are left out.
  void save() const;

 private:
  struct Entry {
    std::string mark;  ///< of the file's place, time and bytes
    DescribedLibrary described;
  };

  void read();

  std::filesystem::path file_;
  std::string program_mark_;
  std::map<std::string, Entry> entries_;  ///< by the library's path
  bool changed_ = false;
};

}  // namespace vk
