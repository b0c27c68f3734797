#include "core/plugin_host/spare_process.hpp"

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "core/base/error.hpp"
#include "core/base/sanitizer.hpp"
#include "core/plugin_host/child_sandbox.hpp"
#include "core/plugin_host/fork_order.hpp"
#include "core/plugin_host/packet_socket.hpp"
#include "core/plugin_host/plugin_child.hpp"

namespace vk {

namespace {

constexpr int kCannotServe = 70;
/// Larger mappings are a sanitizer's.
constexpr uintptr_t kLargestWarmed = uintptr_t{64} << 20U;
// Of Linux 5.14; older kernels refuse them, and pages come when they are touched.
constexpr int kPopulateRead = 22;
constexpr int kPopulateWrite = 23;

void must(bool done, const char* what) {
  if (done) return;
  std::fprintf(stderr, "%s: %s\n", what, strerror(errno));
  _exit(kCannotServe);
}

/// Under some hypervisors a page is slow once more when it is touched for the first time.
void touch(volatile char* bytes, size_t size) {
  constexpr size_t kPage = 4096;
  for (size_t at = 0; at < size; at += kPage) bytes[at] = bytes[at];
}

/// Brings what this process has mapped, its program, libraries, heap and stack, into its page tables.
void warm_memory() {
  if (VK_ADDRESS_SANITIZER != 0) return;  // it forbids to touch what is not in use
  const std::unique_ptr<FILE, int (*)(FILE*)> maps(std::fopen("/proc/self/maps", "re"), std::fclose);
  std::array<char, 4096> line{};
  while (maps && std::fgets(line.data(), line.size(), maps.get()) != nullptr) {
    uintptr_t begin = 0;
    uintptr_t end = 0;
    std::array<char, 5> rights{};
    if (std::sscanf(line.data(), "%" SCNxPTR "-%" SCNxPTR " %4s", &begin, &end, rights.data()) != 3) continue;
    if (rights[0] != 'r' || end - begin > kLargestWarmed) continue;
    // NOLINTNEXTLINE(performance-no-int-to-ptr): the system tells addresses as numbers
    auto* const bytes = reinterpret_cast<char*>(begin);
    const size_t size = end - begin;
    if (rights[1] != 'w') {
      madvise(bytes, size, kPopulateRead);
    } else if (rights[3] == 'p' && madvise(bytes, size, kPopulateWrite) == 0) {
      touch(bytes, size);
    }
  }
}

bool order_waits(const Descriptor& orders) {
  char first = 0;
  return recv(orders.number(), &first, sizeof first, MSG_PEEK | MSG_DONTWAIT) >= 0;
}

/// A sandbox, or why there is none.
struct MadeSandbox {
  std::optional<Sandbox> sandbox;
  std::string problem;

  explicit MadeSandbox(pid_t parent) {
    try {
      sandbox.emplace(parent);
    } catch (const Error& error) {
      problem = error.what();
    }
  }
};

/// A name, streams, a folder and variables of its own; then it is the plugin's.
[[noreturn]] void become_plugin(ProcessStart what, MadeSandbox& made, const Descriptor& socket,
                                const Descriptor& errors) {
  prctl(PR_SET_NAME, what.library.stem().c_str());
  must(dup2(errors.number(), STDOUT_FILENO) >= 0 && dup2(errors.number(), STDERR_FILENO) >= 0, "streams");
  must(dup2(socket.number(), kChildSocket) >= 0, "socket");
  must(what.folder.empty() || chdir(what.folder.c_str()) == 0, what.folder.c_str());
  for (std::string& each : what.variables) putenv(each.data());  // it keeps the text itself, as this process does
  if (!made.sandbox) {
    std::fprintf(stderr, "%s\n", made.problem.c_str());
    _exit(kCannotServe);
  }
  run_plugin_child(what, *made.sandbox);
}

[[noreturn]] void wait_for_order(const Descriptor& orders, pid_t server) {
  setpgid(0, 0);
  MadeSandbox made(server);
  if (!order_waits(orders)) warm_memory();
  std::string bytes(kLongestForkOrder, '\0');
  Packet packet;
  if (receive_packet(orders.number(), bytes, packet, 0) != ReceiveState::message) _exit(0);
  ForkOrder order = read_order(std::string_view(bytes).substr(0, packet.size));
  auto* start = std::get_if<ProcessStart>(&order);
  if (start == nullptr || packet.descriptors.size() != 2) _exit(kCannotServe);
  become_plugin(std::move(*start), made, packet.descriptors[0], packet.descriptors[1]);
}

}  // namespace

SpareProcess SpareProcess::make(pid_t server) {
  SpareProcess spare;
  int ends[2] = {-1, -1};
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
    spare.error_ = errno;
    return spare;
  }
  spare.orders_ = Descriptor(ends[0]);
  const Descriptor theirs(ends[1]);
  spare.process_ = fork();
  if (spare.process_ == 0) {
    spare.orders_.close();
    wait_for_order(theirs, server);
  }
  if (spare.process_ < 0) spare.error_ = errno;
  return spare;
}

pid_t SpareProcess::become(std::string_view order, const Descriptor& socket, const Descriptor& errors) {
  const std::array<int, 2> descriptors{socket.number(), errors.number()};
  const pid_t process = std::exchange(process_, 0);
  const bool told = send_packet(orders_.number(), order, descriptors, 0);
  orders_.close();
  if (told) return process;
  while (waitpid(process, nullptr, 0) < 0 && errno == EINTR) {
  }
  return 0;
}

}  // namespace vk
