#pragma once
#include <string_view>

namespace vk {

/// The hidden sub-command by which the program becomes the process of one plugin.
inline constexpr std::string_view kPluginChildCommand = "plugin-host";

/// Words of the child's last argument: what the plugin says that it needs.
inline constexpr std::string_view kNeedsNetwork = "network";
inline constexpr std::string_view kNeedsFiles = "files";

/// Whether this process was started to be a plugin's. To be asked before anything else is done.
bool is_plugin_child(int argc, char** argv);

/// Serves one plugin over the socket the parent gave until there is no more work; gives the exit code. `argv` is
/// program, command, library, bytes of memory, seconds of CPU, parent, what it
/// needs, SHA-256 of the library.
[[noreturn]] void run_plugin_child(int argc, char** argv);

}  // namespace vk
