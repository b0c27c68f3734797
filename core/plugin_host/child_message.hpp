#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/plugin_host/packet_socket.hpp"

namespace vk {

/// What a message between the program and a plugin's process says.
enum class MessageKind : uint32_t {
  hello = 1,  ///< child: the library is loaded; with its description, or why not
  batch = 2,  ///< both: memory with something in it, see BatchContent; the sender writes it again once it was answered
  progress = 3,  ///< child: `number` of `total` are done
  log = 4,       ///< child: a line of level `number`
  cancel = 5,    ///< program: stop soon
  fail = 6,      ///< child: ErrorCode `number` and why
  end = 7,       ///< child: that was all, `number` rows; program: no more work will come
};

/// What the memory of a batch holds.
enum class BatchContent : uint32_t {
  nothing = 0,
  configuration = 1,  ///< option values and state names
  configured = 2,     ///< the plugin's problems with them, and the columns it wants
  run = 3,            ///< a context and tables
  rows = 4,           ///< the plugin's table
};

/// One message; all have this size. `text` ends with 0.
struct ChildMessage {
  MessageKind kind = MessageKind::end;
  BatchContent content = BatchContent::nothing;
  uint64_t number = 0;
  uint64_t total = 0;
  char text[2024] = {};
};

/// The text of a message, cut at a whole letter when it is too long.
ChildMessage with_text(ChildMessage message, std::string_view text);
/// The text, also when the closing 0 is missing.
std::string text_of(const ChildMessage& message);

/// A message and the memory that came with it.
struct Received {
  ChildMessage message;
  Descriptor memory;
};

/// Takes one message; `garbage` when it is none of the protocol.
ReceiveState receive(int socket, Received& into, int flags);

/// Sends a message, with memory when there is some; false when nobody listens any more.
bool send(int socket, const ChildMessage& message, const Descriptor* memory = nullptr, int flags = 0);

}  // namespace vk
