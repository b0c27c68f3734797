#pragma once
#include <vuosikello/plugin.h>

#include <filesystem>
#include <memory>
#include <optional>

#include "core/base/diagnostic.hpp"
#include "core/plugin_host/plugin_library.hpp"

namespace vk {

/// What the loader reads: the file, whose name a debugger knows, or a copy of it that nobody can change any more.
enum class LoadFrom { file, memory };

/// A loaded plugin library: stays in the process for its life.
class PluginFile {
 public:
  /// Loads `path` and reads its description. Whatever does not fit is a warning (PL001 no entry symbol, PL002 other
  /// ABI, PL003 description invalid, PL004 not loadable) and gives nothing.
  /// Bytes that are not those of `sha256` are not loaded; empty = any are.
  static std::unique_ptr<PluginFile> open(const std::filesystem::path& path, Diagnostics& diagnostics,
                                          std::string_view sha256 = {}, LoadFrom from = LoadFrom::file);
  ~PluginFile();

  const vk_entry& entry() const { return *entry_; }
  const PluginDescription& description() const { return description_; }

 private:
  struct Library;
  PluginFile();
  const vk_entry* entry_ = nullptr;
  PluginDescription description_;
  std::unique_ptr<Library> library_;
};

/// Copies and checks a plugin's description. Throws Error(plugin_failed) with what is wrong.
PluginDescription read_description(const vk_description* description);

}  // namespace vk
