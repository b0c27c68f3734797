#pragma once
#include <sys/types.h>

#include "core/plugin_host/fork_server.hpp"

namespace vk {

/// Serves one plugin over kChildSocket until there is no more work. To be called in a process of its own, forked from
/// `server`.
[[noreturn]] void run_plugin_child(const ProcessStart& what, pid_t server);

}  // namespace vk
