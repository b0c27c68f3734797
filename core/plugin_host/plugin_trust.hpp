#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <span>
#include <string>

#include "core/plugin_host/plugin_library.hpp"

namespace vk {

/// The text of a lock file for these plugins.
std::string plugin_lock_text(std::span<const PluginDescription> plugins);

/// Reads a lock file; one that is not there gives nothing. Everything wrong with it is an error (E0xx, E2xx).
std::optional<PluginLock> read_plugin_lock(const std::filesystem::path& file, Diagnostics& diagnostics);

/// Who else may change what lies at `path`: "/opt/plugins can be written by others"; empty when nobody but root, the
/// user and the owner of `program` can, in the file, its folder and, with `all_above`, in all folders above that.
std::string who_else_may_write(const std::filesystem::path& path, const std::filesystem::path& program, bool all_above);

/// Why a library is not to be trusted, before it is loaded: a warning PL006 (others may write it), PL007 (not in the
/// lock) or nothing.
std::optional<Diagnostic> distrust(const std::filesystem::path& library, const PluginSearch& search);

}  // namespace vk
