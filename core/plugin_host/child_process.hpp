#pragma once
#include <sys/types.h>

#include <atomic>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "core/base/error.hpp"
#include "core/calendar/annual_calendar.hpp"
#include "core/plugin_host/child_message.hpp"
#include "core/plugin_host/fork_server.hpp"
#include "core/plugin_host/plugin_library.hpp"
#include "core/plugin_host/wire.hpp"

namespace vk {

/// What a plugin's process is started with.
struct ChildCall {
  std::shared_ptr<ForkServer> server;
  std::filesystem::path library;
  std::string id;  ///< how messages name the plugin
  PluginLimits limits;
  PluginLog log;         ///< may be empty
  bool network = false;  ///< the plugin says that it needs it
  bool files = false;    ///< the plugin says that it reads some
  std::string sha256;    ///< of the only bytes that may be loaded; empty = any
  PluginSurroundings surroundings;
};

/// The process of one plugin. It costs its own occurrence only: whatever it does ends in an Error(plugin_failed) that
/// says how. Ended and reaped with all its children at the latest by the destructor.
class ChildProcess {
 public:
  /// Starts it; does not wait. Throws Error(unavailable) when the system cannot.
  explicit ChildProcess(ChildCall call);
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;
  ~ChildProcess();

  /// Sends a batch. That nobody is there any more is told by the next wait.
  void send_batch(BatchContent content, WireWriter& payload);
  /// Where the next batch is written; the last but one must have been answered.
  WireMemory& memory() { return memories_.next(); }
  /// A copy of what came with a message, until the next one.
  WireReader read(const Received& received);
  void send_kind(MessageKind kind);

  /// Waits for a message that is neither log nor progress. FAIL is thrown, and so is a process that ends, breaks the
  /// protocol or takes too long.
  Received wait_for(MessageKind kind, BatchContent content = BatchContent::nothing);

  /// Says that no more work comes and waits for a good end: END, then exit code 0.
  void finish(uint64_t rows);
  /// Any thread: the wait going on ends with Error(cancelled).
  void cancel();

  /// An Error(plugin_failed) about this plugin.
  [[noreturn]] void fail(const std::string& what) const;

 private:
  enum class Stage { working, asked, terminated, killed };
  struct Wake;

  void start();
  Wake poll_once();
  bool has_ended() const;
  std::optional<Received> take_message(bool& closed);
  bool handle(Received& received);
  void read_errors();
  void tell(PluginLogLevel level, const std::string& line);
  void arm(const Descriptor& timer, std::chrono::milliseconds time) const;
  void pause_total();
  void resume_total();
  void escalate();
  void stop_for(std::string reason, ErrorCode code);
  [[noreturn]] void fail_as_ended();
  std::string reap();
  void kill_group(int signal) const;
  std::chrono::milliseconds patience() const;
  std::string silence_text() const;

  ChildCall call_;
  uint64_t limits_bytes_ = 0;
  WireMemories memories_;
  WireCopy copy_;
  Descriptor socket_;
  Descriptor errors_;
  Descriptor process_;
  Descriptor silence_;
  Descriptor total_;
  Descriptor cancel_;
  std::chrono::milliseconds total_left_{};
  pid_t pid_ = -1;
  bool greeted_ = false;
  Stage stage_ = Stage::working;
  std::string reason_;
  ErrorCode reason_code_ = ErrorCode::plugin_failed;
  std::string error_line_;
  size_t lines_told_ = 0;
  size_t lines_dropped_ = 0;
};

}  // namespace vk
