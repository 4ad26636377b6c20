#define _POSIX_C_SOURCE 200809L
#include "threads.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>

// Whoever is awake takes the parts of a job, the caller too. So a job never waits for a worker to wake up, and
// finishes even if none does; on a busy machine a thread that does not get a processor holds nothing up but
// the part that it has begun.
//
// Sleeping follows one pattern on both sides: the sleeper announces itself, then looks once more, then sleeps; the
// other side changes what is looked at, then asks whether somebody sleeps. These four accesses are sequentially
// consistent, so that one of the two notices the other.

typedef struct {
  // What every thread looks at while awake, and needs when there is a job, is one line; what they count down another.
  _Alignas(64) atomic_uint open_parts;  // bit i: part i has not been taken
  atomic_uint threads, parts;           // of the job
  // Written by the caller between jobs; whoever has taken a part may read them.
  hcos_part compute;
  void *context;
  _Alignas(64) atomic_uint unfinished;  // parts
  _Alignas(64) atomic_uint sleepers;    // workers
  atomic_uint is_caller_asleep;
  atomic_uint last_thread;              // the number given out last
  pthread_mutex_t mutex;                // guards is_ending and going to sleep
  pthread_cond_t opened, finished;
  int is_ending;
  uint32_t worker_count;
  hcos_thread_calls calls;
  uintptr_t workers[HCOS_MAX_THREADS - 1];
} pool_state;

_Static_assert(sizeof(pool_state) <= sizeof(hcos_pool), "hcos_pool is too small");

// Looks before sleeping: some tens of microseconds, about what it costs to be woken up.
#if defined(__x86_64__) || defined(__i386__)
enum { spin_count = 2000 };
static inline void pause_briefly(void) { __builtin_ia32_pause(); }
#elif defined(__aarch64__)
enum { spin_count = 2000 };
// `yield` does nothing on most cores; this waits for the pipeline, some ten nanoseconds.
static inline void pause_briefly(void) { __asm__ volatile("isb" ::: "memory"); }
#elif defined(__arm__)
enum { spin_count = 5000 };
static inline void pause_briefly(void) { __asm__ volatile("yield" ::: "memory"); }
#else
enum { spin_count = 5000 };
static inline void pause_briefly(void) { __asm__ volatile("" ::: "memory"); }
#endif

static void finish_parts(pool_state *pool, unsigned count) {
  if (atomic_fetch_sub(&pool->unfinished, count) != count) return;
  if (atomic_load(&pool->is_caller_asleep) == 0) return;
  pthread_mutex_lock(&pool->mutex);
  pthread_cond_signal(&pool->finished);
  pthread_mutex_unlock(&pool->mutex);
}

// `count` parts from `first` on, as bits.
static unsigned part_bits(unsigned first, unsigned count) {
  return (unsigned)(((uint64_t)1 << count) - 1) << first;
}

// Open parts that a thread should take at once. A thread prefers its own, a run of them in the order of the threads:
// what it has computed of one operation is then what it needs for the next, and its cache may still hold their weights
// from the run before. Most of them at once, because large parts are computed faster than small ones; the rest later, for
// others may have taken it by then: those that have none left help out from the end of what is open.
static unsigned choose_parts(pool_state *pool, unsigned open, uint32_t thread) {
  unsigned threads = atomic_load_explicit(&pool->threads, memory_order_relaxed);
  unsigned parts = atomic_load_explicit(&pool->parts, memory_order_relaxed);
  if (thread < threads) {
    unsigned first = thread * parts / threads, end = (thread + 1) * parts / threads;
    unsigned own = open & part_bits(first, end - first);
    if (own != 0) {
      first = (unsigned)__builtin_ctz(own);
      return own & part_bits(first, (3 * (end - first) + 3) / 4);
    }
  }
  unsigned last = 31u - (unsigned)__builtin_clz(open);
  unsigned before = ~open & part_bits(0, last);
  unsigned count = before == 0 ? last + 1 : last - (31u - (unsigned)__builtin_clz(before));
  count = (count + threads - 1) / threads;
  return part_bits(last + 1 - count, count);
}

// Computes parts until all are taken.
static void take_parts(pool_state *pool, uint32_t thread) {
  unsigned open;
  while ((open = atomic_load_explicit(&pool->open_parts, memory_order_relaxed)) != 0) {
    unsigned choice = choose_parts(pool, open, thread);
    // Other threads may have been faster with some of them, or with all.
    unsigned taken = choice & atomic_fetch_and_explicit(&pool->open_parts, ~choice, memory_order_acquire);
    while (taken != 0) {
      unsigned first = (unsigned)__builtin_ctz(taken);
      unsigned count = (unsigned)__builtin_ctzll(~((uint64_t)taken >> first));
      pool->compute(pool->context, first, count, thread);
      finish_parts(pool, count);
      taken &= ~part_bits(first, count);
    }
  }
}

// Waits for parts to take; 0 when the pool ends.
static int await_parts(pool_state *pool) {
  for (int i = 0; i < spin_count; i++) {
    if (atomic_load_explicit(&pool->open_parts, memory_order_relaxed) != 0) return 1;
    pause_briefly();
  }
  pthread_mutex_lock(&pool->mutex);
  atomic_fetch_add(&pool->sleepers, 1);
  while (!pool->is_ending && atomic_load(&pool->open_parts) == 0) {
    pthread_cond_wait(&pool->opened, &pool->mutex);
  }
  atomic_fetch_sub(&pool->sleepers, 1);
  int is_ending = pool->is_ending;
  pthread_mutex_unlock(&pool->mutex);
  return !is_ending;
}

static void *run_worker(void *argument) {
  pool_state *pool = argument;
  uint32_t thread = atomic_fetch_add(&pool->last_thread, 1) + 1;
  while (await_parts(pool)) take_parts(pool, thread);
  return NULL;
}

static void wake_workers(pool_state *pool, unsigned count) {
  unsigned sleepers = atomic_load(&pool->sleepers);
  if (count > sleepers) count = sleepers;
  if (count == 0) return;
  pthread_mutex_lock(&pool->mutex);
  for (unsigned i = 0; i < count; i++) pthread_cond_signal(&pool->opened);
  pthread_mutex_unlock(&pool->mutex);
}

static void await_end(pool_state *pool) {
  for (int i = 0; i < spin_count; i++) {
    if (atomic_load_explicit(&pool->unfinished, memory_order_acquire) == 0) return;
    pause_briefly();
  }
  pthread_mutex_lock(&pool->mutex);
  atomic_store(&pool->is_caller_asleep, 1);
  while (atomic_load(&pool->unfinished) != 0) pthread_cond_wait(&pool->finished, &pool->mutex);
  atomic_store(&pool->is_caller_asleep, 0);
  pthread_mutex_unlock(&pool->mutex);
}

void hcos_pool_run(hcos_pool *storage, uint32_t threads, uint32_t parts, hcos_part compute, void *context) {
  pool_state *pool = (pool_state *)storage;
  if (threads == 0 || parts == 0) return;
  pool->compute = compute;
  pool->context = context;
  atomic_store_explicit(&pool->threads, threads, memory_order_relaxed);
  atomic_store_explicit(&pool->parts, parts, memory_order_relaxed);
  atomic_store_explicit(&pool->unfinished, parts, memory_order_relaxed);
  atomic_store(&pool->open_parts, part_bits(0, parts));
  wake_workers(pool, (threads < parts ? threads : parts) - 1);
  take_parts(pool, 0);
  await_end(pool);
}

static int create_thread(uintptr_t *thread, void *(*body)(void *), void *argument) {
  pthread_t created;
  int error = pthread_create(&created, NULL, body, argument);
  if (error == 0) *thread = (uintptr_t)created;
  return error;
}

static void join_thread(uintptr_t thread) { pthread_join((pthread_t)thread, NULL); }

int hcos_pool_start(hcos_pool *storage, uint32_t threads, const hcos_thread_calls *calls) {
  static const hcos_thread_calls system_calls = {create_thread, join_thread};
  pool_state *pool = (pool_state *)storage;
  atomic_init(&pool->open_parts, 0);
  atomic_init(&pool->unfinished, 0);
  atomic_init(&pool->sleepers, 0);
  atomic_init(&pool->is_caller_asleep, 0);
  atomic_init(&pool->last_thread, 0);
  atomic_init(&pool->threads, 0);
  atomic_init(&pool->parts, 0);
  pool->calls = calls == NULL ? system_calls : *calls;
  pool->is_ending = 0;
  pool->worker_count = 0;
  if (pthread_mutex_init(&pool->mutex, NULL) != 0) return -1;
  pthread_cond_init(&pool->opened, NULL);  // without attributes it cannot fail
  pthread_cond_init(&pool->finished, NULL);

  // A thread inherits the mask: the signals of the program stay with the threads of the program.
  sigset_t all, before;
  sigfillset(&all);
  int is_masked = pthread_sigmask(SIG_SETMASK, &all, &before) == 0;
  int error = 0;
  while (error == 0 && pool->worker_count < threads - 1) {
    error = pool->calls.create(&pool->workers[pool->worker_count], run_worker, pool);
    if (error == 0) pool->worker_count++;
  }
  if (is_masked) pthread_sigmask(SIG_SETMASK, &before, NULL);
  if (error == 0) return 0;
  hcos_pool_end(storage);
  return -1;
}

void hcos_pool_end(hcos_pool *storage) {
  pool_state *pool = (pool_state *)storage;
  pthread_mutex_lock(&pool->mutex);
  pool->is_ending = 1;
  pthread_cond_broadcast(&pool->opened);
  pthread_mutex_unlock(&pool->mutex);
  for (uint32_t i = 0; i < pool->worker_count; i++) pool->calls.join(pool->workers[i]);
  pthread_cond_destroy(&pool->finished);
  pthread_cond_destroy(&pool->opened);
  pthread_mutex_destroy(&pool->mutex);
}
