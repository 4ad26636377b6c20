/* Times single calls of a function, alike for every runtime that can be reached from C. */
#ifndef PEERS_LOOP_H
#define PEERS_LOOP_H

#include <stddef.h>
#include <stdint.h>

typedef struct {
  uint64_t budget;        /* nanoseconds of calls after which no further one is begun */
  size_t minimum;         /* calls made in any case */
  size_t capacity;        /* entries of `times` */
  unsigned char *eviction; /* written between calls so that no cache holds the model any more, or null */
  size_t eviction_size;
  void (*prepare)(void *a); /* called before each call and before the eviction, not timed; or null */
} loop_plan;

uint64_t loop_clock(void);

/* Calls `function(a, b)` over and over, stores the nanoseconds of each call, the least that an empty one takes being
 * subtracted, and returns their number. */
size_t loop_run(intptr_t (*function)(void *, void *), void *a, void *b, const loop_plan *plan, uint64_t *times);

/* For what is timed elsewhere: a round of this evicts the caches, no more. */
intptr_t loop_nothing(void *a, void *b);

#endif
