#include "loop.h"

#include <time.h>

uint64_t loop_clock(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

/* Reads and writes every line: memset would use stores that pass the caches by. */
static void evict(unsigned char *bytes, size_t size) {
  for (size_t i = 0; i < size; i += 64) ((volatile unsigned char *)bytes)[i]++;
}

intptr_t loop_nothing(void *a, void *b) { return (void)a, (void)b, 0; }

static uint64_t timed(intptr_t (*function)(void *, void *), void *a, void *b) {
  uint64_t begin = loop_clock();
  function(a, b);
  return loop_clock() - begin;
}

static uint64_t least_of_an_empty_call(void) {
  intptr_t (*volatile empty)(void *, void *) = loop_nothing;
  static uint64_t least;
  if (least) return least;
  least = UINT64_MAX;
  for (int i = 0; i < 1000; i++) {
    uint64_t time = timed(empty, NULL, NULL);
    if (time < least) least = time;
  }
  return least;
}

size_t loop_run(intptr_t (*function)(void *, void *), void *a, void *b, const loop_plan *plan, uint64_t *times) {
  uint64_t spent = 0, floor = least_of_an_empty_call();
  size_t count = 0;
  while (count < plan->capacity && (count < plan->minimum || spent < plan->budget)) {
    if (plan->prepare) plan->prepare(a);
    if (plan->eviction) evict(plan->eviction, plan->eviction_size);
    uint64_t time = timed(function, a, b);
    times[count++] = time > floor ? time - floor : 0;
    spent += time;
  }
  return count;
}
