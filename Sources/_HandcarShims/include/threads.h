#ifndef HANDCAR_THREADS_H
#define HANDCAR_THREADS_H

// A few threads that share the work of one caller, one job at a time.

#include <stddef.h>
#include <stdint.h>

/// Threads of a pool at most, the caller's included.
#define HCOS_MAX_THREADS 32

/// Storage of a pool, to start on a multiple of 64 bytes; the content is private. Not to be moved or copied.
typedef struct {
  uint64_t opaque[80];
} hcos_pool;

/// Computes parts first … first + count − 1 of a job. `thread` tells the threads apart: 0 is the caller, then 1, 2, ….
typedef void (*hcos_part)(void *context, uint32_t first, uint32_t count, uint32_t thread);

/// The calls beneath a pool, replaceable so that tests can make them fail.
typedef struct {
  /// Starts a thread; 0, or an error.
  int (*create)(uintptr_t *thread, void *(*body)(void *), void *argument);
  /// Waits until a thread has ended and releases it.
  void (*join)(uintptr_t thread);
} hcos_thread_calls;

/// Starts `threads` − 1 workers, 2 ≤ threads ≤ HCOS_MAX_THREADS; they sleep, and take no signals. `calls` may be
/// null. 0, or −1 when one of them cannot be started: then none is left and the storage is free again.
int hcos_pool_start(hcos_pool *pool, uint32_t threads, const hcos_thread_calls *calls);

/// Parts of a job at most.
#define HCOS_MAX_PARTS 32

/// Computes parts 0 … parts − 1, parts ≤ HCOS_MAX_PARTS, each once, on whichever thread comes first, and returns when
/// all are done; `threads`, those that the job is worth, are woken up if they sleep. Each of these begins with as many
/// parts side by side as the others, in the order of the threads, and helps out where it has no more. To be called by
/// one thread at a time. Workers that find nothing to do stay awake for some tens of microseconds, in case another job
/// follows.
void hcos_pool_run(hcos_pool *pool, uint32_t threads, uint32_t parts, hcos_part compute, void *context);

/// Ends the workers and waits for them.
void hcos_pool_end(hcos_pool *pool);

#endif
