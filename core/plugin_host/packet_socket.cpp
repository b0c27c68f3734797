#include "core/plugin_host/packet_socket.hpp"

#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <string>

namespace vk {

namespace {

constexpr size_t kMostDescriptors = 4;

/// Room for the descriptors that a packet may carry.
union Control {
  char bytes[CMSG_SPACE(kMostDescriptors * sizeof(int))];
  cmsghdr align;
};

std::vector<Descriptor> take_descriptors(msghdr& header) {
  std::vector<Descriptor> all;
  for (cmsghdr* part = CMSG_FIRSTHDR(&header); part != nullptr; part = CMSG_NXTHDR(&header, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS) continue;
    const size_t count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (size_t at = 0; at < count; ++at) {
      int number = -1;
      std::memcpy(&number, CMSG_DATA(part) + at * sizeof(int), sizeof number);
      all.emplace_back(number);
    }
  }
  return all;
}

}  // namespace

ReceiveState receive_packet(int socket, std::span<char> bytes, Packet& into, int flags) {
  iovec part{bytes.data(), bytes.size()};
  Control control{};
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  header.msg_control = &control;
  header.msg_controllen = sizeof control;
  ssize_t size = 0;
  do {
    size = recvmsg(socket, &header, flags | MSG_CMSG_CLOEXEC);
  } while (size < 0 && errno == EINTR);
  if (size < 0) return errno == EAGAIN ? ReceiveState::nothing_yet : ReceiveState::closed;
  into.descriptors = take_descriptors(header);
  into.size = static_cast<size_t>(size);
  if (size == 0) return ReceiveState::closed;
  return (header.msg_flags & MSG_TRUNC) == 0 ? ReceiveState::message : ReceiveState::garbage;
}

bool send_packet(int socket, std::string_view bytes, std::span<const int> descriptors, int flags) {
  std::string copy(bytes);
  iovec part{copy.data(), copy.size()};
  Control control{};
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  if (!descriptors.empty()) {
    header.msg_control = &control;
    header.msg_controllen = CMSG_SPACE(descriptors.size_bytes());
    cmsghdr* rights = CMSG_FIRSTHDR(&header);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(descriptors.size_bytes());
    std::memcpy(CMSG_DATA(rights), descriptors.data(), descriptors.size_bytes());
  }
  ssize_t size = 0;
  do {
    size = sendmsg(socket, &header, flags | MSG_NOSIGNAL);
  } while (size < 0 && errno == EINTR);
  return size >= 0;
}

}  // namespace vk
