/* old_kernel PROGRAM ARGUMENT...: runs a program as on a kernel that has neither Landlock, nor descriptors of
 * processes, nor close_range(). */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#define VK_LACKS(number) \
  BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (number), 0, 1), BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS)

int main(int count, char** arguments) {
  static struct sock_filter lacks[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
      VK_LACKS(SYS_landlock_create_ruleset),
      VK_LACKS(SYS_landlock_add_rule),
      VK_LACKS(SYS_landlock_restrict_self),
      VK_LACKS(SYS_pidfd_open),
      VK_LACKS(SYS_close_range),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const struct sock_fprog program = {sizeof lacks / sizeof *lacks, lacks};
  const int done = count > 1 && prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
                   prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
  if (done) execv(arguments[1], arguments + 1);
  perror("old_kernel");
  return 127;
}
