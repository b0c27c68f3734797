#include "core/plugin_host/system_calls.hpp"

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#if defined(__x86_64__)
#define VK_MACHINE AUDIT_ARCH_X86_64
#define VK_RESULT_REGISTER(context) (context)->uc_mcontext.gregs[REG_RAX]
#elif defined(__aarch64__)
#define VK_MACHINE AUDIT_ARCH_AARCH64
#define VK_RESULT_REGISTER(context) (context)->uc_mcontext.regs[0]
#else
#define VK_MACHINE 0
#endif

namespace vk {

#if VK_MACHINE == 0

std::string forbid_system_calls(bool, bool) {
  return "system calls cannot be forbidden on this machine";
}

#else

namespace {

/// A call, and what it is called when it is told.
struct Call {
  uint32_t number;
  const char* name;
};

constexpr std::array kNever{
    Call{SYS_execve, "another program"},
    Call{SYS_execveat, "another program"},
    Call{SYS_ptrace, "ptrace"},
    Call{SYS_process_vm_readv, "another process's memory"},
    Call{SYS_process_vm_writev, "another process's memory"},
    Call{SYS_pidfd_open, "another process"},
    Call{SYS_pidfd_send_signal, "another process"},
    Call{SYS_pidfd_getfd, "another process"},
    Call{SYS_rt_sigqueueinfo, "another process"},
    Call{SYS_rt_tgsigqueueinfo, "another process"},
    Call{SYS_setsid, "another process group"},
    Call{SYS_setpgid, "another process group"},
    Call{SYS_mount, "mount"},
    Call{SYS_umount2, "umount"},
    Call{SYS_pivot_root, "pivot_root"},
    Call{SYS_chroot, "chroot"},
    Call{SYS_unshare, "unshare"},
    Call{SYS_setns, "setns"},
    Call{SYS_keyctl, "keys of the kernel"},
    Call{SYS_add_key, "keys of the kernel"},
    Call{SYS_request_key, "keys of the kernel"},
    Call{SYS_bpf, "bpf"},
    Call{SYS_perf_event_open, "perf_event_open"},
    Call{SYS_io_uring_setup, "io_uring"},
    Call{SYS_userfaultfd, "userfaultfd"},
    Call{SYS_open_by_handle_at, "open_by_handle_at"},
    Call{SYS_init_module, "kernel modules"},
    Call{SYS_finit_module, "kernel modules"},
    Call{SYS_kexec_load, "kexec"},
};

constexpr std::array kNetwork{Call{SYS_socket, "the network"}, Call{SYS_connect, "the network"},
                              Call{SYS_bind, "the network"}, Call{SYS_listen, "the network"}};

/// Calls that change files, where Landlock does not forbid them.
constexpr std::array kChangesFiles {
#if defined(SYS_unlink)  // old calls, which only old machines have
  Call{SYS_unlink, "the change of a file"}, Call{SYS_creat, "the change of a file"},
      Call{SYS_rename, "the change of a file"}, Call{SYS_mkdir, "the change of a file"},
      Call{SYS_rmdir, "the change of a file"}, Call{SYS_link, "the change of a file"},
      Call{SYS_symlink, "the change of a file"}, Call{SYS_mknod, "the change of a file"},
      Call{SYS_chmod, "the change of a file"}, Call{SYS_chown, "the change of a file"},
      Call{SYS_lchown, "the change of a file"},
#endif
      Call{SYS_unlinkat, "the change of a file"}, Call{SYS_renameat2, "the change of a file"},
      Call{SYS_mkdirat, "the change of a file"}, Call{SYS_linkat, "the change of a file"},
      Call{SYS_symlinkat, "the change of a file"}, Call{SYS_mknodat, "the change of a file"},
      Call{SYS_fchmodat, "the change of a file"}, Call{SYS_fchownat, "the change of a file"},
      Call{SYS_utimensat, "the change of a file"}, Call{SYS_truncate, "the change of a file"},
      Call{SYS_setxattr, "the change of a file"},
      Call{SYS_openat2, "the change of a file"},  // its flags lie in memory, where no filter sees them
};

/// A call that opens files, and which argument says how.
struct OpenCall {
  uint32_t number;
  uint32_t flags_argument;
};
constexpr std::array kOpens {
#if defined(SYS_open)
  OpenCall{SYS_open, 1},
#endif
      OpenCall{SYS_openat, 2},
};
constexpr uint32_t kWriting = O_WRONLY | O_RDWR | O_CREAT | O_TRUNC;

/// Calls that are fine when their first argument is this process, or 0 where that means the same.
constexpr std::array kOnlyOwn{Call{SYS_kill, "another process"}, Call{SYS_tgkill, "another process"},
                              Call{SYS_tkill, "another process"}, Call{SYS_prlimit64, "another process's limits"}};

const char* name_of(uint32_t number) {
  for (const Call& call : kNever) {
    if (call.number == number) return call.name;
  }
  for (const Call& call : kNetwork) {
    if (call.number == number) return call.name;
  }
  for (const Call& call : kOnlyOwn) {
    if (call.number == number) return call.name;
  }
  for (const Call& call : kChangesFiles) {
    if (call.number == number) return call.name;
  }
  for (const OpenCall& call : kOpens) {
    if (call.number == number) return kChangesFiles.back().name;
  }
  return "a system call of another machine";
}

void put(std::string_view text) {
  static_cast<void>(!::write(STDERR_FILENO, text.data(), text.size()));
}

/// Tells the call and lets it fail; only what a signal handler may do.
void on_forbidden(int, siginfo_t* info, void* context) {
  const int before = errno;
  put("asked for ");
  put(name_of(static_cast<uint32_t>(info->si_syscall)));
  put(", which a plugin may not have\n");
  errno = before;
  VK_RESULT_REGISTER(static_cast<ucontext_t*>(context)) = -EPERM;
}

constexpr uint32_t kFirstArgument = offsetof(seccomp_data, args);
constexpr uint32_t kOtherAbi = 0x40000000U;

class Filter {
 public:
  Filter() {
    load(offsetof(seccomp_data, arch));
    add(BPF_JMP | BPF_JEQ | BPF_K, VK_MACHINE, 1, 0);
    refuse();
    load(offsetof(seccomp_data, nr));
    add(BPF_JMP | BPF_JGE | BPF_K, kOtherAbi, 0, 1);
    refuse();
  }

  void never(uint32_t number) {
    add(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1);
    refuse();
  }

  /// Only with `own` or 0 as the first argument.
  void only_own(uint32_t number, uint32_t own) {
    add(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 5);
    load(kFirstArgument);
    add(BPF_JMP | BPF_JEQ | BPF_K, own, 2, 0);
    add(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0);
    refuse();
    add(BPF_RET | BPF_K, SECCOMP_RET_ALLOW, 0, 0);
  }

  /// Never with one of the bits `flags` in argument `at`.
  void never_with(uint32_t number, uint32_t at, uint32_t flags) {
    add(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 4);
    load(kFirstArgument + at * sizeof(uint64_t));
    add(BPF_JMP | BPF_JSET | BPF_K, flags, 0, 1);
    refuse();
    add(BPF_RET | BPF_K, SECCOMP_RET_ALLOW, 0, 0);
  }

  bool enter() {
    add(BPF_RET | BPF_K, SECCOMP_RET_ALLOW, 0, 0);
    const sock_fprog program{static_cast<unsigned short>(code_.size()), code_.data()};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
  }

 private:
  void add(uint32_t code, uint32_t value, uint8_t when_true, uint8_t when_false) {
    code_.push_back({static_cast<uint16_t>(code), when_true, when_false, value});
  }
  void load(size_t offset) { add(BPF_LD | BPF_W | BPF_ABS, static_cast<uint32_t>(offset), 0, 0); }
  void refuse() { add(BPF_RET | BPF_K, SECCOMP_RET_TRAP, 0, 0); }

  std::vector<sock_filter> code_;
};

}  // namespace

std::string forbid_system_calls(bool network, bool writing) {
  struct sigaction action {};
  action.sa_sigaction = &on_forbidden;
  action.sa_flags = SA_SIGINFO | SA_NODEFER;
  sigaction(SIGSYS, &action, nullptr);
  Filter filter;
  for (const Call& call : kNever) filter.never(call.number);
  if (!network) {
    for (const Call& call : kNetwork) filter.never(call.number);
  }
  if (!writing) {
    for (const Call& call : kChangesFiles) filter.never(call.number);
    for (const OpenCall& call : kOpens) filter.never_with(call.number, call.flags_argument, kWriting);
  }
  for (const Call& call : kOnlyOwn) filter.only_own(call.number, static_cast<uint32_t>(getpid()));
  if (filter.enter()) return "";
  return std::string("system calls cannot be forbidden: ") + strerror(errno);
}

#endif

}  // namespace vk
