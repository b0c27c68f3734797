#include "core/plugin_host/fork_server.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "core/base/error.hpp"
#include "core/base/hash.hpp"
#include "core/plugin_host/child_sandbox.hpp"
#include "core/plugin_host/fork_order.hpp"
#include "core/plugin_host/packet_socket.hpp"
#include "core/plugin_host/spare_process.hpp"

namespace vk {

namespace {

constexpr int kAboveStreams = 10;
/// About as long as a plugin takes to start: the next process is not made while the one before needs the processor.
constexpr std::chrono::milliseconds kRest{5};
/// What the server and so all plugins may know of the environment: how to load libraries, and how sanitizers are set.
/// Time zone and language are the same everywhere, so that results are too.
constexpr std::array kKeptVariables{"LD_LIBRARY_PATH", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS",
                                    "TSAN_OPTIONS",    "PATH",         "TMPDIR"};

std::vector<std::string> server_environment(std::vector<std::string> kept) {
  kept.insert(kept.end(), {"TZ=UTC", "LC_ALL=C"});
  for (const char* name : kKeptVariables) {
    const char* value = std::getenv(name);
    if (value != nullptr) kept.push_back(std::string(name) + "=" + value);
  }
  return kept;
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

/// The server's side: does what orders ask, and has a fork ready for the next start.
class ForkDesk {
 public:
  ForkAnswer obey(std::string_view bytes, std::span<const Descriptor> descriptors) {
    const ForkOrder order = read_order(bytes);
    if (const auto* asked = std::get_if<AskEnded>(&order)) return has_ended(asked->process);
    if (const auto* awaited = std::get_if<AwaitEnd>(&order)) return end_of(awaited->process);
    if (!std::holds_alternative<ProcessStart>(order) || descriptors.size() != 2) return {0, EINVAL};
    return start(bytes, descriptors[0], descriptors[1]);
  }

  bool is_prepared() const { return spare_.is_there(); }
  /// To be called when nobody waits for an answer.
  void prepare() {
    if (!spare_.is_there()) spare_ = SpareProcess::make(server_);
  }

 private:
  ForkAnswer start(std::string_view order, const Descriptor& socket, const Descriptor& errors) {
    for (int tries = 0; tries < kTries; ++tries) {
      prepare();
      if (!spare_.is_there()) return {0, spare_.error()};
      const pid_t process = spare_.become(order, socket, errors);
      if (process > 0) return {process, 0};
    }
    return {0, ECHILD};
  }

  static ForkAnswer has_ended(pid_t process) {
    siginfo_t info{};
    const bool ended =
        waitid(P_PID, static_cast<id_t>(process), &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == process;
    return {ended ? 1 : 0, 0};
  }

  static ForkAnswer end_of(pid_t process) {
    int status = 0;
    pid_t ended = 0;
    do {
      ended = waitpid(process, &status, 0);
    } while (ended < 0 && errno == EINTR);
    return {status, ended < 0 ? errno : 0};
  }

  static constexpr int kTries = 2;  // somebody may have ended the one that was ready

  pid_t server_ = getpid();
  SpareProcess spare_;
};

/// Whether an order comes before the time is over.
bool order_comes(std::chrono::milliseconds time) {
  pollfd socket{kChildSocket, POLLIN, 0};
  return poll(&socket, 1, static_cast<int>(time.count())) > 0;
}

/// File actions and attributes of one spawn, freed at the end of the scope.
struct SpawnSetting {
  posix_spawn_file_actions_t actions{};
  posix_spawnattr_t attributes{};

  SpawnSetting() {
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
  }
  SpawnSetting(const SpawnSetting&) = delete;
  SpawnSetting& operator=(const SpawnSetting&) = delete;
  ~SpawnSetting() {
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
  }
};

}  // namespace

void refuse_process(const std::string& what, int error) {
  throw Error(ErrorCode::unavailable, "a process for a plugin cannot be started: " + what + ": " + strerror(error));
}

ForkServer::ForkServer(std::filesystem::path program, std::vector<std::string> variables)
    : program_(std::move(program)), variables_(std::move(variables)) {}

ForkServer::~ForkServer() {
  drop_server();
}

/// Ends the server, which has nothing to lose. A fork of the program only forgets it.
void ForkServer::drop_server() {
  socket_.close();
  if (server_ > 0 && owner_ == getpid()) {
    kill(server_, SIGKILL);
    while (waitpid(server_, nullptr, 0) < 0 && errno == EINTR) {
    }
  }
  server_ = -1;
}

void ForkServer::start_server() {
  int ends[2] = {-1, -1};
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) refuse_process("socket", errno);
  Descriptor ours(ends[0]);
  const Descriptor low(ends[1]);
  const Descriptor theirs(fcntl(low.number(), F_DUPFD_CLOEXEC, kAboveStreams));
  if (!theirs.is_open()) refuse_process("descriptor", errno);

  SpawnSetting setting;
  posix_spawn_file_actions_addopen(&setting.actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&setting.actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&setting.actions, theirs.number(), kChildSocket);
  sigset_t none;
  sigemptyset(&none);
  sigset_t all;
  sigfillset(&all);
  posix_spawnattr_setsigmask(&setting.attributes, &none);
  posix_spawnattr_setsigdefault(&setting.attributes, &all);
  posix_spawnattr_setpgroup(&setting.attributes, 0);
  posix_spawnattr_setflags(&setting.attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);

  std::vector<std::string> arguments{program_.string(), std::string(kForkServerCommand)};
  std::vector<std::string> environment = server_environment(variables_);
  const int error = posix_spawn(&server_, program_.c_str(), &setting.actions, &setting.attributes,
                                pointers_to(arguments).data(), pointers_to(environment).data());
  if (error != 0) {
    server_ = -1;
    refuse_process(program_.string(), error);
  }
  owner_ = getpid();
  socket_ = std::move(ours);
}

/// The server's answer; nothing when it is gone.
std::optional<ForkAnswer> ForkServer::ask(std::string_view order, std::span<const int> descriptors) {
  ForkAnswer answer;
  Packet packet;
  const std::span<char> bytes(reinterpret_cast<char*>(&answer), sizeof answer);
  if (!send_packet(socket_.number(), order, descriptors, 0)) return std::nullopt;
  const bool came = receive_packet(socket_.number(), bytes, packet, 0) == ReceiveState::message;
  return came && packet.size == sizeof answer ? std::optional(answer) : std::nullopt;
}

pid_t ForkServer::start(const ProcessStart& what, const Descriptor& socket, const Descriptor& errors) {
  const std::string order = write_order(what);
  if (order.size() > kLongestForkOrder) refuse_process(what.library.string(), E2BIG);
  const std::array<int, 2> descriptors{socket.number(), errors.number()};
  const std::scoped_lock lock(mutex_);
  if (owner_ != getpid()) drop_server();
  if (server_ < 0) start_server();
  std::optional<ForkAnswer> answer = ask(order, descriptors);
  if (!answer) {
    // Somebody ended it, most likely for want of memory; what it had started has ended with it.
    drop_server();
    start_server();
    answer = ask(order, descriptors);
  }
  if (!answer) refuse_process(program_.string(), ECHILD);
  if (answer->error != 0) refuse_process("fork", static_cast<int>(answer->error));
  return static_cast<pid_t>(answer->value);
}

bool ForkServer::has_ended(pid_t process) {
  const std::scoped_lock lock(mutex_);
  const std::optional<ForkAnswer> answer = ask(write_order(AskEnded{process}), {});
  return !answer || answer->value != 0;
}

ProcessEnd ForkServer::end_of(pid_t process) {
  const std::scoped_lock lock(mutex_);
  const std::optional<ForkAnswer> answer = ask(write_order(AwaitEnd{process}), {});
  if (!answer || answer->error != 0) return std::nullopt;
  return static_cast<int>(answer->value);
}

bool is_fork_server(int argc, char** argv) {
  return argc == 2 && argv[1] == kForkServerCommand;
}

void run_fork_server() {
  prctl(PR_SET_NAME, std::string(kForkServerCommand).c_str());
  static_cast<void>(sha256_hex({}));  // what takes OpenSSL a millisecond the first time is not done by each fork
  ForkDesk desk;
  std::string order(kLongestForkOrder, '\0');
  while (true) {
    if (!desk.is_prepared() && !order_comes(kRest)) desk.prepare();
    Packet packet;
    const ReceiveState state = receive_packet(kChildSocket, order, packet, 0);
    if (state == ReceiveState::closed) break;
    const ForkAnswer answer = desk.obey(std::string_view(order).substr(0, packet.size), packet.descriptors);
    if (!send_packet(kChildSocket, {reinterpret_cast<const char*>(&answer), sizeof answer}, {}, 0)) break;
  }
  _exit(0);
}

}  // namespace vk
