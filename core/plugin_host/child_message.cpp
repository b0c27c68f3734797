#include "core/plugin_host/child_message.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <vuosikello/failure.hpp>

namespace vk {

namespace {

/// Room for the one descriptor a message may carry.
union Control {
  char bytes[CMSG_SPACE(sizeof(int))];
  cmsghdr align;
};

/// Keeps the first descriptor that came along and closes all others.
Descriptor take_descriptors(msghdr& header) {
  Descriptor first;
  for (cmsghdr* part = CMSG_FIRSTHDR(&header); part != nullptr; part = CMSG_NXTHDR(&header, part)) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS) continue;
    const size_t count = (part->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (size_t at = 0; at < count; ++at) {
      int number = -1;
      std::memcpy(&number, CMSG_DATA(part) + at * sizeof(int), sizeof number);
      Descriptor each(number);
      if (!first.is_open()) first = std::move(each);
    }
  }
  return first;
}

bool is_known(const ChildMessage& message) {
  return message.kind >= MessageKind::hello && message.kind <= MessageKind::end &&
         message.content <= BatchContent::rows;
}

}  // namespace

ChildMessage with_text(ChildMessage message, std::string_view text) {
  sdk::copy_text(message.text, text);
  return message;
}

std::string text_of(const ChildMessage& message) {
  return {message.text, std::find(message.text, message.text + sizeof message.text, '\0')};
}

ReceiveState receive(int socket, Received& into, int flags) {
  iovec part{&into.message, sizeof into.message};
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
  into.memory = take_descriptors(header);
  if (size == 0) return ReceiveState::closed;
  const bool whole = static_cast<size_t>(size) == sizeof into.message && (header.msg_flags & MSG_TRUNC) == 0;
  return whole && is_known(into.message) ? ReceiveState::message : ReceiveState::garbage;
}

bool send(int socket, const ChildMessage& message, const Descriptor* memory, int flags) {
  ChildMessage copy = message;
  iovec part{&copy, sizeof copy};
  Control control{};
  msghdr header{};
  header.msg_iov = &part;
  header.msg_iovlen = 1;
  if (memory != nullptr) {
    header.msg_control = &control;
    header.msg_controllen = sizeof control;
    cmsghdr* rights = CMSG_FIRSTHDR(&header);
    rights->cmsg_level = SOL_SOCKET;
    rights->cmsg_type = SCM_RIGHTS;
    rights->cmsg_len = CMSG_LEN(sizeof(int));
    const int number = memory->number();
    std::memcpy(CMSG_DATA(rights), &number, sizeof number);
  }
  ssize_t size = 0;
  do {
    size = sendmsg(socket, &header, flags | MSG_NOSIGNAL);
  } while (size < 0 && errno == EINTR);
  return size >= 0;
}

}  // namespace vk
