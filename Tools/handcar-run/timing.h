/* Times something that may be shorter than the clock can tell: each measurement is the mean of
 * as many calls as last some microseconds. */
#ifndef TIMING_H
#define TIMING_H

#include <stdbool.h>
#include <stdint.h>

#include "distribution.h"

/* Of a clock that never goes back. */
uint64_t nanoseconds_now(void);

/* When to stop: after so many calls, or when that is 0 after so many seconds. */
struct timing_length {
  int64_t calls;
  double seconds;
};

struct timing {
  struct distribution nanoseconds; /* means of a call; at least one */
  int64_t calls_per_measurement;
};

/* Warms up for a tenth of the time and until the calls per measurement are known, then measures. */
struct timing measure_calls(struct timing_length length, void (*call)(void *context),
                            void *context);

#endif
