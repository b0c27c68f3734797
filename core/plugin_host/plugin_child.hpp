#pragma once
#include "core/plugin_host/child_sandbox.hpp"
#include "core/plugin_host/fork_server.hpp"

namespace vk {

/// Serves one plugin over kChildSocket until there is no more work, inside the sandbox. To be called in a process of
/// its own.
[[noreturn]] void run_plugin_child(const ProcessStart& what, Sandbox& sandbox);

}  // namespace vk
