/* A library for LD_PRELOAD whose wall clock is more than a year ahead. `plugins check` starts a plugin's process with
 * it, to see that no row depends on the time of day. */
#define _GNU_SOURCE
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const time_t kAhead = 400L * 86400L;

/* The wall clocks alone; those that only measure how long something takes go right. */
static int is_wall_clock(clockid_t clock) {
  return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE || clock == CLOCK_TAI;
}

int clock_gettime(clockid_t clock, struct timespec* into) {
  const long result = syscall(SYS_clock_gettime, clock, into);
  if (result == 0 && is_wall_clock(clock)) into->tv_sec += kAhead;
  return (int)result;
}

int timespec_get(struct timespec* into, int base) {
  return base == TIME_UTC && clock_gettime(CLOCK_REALTIME, into) == 0 ? base : 0;
}

int gettimeofday(struct timeval* restrict into, void* restrict zone) {
  (void)zone;
  struct timespec now;
  if (clock_gettime(CLOCK_REALTIME, &now) != 0) return -1;
  into->tv_sec = now.tv_sec;
  into->tv_usec = now.tv_nsec / 1000;
  return 0;
}

time_t time(time_t* into) {
  struct timespec now;
  if (clock_gettime(CLOCK_REALTIME, &now) != 0) return (time_t)-1;
  if (into != NULL) *into = now.tv_sec;
  return now.tv_sec;
}
