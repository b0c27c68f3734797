#pragma once
#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/descriptor.hpp"

namespace vk {

/// What a plugin's process is told at its start.
struct ProcessStart {
  std::filesystem::path library;
  std::string sha256;  ///< of the only bytes that may be loaded; empty = any
  uint64_t memory_bytes = 0;
  uint64_t cpu_seconds = 0;
  bool network = false;                ///< the plugin says that it needs it
  bool files = false;                  ///< the plugin says that it reads some
  std::filesystem::path folder;        ///< the current one; empty = the program's
  std::vector<std::string> variables;  ///< "TZ=Asia/Tokyo", instead of what all get
};

/// How a process ended, as waitpid() tells it; nothing while it runs.
using ProcessEnd = std::optional<int>;

/// Throws Error(unavailable) that says which step of starting a plugin's process the system refused, and its errno.
[[noreturn]] void refuse_process(const std::string& what, int error);

struct ForkAnswer;

/// A process of this program that waits, with one thread and nothing of the program's data, to be copied: each plugin's
/// process is a fork of it, and one is made ahead whenever it rests. It is the parent of all of them, so that they end
/// when it ends, and it ends with this object or with the program. Thread-safe.
class ForkServer {
 public:
  /// Nothing is started yet. `program` calls run_fork_server(), such as /proc/self/exe; `variables` ("LD_PRELOAD=...")
  /// are in its environment beside those that all get.
  explicit ForkServer(std::filesystem::path program, std::vector<std::string> variables = {});
  ForkServer(const ForkServer&) = delete;
  ForkServer& operator=(const ForkServer&) = delete;
  ~ForkServer();

  const std::filesystem::path& program() const { return program_; }

  /// A new process for a plugin; `socket` becomes its kChildSocket and `errors` its stdout and stderr. Gives its
  /// number, which is not given to another process before end_of(). Throws Error(unavailable) when the system cannot.
  pid_t start(const ProcessStart& what, const Descriptor& socket, const Descriptor& errors);

  /// Whether the process has ended, without taking note of it.
  bool has_ended(pid_t process);
  /// Waits until the process has ended and takes note. Nothing when the server itself was ended from outside, and all
  /// its processes with it.
  ProcessEnd end_of(pid_t process);

 private:
  void start_server();
  void drop_server();
  std::optional<ForkAnswer> ask(std::string_view order, std::span<const int> descriptors);

  std::filesystem::path program_;
  std::vector<std::string> variables_;
  std::mutex mutex_;
  Descriptor socket_;
  pid_t server_ = -1;
  pid_t owner_ = -1;  ///< a fork of this program must not talk to its parent's server
};

/// The hidden sub-command by which the program becomes a fork server.
inline constexpr std::string_view kForkServerCommand = "plugin-host";

/// Whether this process was started to be a fork server. To be asked before anything else is done.
bool is_fork_server(int argc, char** argv);

/// Starts plugins' processes until the program that started it ends.
[[noreturn]] void run_fork_server();

}  // namespace vk
