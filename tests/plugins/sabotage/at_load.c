/* A library whose constructor does what the build says, before anybody can ask it anything. */
#include <stdlib.h>
#include <unistd.h>

#if !defined(VK_AT_LOAD_EXIT)
#define VK_AT_LOAD_EXIT 0
#endif
#if !defined(VK_AT_LOAD_HANG)
#define VK_AT_LOAD_HANG 0
#endif

__attribute__((constructor, no_sanitize("undefined"))) static void at_load(void) {
  volatile int* volatile nowhere = NULL;
  if (VK_AT_LOAD_EXIT) exit(0);
  while (VK_AT_LOAD_HANG) pause();
  *nowhere = 1;
}
