#pragma once
#include <string>

#include "core/plugin_host/plugin_library.hpp"

namespace vk {

/// The plugin's parameters as a commented TOML table, ready to be put below [measurement.options]: the doc after "## ",
/// then
/// "# key = default" (without "# " where a value is required).
std::string plugin_sample_toml(const PluginDescription& plugin);
/// Everything a plugin says of itself, for people: id, version, file, hash, parameters, tables.
std::string plugin_info_text(const PluginDescription& plugin);

}  // namespace vk
