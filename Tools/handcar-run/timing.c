#include "timing.h"

#include <time.h>

/* A measurement lasts at least so long: a thousand times what reading the clock costs. */
static const double shortest_measurement = 20000;

/* Memory and sorting stay negligible. */
static const int64_t most_measurements = 1000000;

uint64_t nanoseconds_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

static double time_calls(int64_t count, void (*call)(void *), void *context) {
  uint64_t start = nanoseconds_now();
  for (int64_t i = 0; i < count; i++) call(context);
  return (double)(nanoseconds_now() - start);
}

static double at_most(double value, double limit) { return value < limit ? value : limit; }

/* The calls that one measurement takes. */
static int64_t warm_up(double total, void (*call)(void *), void *context) {
  uint64_t end = nanoseconds_now() + (uint64_t)(at_most(total, 1e10) / 10);
  int64_t count = 1;
  for (;;) {
    double elapsed = time_calls(count, call, context);
    if (elapsed < shortest_measurement && count < 1 << 20) {
      count *= 2;
    } else if (nanoseconds_now() >= end) {
      return count;
    }
  }
}

struct timing measure_calls(struct timing_length length, void (*call)(void *), void *context) {
  struct timing timing = {0};
  bool is_counted = length.calls > 0;
  int64_t calls = warm_up(is_counted ? 1e8 : length.seconds * 1e9, call, context);
  int64_t count = most_measurements;
  uint64_t end = UINT64_MAX;
  if (is_counted) {
    /* As asked: no more calls, so measurements of one call each unless there are enough. */
    int64_t hundredth = length.calls / 100 > 1 ? length.calls / 100 : 1;
    if (calls > hundredth) calls = hundredth;
    if (length.calls / calls < count) count = length.calls / calls;
  } else {
    end = nanoseconds_now() + (uint64_t)at_most(length.seconds * 1e9, 1e18);
  }
  do {
    distribution_add(&timing.nanoseconds, time_calls(calls, call, context) / (double)calls);
  } while (--count > 0 && (is_counted || nanoseconds_now() < end));
  timing.calls_per_measurement = calls;
  distribution_sort(&timing.nanoseconds);
  return timing;
}
