#include "core/plugin_host/child_sandbox.hpp"

#include <malloc.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>

#include "core/base/error.hpp"
#include "core/base/sanitizer.hpp"
#include "core/plugin_host/system_calls.hpp"

#if VK_ADDRESS_SANITIZER
namespace {
bool g_is_sandboxed = false;
}

/// The check for leaks at the end of a process stops its threads by ptrace, which the sandbox forbids: a plugin that
/// calls exit() would wait for ever.
// NOLINTNEXTLINE(bugprone-reserved-identifier,readability-identifier-naming): the sanitizer's name
extern "C" int __lsan_is_turned_off() {
  return g_is_sandboxed ? 1 : 0;
}
#endif

namespace vk {

namespace {

constexpr rlim_t kOpenFiles = 256;
constexpr rlim_t kMostOpenAnywhere = 65536;
constexpr rlim_t kStackBytes = rlim_t{8} << 20U;
/// Room for the stacks of the host's own thread and for the loader, so that the limit is the plugin's.
constexpr uint64_t kOwnBytes = uint64_t{96} << 20U;

void need(bool done, const char* what) {
  if (!done) throw Error(ErrorCode::unavailable, std::string("sandbox: ") + what + ": " + strerror(errno));
}

void limit(__rlimit_resource resource, rlim_t soft, rlim_t hard, const char* what) {
  rlimit current{};
  need(getrlimit(resource, &current) == 0, what);
  const rlim_t most = current.rlim_max;
  const rlimit wanted{std::min(soft, most), std::min(hard, most)};
  need(setrlimit(resource, &wanted) == 0, what);
}

/// Bytes of address space in use.
uint64_t used_address_space() {
  const std::unique_ptr<FILE, int (*)(FILE*)> file(std::fopen("/proc/self/statm", "re"), std::fclose);
  unsigned long pages = 0;
  if (!file || std::fscanf(file.get(), "%lu", &pages) != 1) return 0;
  return uint64_t{pages} * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
}

/// Signals end the process as the system says, whatever a sanitizer or the parent had set up.
void reset_signals() {
  for (const int number : {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGTERM, SIGXCPU}) std::signal(number, SIG_DFL);
  std::signal(SIGXFSZ, SIG_IGN);
  std::signal(SIGPIPE, SIG_IGN);
}

/// Nothing that the parent had open stays open.
void close_all_but_own() {
  if (close_range(kChildSocket + 1, ~0U, 0) == 0) return;
  rlimit most{};
  need(getrlimit(RLIMIT_NOFILE, &most) == 0, "open files");
  const int end = static_cast<int>(std::min<rlim_t>(most.rlim_cur, kMostOpenAnywhere));
  for (int number = kChildSocket + 1; number < end; ++number) close(number);
}

/// One arena, because one a thread would use up address space that belongs to the plugin; and freed memory stays with
/// the process, because the tables of one run are as large as the next one's.
void prepare_heap() {
  constexpr int kNever = 0;
  constexpr int kNoLimit = -1;
  mallopt(M_ARENA_MAX, 1);
  mallopt(M_MMAP_MAX, kNever);
  mallopt(M_TRIM_THRESHOLD, kNoLimit);
}

void limit_resources(const SandboxLimits& limits, uint64_t own_bytes) {
  limit(RLIMIT_STACK, kStackBytes, kStackBytes, "stack");
  limit(RLIMIT_NOFILE, kOpenFiles, kOpenFiles, "open files");
  limit(RLIMIT_CPU, limits.cpu_seconds, limits.cpu_seconds + 1, "CPU time");
  limit(RLIMIT_FSIZE, limits.memory_bytes, limits.memory_bytes, "file size");
  if (VK_ADDRESS_SANITIZER != 0) return;  // a sanitizer's shadow alone is larger than any limit
  const rlim_t bytes = own_bytes + kOwnBytes + limits.memory_bytes;
  limit(RLIMIT_AS, bytes, bytes, "memory");
}

}  // namespace

Sandbox::Sandbox(pid_t parent) : own_bytes_(used_address_space()) {
  need(prctl(PR_SET_PDEATHSIG, SIGKILL) == 0, "parent-death signal");
  if (getppid() != parent) throw Error(ErrorCode::unavailable, "sandbox: the parent is gone");
  need(prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0, "no new privileges");
  limit(RLIMIT_CORE, 0, 0, "core dumps");
  reset_signals();
  prepare_heap();
}

std::vector<std::string> Sandbox::enter(const SandboxLimits& limits) {
  limit_resources(limits, own_bytes_);
  std::vector<std::string> lacks;
  const std::string no_landlock = files_.enforce(limits.library, limits.files);
  close_all_but_own();
  need(prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0, "core dumps");  // also those that are piped to a program
  const std::string no_filter = forbid_system_calls(limits.network, no_landlock.empty());
  for (const std::string& lack : {no_landlock, no_filter}) {
    if (!lack.empty()) lacks.push_back("the sandbox is weaker here: " + lack);
  }
#if VK_ADDRESS_SANITIZER
  g_is_sandboxed = true;
#endif
  return lacks;
}

}  // namespace vk
