#include "core/plugin_host/child_process.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "core/base/text.hpp"

namespace vk {

namespace {

using std::chrono::milliseconds;

constexpr int kAskedEveryMs = 20;
constexpr size_t kMostLines = 200;
constexpr size_t kLongestLine = 1000;

Descriptor need(int number, const char* what) {
  if (number < 0) refuse_process(what, errno);
  return Descriptor(number);
}

std::string time_text(milliseconds time) {
  return time.count() % 1000 == 0 ? fmt::format("{} s", time.count() / 1000) : fmt::format("{} ms", time.count());
}

std::string signal_name(int number) {
  const char* name = sigabbrev_np(number);
  return name == nullptr ? fmt::format("signal {}", number) : fmt::format("SIG{}", name);
}

}  // namespace

/// What woke a wait.
struct ChildProcess::Wake {
  bool socket = false;
  bool ended = false;
  bool silence = false;
  bool total = false;
  bool cancel = false;
};

ChildProcess::ChildProcess(ChildCall call)
    : call_(std::move(call)),
      limits_bytes_(call_.limits.memory_mib << 20U),
      silence_(need(timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK), "timer")),
      total_(need(timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK), "timer")),
      cancel_(need(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "event")),
      total_left_(call_.limits.total) {
  start();
}

ChildProcess::~ChildProcess() {
  if (pid_ > 0) static_cast<void>(reap());
}

void ChildProcess::start() {
  int ends[2] = {-1, -1};
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) refuse_process("socket", errno);
  socket_ = Descriptor(ends[0]);
  const Descriptor child_socket(ends[1]);
  if (pipe2(ends, O_CLOEXEC) != 0) refuse_process("pipe", errno);
  errors_ = Descriptor(ends[0]);
  const Descriptor child_errors(ends[1]);
  fcntl(errors_.number(), F_SETFL, O_NONBLOCK);
  ProcessStart what;
  what.library = call_.library;
  what.sha256 = call_.sha256;
  what.memory_bytes = limits_bytes_;
  what.cpu_seconds = static_cast<uint64_t>(call_.limits.cpu.count());
  what.network = call_.network;
  what.files = call_.files;
  what.folder = call_.surroundings.folder;
  what.variables = call_.surroundings.variables;
  pid_ = call_.server->start(what, child_socket, child_errors);
  process_ = Descriptor(static_cast<int>(syscall(SYS_pidfd_open, pid_, 0)));
}

/// Whether the process has ended; asked where the system has no descriptor that says so.
bool ChildProcess::has_ended() const {
  return call_.server->has_ended(pid_);
}

void ChildProcess::fail(const std::string& what) const {
  throw Error(ErrorCode::plugin_failed, "plugin " + call_.id + ": " + what);
}

void ChildProcess::send_batch(BatchContent content, WireWriter& payload) {
  ChildMessage message;
  message.kind = MessageKind::batch;
  message.content = content;
  message.number = payload.finish();
  static_cast<void>(send(socket_.number(), message, &payload.memory().descriptor()));
}

WireReader ChildProcess::read(const Received& received) {
  return WireReader(copy_.take(received.memory, received.message.number, limits_bytes_), limits_bytes_);
}

void ChildProcess::send_kind(MessageKind kind) {
  ChildMessage message;
  message.kind = kind;
  static_cast<void>(send(socket_.number(), message, nullptr, MSG_DONTWAIT));
}

void ChildProcess::cancel() {
  const uint64_t one = 1;
  static_cast<void>(::write(cancel_.number(), &one, sizeof one));
}

void ChildProcess::arm(const Descriptor& timer, milliseconds time) const {
  itimerspec setting{};
  setting.it_value.tv_sec = time.count() / 1000;
  setting.it_value.tv_nsec = time.count() % 1000 * 1000000;
  timerfd_settime(timer.number(), 0, &setting, nullptr);
}

/// Only time spent waiting for the plugin is the plugin's.
void ChildProcess::pause_total() {
  itimerspec left{};
  timerfd_gettime(total_.number(), &left);
  total_left_ = milliseconds{left.it_value.tv_sec * 1000 + left.it_value.tv_nsec / 1000000};
  arm(total_, milliseconds{0});
}

void ChildProcess::resume_total() {
  arm(total_, std::max(total_left_, milliseconds{1}));
}

milliseconds ChildProcess::patience() const {
  return greeted_ ? call_.limits.silence : call_.limits.start;
}

ChildProcess::Wake ChildProcess::poll_once() {
  std::array<pollfd, 6> all{pollfd{socket_.number(), POLLIN, 0}, pollfd{process_.number(), POLLIN, 0},
                            pollfd{errors_.number(), POLLIN, 0}, pollfd{silence_.number(), POLLIN, 0},
                            pollfd{total_.number(), POLLIN, 0},  pollfd{cancel_.number(), POLLIN, 0}};
  const bool ends_are_seen = process_.is_open() || pid_ <= 0;
  while (poll(all.data(), all.size(), ends_are_seen ? -1 : kAskedEveryMs) < 0 && errno == EINTR) {
  }
  if (all[2].revents != 0) read_errors();
  Wake wake;
  wake.socket = all[0].revents != 0;
  wake.ended = ends_are_seen ? all[1].revents != 0 : has_ended();
  wake.silence = all[3].revents != 0;
  wake.total = all[4].revents != 0;
  wake.cancel = all[5].revents != 0;
  return wake;
}

/// Takes one message off the socket; `closed` once there will be no more.
std::optional<Received> ChildProcess::take_message(bool& closed) {
  Received received;
  switch (receive(socket_.number(), received, MSG_DONTWAIT)) {
    case ReceiveState::message:
      return received;
    case ReceiveState::nothing_yet:
      return std::nullopt;
    case ReceiveState::closed:
      closed = true;
      return std::nullopt;
    case ReceiveState::garbage:
      break;
  }
  fail("sent a message that is not of the protocol");
}

/// Does what a message asks by itself; false when the caller waits for such a one.
bool ChildProcess::handle(Received& received) {
  const ChildMessage& message = received.message;
  if (message.kind == MessageKind::log) {
    const auto least = static_cast<uint64_t>(PluginLogLevel::debug);
    tell(static_cast<PluginLogLevel>(std::clamp(message.number, uint64_t{1}, least)), text_of(message));
    return true;
  }
  return message.kind == MessageKind::progress;
}

Received ChildProcess::wait_for(MessageKind kind, BatchContent content) {
  arm(silence_, patience());
  resume_total();
  bool closed = false;
  while (true) {
    const Wake wake = poll_once();
    std::optional<Received> received;
    if (wake.socket || wake.ended) received = take_message(closed);
    if (received && stage_ == Stage::working) arm(silence_, patience());
    if (received && !handle(*received)) {
      pause_total();
      const ChildMessage& message = received->message;
      if (stage_ != Stage::working) fail_as_ended();
      if (message.kind == MessageKind::fail) {
        const bool cancelled = message.number == static_cast<uint64_t>(ErrorCode::cancelled);
        const bool input = message.number == static_cast<uint64_t>(ErrorCode::invalid_input);
        throw Error(cancelled ? ErrorCode::cancelled
                    : input   ? ErrorCode::invalid_input
                              : ErrorCode::plugin_failed,
                    text_of(message));
      }
      if (message.kind != kind || message.content != content) fail("sent a message out of turn");
      greeted_ = true;
      return std::move(*received);
    }
    if (wake.ended && !received) fail_as_ended();
    if (wake.cancel && stage_ == Stage::working) stop_for("was cancelled", ErrorCode::cancelled);
    if (wake.total && stage_ == Stage::working) {
      stop_for(fmt::format("ran longer than {} (limits.total)", time_text(call_.limits.total)),
               ErrorCode::plugin_failed);
    }
    if (wake.silence && stage_ != Stage::working) {
      escalate();
    } else if (wake.silence && !received) {
      stop_for(closed ? "closed its socket without END" : silence_text(), ErrorCode::plugin_failed);
    }
    if (closed && socket_.is_open()) {
      socket_.close();  // mostly the first that is seen of a process that ends
      if (stage_ == Stage::working) arm(silence_, call_.limits.grace);
    }
  }
}

std::string ChildProcess::silence_text() const {
  return greeted_ ? fmt::format("gave no sign of life for {} (limits.silence)", time_text(patience()))
                  : fmt::format("did not start in {} (limits.start)", time_text(patience()));
}

/// The first step of an end that is not the plugin's own wish: it is asked to stop.
void ChildProcess::stop_for(std::string reason, ErrorCode code) {
  reason_ = std::move(reason);
  reason_code_ = code;
  stage_ = Stage::asked;
  send_kind(MessageKind::cancel);
  arm(total_, milliseconds{0});
  uint64_t asked = 0;
  static_cast<void>(::read(cancel_.number(), &asked, sizeof asked));
  arm(silence_, call_.limits.grace);
}

void ChildProcess::escalate() {
  stage_ = stage_ == Stage::asked ? Stage::terminated : Stage::killed;
  kill_group(stage_ == Stage::terminated ? SIGTERM : SIGKILL);
  arm(silence_, call_.limits.grace);
}

void ChildProcess::kill_group(int signal) const {
  if (pid_ <= 0) return;
  ::kill(-pid_, signal);
  ::kill(pid_, signal);  // it may not have its group yet, and a plugin can leave it
}

/// Ends the whole group, then takes the status of the process; while it is not taken, its number cannot be another's.
std::string ChildProcess::reap() {
  kill_group(SIGKILL);
  const ProcessEnd end = call_.server->end_of(std::exchange(pid_, -1));
  read_errors();
  if (!error_line_.empty()) tell(PluginLogLevel::warning, std::exchange(error_line_, {}));
  if (lines_dropped_ > 0 && call_.log) {
    call_.log(PluginLogLevel::warning, fmt::format("plugin {}: {} more lines are left out", call_.id, lines_dropped_));
  }
  if (!end) return "killed with the process it was started by; is there enough memory?";
  const int status = *end;
  if (WIFEXITED(status)) return WEXITSTATUS(status) == 0 ? "" : fmt::format("exit code {}", WEXITSTATUS(status));
  const int signal = WTERMSIG(status);
  if (signal == SIGXCPU) {
    return fmt::format("killed by SIGXCPU: more than {} s of CPU time (limits.cpu)", call_.limits.cpu.count());
  }
  return fmt::format("killed by {} ({})", signal_name(signal), sigdescr_np(signal));
}

void ChildProcess::fail_as_ended() {
  if (pid_ <= 0) fail("its process has ended already");
  const Stage stage = stage_;
  const std::string how = reap();
  if (stage == Stage::working) {
    if (how.starts_with("killed")) fail(how);
    fail(fmt::format("ended without END ({})", how.empty() ? "exit code 0" : how));
  }
  std::string last;
  switch (stage) {
    case Stage::working:
    case Stage::asked:
      last = "stopped when it was asked to";
      break;
    case Stage::terminated:
      last = "ended by SIGTERM";
      break;
    case Stage::killed:
      last = "did not heed SIGTERM, ended by SIGKILL";
      break;
  }
  throw Error(reason_code_, fmt::format("plugin {}: {}; {}", call_.id, reason_, last));
}

void ChildProcess::finish(uint64_t rows) {
  send_kind(MessageKind::end);
  const Received last = wait_for(MessageKind::end);
  if (last.message.number != rows) {
    fail(fmt::format("says it gave {} rows, but gave {}", last.message.number, rows));
  }
  arm(silence_, call_.limits.grace);
  resume_total();
  for (Wake wake = poll_once(); !wake.ended; wake = poll_once()) {
    bool closed = false;
    if (wake.socket && take_message(closed)) fail("sent a message after END");
    if (closed) socket_.close();
    if (!wake.silence && !wake.total) continue;
    if (stage_ != Stage::working) {
      escalate();
    } else {
      stop_for("did not end after END", ErrorCode::plugin_failed);
    }
  }
  if (stage_ != Stage::working) fail_as_ended();
  const std::string how = reap();
  if (!how.empty()) fail(how + " after its rows were complete");
}

void ChildProcess::read_errors() {
  char bytes[4096];
  if (!errors_.is_open()) return;
  for (ssize_t size = 0; (size = ::read(errors_.number(), bytes, sizeof bytes)) != 0;) {
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return;
    for (const char each : std::string_view(bytes, static_cast<size_t>(size))) {
      if (each != '\n' && error_line_.size() < kLongestLine) error_line_ += each;
      if (each == '\n') tell(PluginLogLevel::warning, std::exchange(error_line_, {}));
    }
  }
  errors_.close();
}

/// Gives a line to the log with the plugin's name; control signs are left out, and so is everything beyond a limit.
void ChildProcess::tell(PluginLogLevel level, const std::string& line) {
  if (++lines_told_ > kMostLines) {
    ++lines_dropped_;
    return;
  }
  std::string clean;
  for (const char each : line) clean += static_cast<unsigned char>(each) < 0x20U ? ' ' : each;
  if (call_.log) call_.log(level, "plugin " + call_.id + ": " + clean);
}

}  // namespace vk
