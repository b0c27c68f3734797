#pragma once
#include <string>

namespace vk {

/// Takes system calls away from this process and all it starts, for good: programs, other processes' memory and
/// signals, mounts, kernel interfaces, without `network` sockets and without `writing` every change of files. A call
/// that was taken away fails with EPERM and is told on stderr. Gives "" or why the system cannot do it. No new
/// privileges must have been given up before.
std::string forbid_system_calls(bool network, bool writing);

}  // namespace vk
