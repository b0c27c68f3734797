#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

#include <vuosikello/plugin.hpp>

// A plugin that does what its option `deed` says. The build makes it a measurement and a content plugin.
#if !defined(VK_DEEDS_CONTENT)
#define VK_DEEDS_CONTENT 0
#endif
#if !defined(VK_DEEDS_FLAGS)
#define VK_DEEDS_FLAGS 0
#endif

namespace {

using namespace vk::sdk;

constexpr int kHostSocket = 3;
constexpr int kNoEnd = 1 << 30;

__attribute__((noinline, no_sanitize("undefined", "address"))) void write_to(volatile int* where) {
  *where = 1;
}

__attribute__((noinline, no_sanitize("undefined", "address"))) int fill_stack(int depth) {
  volatile char room[65536];
  room[0] = static_cast<char>(depth);
  return (depth < kNoEnd ? fill_stack(depth + 1) : 0) + room[0];
}

[[noreturn]] void wait_for_ever() {
  while (true) pause();
}

void take_all_memory() {
  constexpr size_t kPiece = size_t{16} << 20U;
  std::vector<std::vector<char>> pieces;
  while (true) pieces.emplace_back(kPiece, 'x');
}

/// Gives the new process's number.
int leave_a_grandchild() {
  const int child = fork();
  if (child == 0) wait_for_ever();
  return child;
}

void send_garbage() {
  const char word[] = "this is no message";
  static_cast<void>(::send(kHostSocket, word, sizeof word, 0));
}

void leak() {
  for (int at = 0; at < 20; ++at) static_cast<void>(open("/dev/null", O_RDONLY));
  static_cast<void>(new char[1000]);
}

void shout() {
  for (int line = 0; line < 1000; ++line) static_cast<void>(!::write(2, "so loud\n", 8));
}

/// Refuses with the system's reason when a call failed.
void need(bool good, const std::string& what) {
  if (!good) throw Failure(what + ": " + strerror(errno));
}

void open_file(const std::string& what, const std::string& path, int flags) {
  const int file = open(path.c_str(), flags | O_CLOEXEC, 0600);
  need(file >= 0, what);
  close(file);
}

/// What a plugin may not have: "connect", "read PATH" and so on.
void trespass(const std::string& deed) {
  const size_t blank = deed.find(' ');
  const std::string what = deed.substr(0, blank);
  const std::string path = blank == std::string::npos ? "" : deed.substr(blank + 1);
  const char* const program[] = {"/bin/true", nullptr};
  if (what == "read") open_file(what, path, O_RDONLY);
  if (what == "write") open_file(what, path, O_WRONLY | O_CREAT);
  if (what == "remove") need(unlink(path.c_str()) == 0, what);
  if (what == "connect") need(socket(AF_INET, SOCK_STREAM, 0) >= 0, what);
  if (what == "exec") need(execv(program[0], const_cast<char* const*>(program)) == 0, what);
  if (what == "kill_parent") need(kill(getppid(), SIGTERM) == 0, what);
  if (what == "new_session") need(setpgid(0, getppid()) == 0, what);
}

struct Deeds {
  static constexpr const char* id = VK_DEED_NAME;
  static constexpr const char* version = "1.0.0";
  static constexpr const char* doc = "Breaks the rule its option names.";
  static constexpr vk_kind kind = VK_DEEDS_CONTENT ? VK_KIND_CONTENT : VK_KIND_MEASUREMENT;
  static constexpr uint32_t flags = VK_DEEDS_FLAGS;

  struct Tables {
    Input members;
  };
  std::string deed;

  ~Deeds() {
    if (deed == "crash_at_end") write_to(nullptr);
    if (deed == "hang_at_end") wait_for_ever();
  }

  static void describe(Schema<Deeds>& schema) {
    schema.parameter("deed", &Deeds::deed).fallback("\"none\"").doc("What to do.");
    schema.table(VK_DEEDS_CONTENT ? "snapshot" : "frame", &Tables::members)
        .doc("All members.")
        .column("subject", ColumnKind::int64, "The member's position.");
  }

  void configure(Setup&) const {
    if (deed == "crash_in_configure") write_to(nullptr);
    if (deed == "hang_in_configure") wait_for_ever();
  }

  void misbehave(const Context& context) const {
    if (deed == "null_write") write_to(nullptr);
    if (deed == "abort") std::abort();
    if (deed == "stack_overflow") static_cast<void>(fill_stack(0));
    if (deed == "throw") throw std::runtime_error("the well is dry");
    if (deed == "exit") std::exit(0);
    if (deed == "quick_exit") _exit(0);
    if (deed == "exit_seven") _exit(7);
    if (deed == "endless_allocation") take_all_memory();
    if (deed == "hang") wait_for_ever();
    if (deed == "deaf_hang") {
      std::signal(SIGTERM, SIG_IGN);
      wait_for_ever();
    }
    if (deed == "polite_hang") {
      while (true) context.stop_if_cancelled();
    }
    if (deed == "chatty_hang") {
      while (true) context.progress(1, 2);
    }
    if (deed == "spin") {
      const volatile bool on = true;
      while (on) {
      }
    }
    if (deed == "grandchild_and_exit") {
      leave_a_grandchild();
      _exit(0);
    }
    if (deed == "grandchild") context.log(VK_LOG_NOTE, std::to_string(leave_a_grandchild()));
    if (deed == "say_and_hang") {
      context.log(VK_LOG_NOTE, std::to_string(getpid()));
      wait_for_ever();
    }
    if (deed == "garbage") send_garbage();
    if (deed == "closed_descriptors") close_range(0, ~0U, 0);
    if (deed == "leak") leak();
    if (deed == "shout") shout();
    if (deed == "kill_self") kill(getpid(), SIGKILL);
    if (deed == "tell_environment") {
      for (char** each = environ; *each != nullptr; ++each) context.log(VK_LOG_NOTE, *each);
    }
    if (deed == "log") context.log(VK_LOG_NOTE, "a word for the log");
  }

  void run(const Context& context, const Tables& tables, Output& out) const {
    misbehave(context);
    trespass(deed);
    std::span<const int64_t> members = tables.members.column("subject").int64s();
    std::vector<int64_t>& subject = out.int64("subject");
    subject.assign(members.begin(), members.end());
    if (deed == "no_member" && !subject.empty()) subject.back() = 999999;
    if (deed == "huge_rows") subject.assign(3000000, 0);
    if (VK_DEEDS_CONTENT) {
      for (size_t row = 0; row < subject.size(); ++row) {
        out.words("action").add("call");
        out.text("reason").push_back("member " + std::to_string(row));
        if (deed != "wrong_column") out.words("channel").add(deed == "wrong_value" ? "" : "phone");
      }
      if (deed == "wrong_column") out.int64("channel").assign(subject.size(), 1);
      return;
    }
    const bool wrong = deed == "wrong_value";
    out.uint8("state").assign(subject.size(), wrong ? uint8_t{99} : uint8_t{0});
    if (deed == "wrong_column") out.uint8("mood").assign(subject.size(), 0);
  }
};

}  // namespace

VK_PLUGIN(Deeds);
