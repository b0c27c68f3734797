#pragma once
#include <sys/types.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

#include "core/plugin_host/fork_server.hpp"

namespace vk {

/// Asks whether a process has ended, without taking note of it.
struct AskEnded {
  pid_t process = 0;
};

/// Waits for the end of a process and takes note of it.
struct AwaitEnd {
  pid_t process = 0;
};

/// What the program asks of its fork server.
using ForkOrder = std::variant<std::monostate, ProcessStart, AskEnded, AwaitEnd>;

/// What the server says to an order: a process's number, its status or a yes, or the errno of what did not work.
struct ForkAnswer {
  int64_t value = 0;
  int64_t error = 0;
};

inline constexpr size_t kLongestForkOrder = size_t{64} << 10U;

/// The bytes of an order as they are sent; fields may not hold a 0.
std::string write_order(const ProcessStart& order);
std::string write_order(AskEnded order);
std::string write_order(AwaitEnd order);

/// The order that such bytes hold; nothing when they are none.
ForkOrder read_order(std::string_view bytes);

}  // namespace vk
