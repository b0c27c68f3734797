#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "core/base/descriptor.hpp"

namespace vk {

/// How reading from a SOCK_SEQPACKET socket went.
enum class ReceiveState { message, nothing_yet, closed, garbage };

/// One packet as it came.
struct Packet {
  size_t size = 0;                      ///< bytes of the buffer that are its own
  std::vector<Descriptor> descriptors;  ///< closed when a program starts another
};

/// Takes one packet into `bytes`; `garbage` when it is longer.
ReceiveState receive_packet(int socket, std::span<char> bytes, Packet& into, int flags);

/// Sends a packet with at most four descriptors; false when nobody listens any more.
bool send_packet(int socket, std::string_view bytes, std::span<const int> descriptors, int flags);

}  // namespace vk
