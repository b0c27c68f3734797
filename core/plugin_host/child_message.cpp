#include "core/plugin_host/child_message.hpp"

#include <algorithm>

#include <vuosikello/failure.hpp>

namespace vk {

namespace {

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
  Packet packet;
  const std::span<char> bytes(reinterpret_cast<char*>(&into.message), sizeof into.message);
  const ReceiveState state = receive_packet(socket, bytes, packet, flags);
  if (state != ReceiveState::message) return state;
  if (!packet.descriptors.empty()) into.memory = std::move(packet.descriptors.front());
  const bool whole = packet.size == sizeof into.message;
  return whole && is_known(into.message) ? ReceiveState::message : ReceiveState::garbage;
}

bool send(int socket, const ChildMessage& message, const Descriptor* memory, int flags) {
  const std::string_view bytes(reinterpret_cast<const char*>(&message), sizeof message);
  const int number = memory == nullptr ? -1 : memory->number();
  return send_packet(socket, bytes, std::span(&number, memory == nullptr ? 0 : 1), flags);
}

}  // namespace vk
