/* What this machine can do at most, measured between the rounds of the runtimes with the same protocol (serve.h).
 *
 * MODEL is "fma:256" or "fma:512", multiply-adds on registers with vectors of so many bits, of which "macs" says how
 * many float32 ones a call makes; "read:BYTES", one plain pass over so many bytes; or "neighbour", whose time tells
 * whether somebody else computes on the same core. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "serve.h"

enum { iterations = 2000, chains = 24 };

typedef struct {
  uint64_t (*work)(unsigned char *bytes, size_t size);
  unsigned char *bytes;
  size_t size;
  uint64_t multiply_adds;
  volatile uint64_t sink;
} limit;

/* Independent chains, more than latency times units, so that only the units limit. Every loop over them is unrolled
 * and the empty assembly hides what they hold: each chain stays in a register and nothing is computed in advance. */
#define EACH_CHAIN(used) _Pragma("GCC unroll 32") for (int c = 0; c < used; c++)
#define FMA_LOOP(vector, set1, fma, used)                                                        \
  vector sums[used], factor = set1(0.999f), term = set1(0.001f);                                  \
  EACH_CHAIN(used) sums[c] = set1((float)c);                                                      \
  for (int i = 0; i < iterations; i++) {                                                          \
    EACH_CHAIN(used) {                                                                            \
      sums[c] = fma(sums[c], factor, term);                                                       \
      __asm__ volatile("" : "+" REGISTER(sums[c]));                                               \
    }                                                                                             \
  }                                                                                               \
  EACH_CHAIN(used) __asm__ volatile("" : : REGISTER(sums[c]));                                    \
  return 0

#if defined(__x86_64__)
#include <immintrin.h>
#define REGISTER(value) "v"(value)
enum { chains_256 = 12 }; /* 16 registers, two of them taken */

__attribute__((target("avx2,fma"))) static uint64_t fma_256(unsigned char *bytes, size_t size) {
  (void)bytes, (void)size;
  FMA_LOOP(__m256, _mm256_set1_ps, _mm256_fmadd_ps, chains_256);
}

__attribute__((target("avx512f"))) static uint64_t fma_512(unsigned char *bytes, size_t size) {
  (void)bytes, (void)size;
  FMA_LOOP(__m512, _mm512_set1_ps, _mm512_fmadd_ps, chains);
}

static int find_fma(int bits, limit *it) {
  __builtin_cpu_init();
  if (bits == 256 && __builtin_cpu_supports("fma")) it->work = fma_256, it->multiply_adds = chains_256 * 8;
  if (bits == 512 && __builtin_cpu_supports("avx512f")) it->work = fma_512, it->multiply_adds = chains * 16;
  it->multiply_adds *= iterations;
  return it->work != NULL;
}
#elif defined(__aarch64__)
#include <arm_neon.h>
#define REGISTER(value) "w"(value)

static uint64_t fma_128(unsigned char *bytes, size_t size) {
  (void)bytes, (void)size;
#define fma_of(sum, factor, term) vfmaq_f32(term, sum, factor)
  FMA_LOOP(float32x4_t, vdupq_n_f32, fma_of, chains);
}

static int find_fma(int bits, limit *it) {
  if (bits == 128) it->work = fma_128, it->multiply_adds = (uint64_t)chains * 4 * iterations;
  return it->work != NULL;
}
#else
static int find_fma(int bits, limit *it) { return (void)bits, (void)it, 0; }
#endif

/* A core that runs two threads halves its queues between them, also where the other thread belongs to another guest of
 * the host: what needs many stores in flight then takes up to a third longer, though neither the clock nor the
 * multiply-adds do. Here each chain of dependent products can begin before the one ahead of it has ended only if the
 * queue holds the stores between them, 48; it holds 64 of a whole Zen 4 core and 32 of half a one. */
static uint64_t feel_neighbour(unsigned char *bytes, size_t size) {
  enum { steps = 300, products = 16, stores = 48 };
  static volatile double factors[2] = {1.0000001, 0.9999999};
  volatile unsigned char *stored = bytes;
  (void)size;
  double value[2] = {1, 1}, factor[2] = {factors[0], factors[1]};
  for (int i = 0; i < steps; i++) {
    _Pragma("GCC unroll 2") for (int chain = 0; chain < 2; chain++) {
      _Pragma("GCC unroll 64") for (int p = 0; p < products; p++) value[chain] *= factor[chain];
      _Pragma("GCC unroll 64") for (int s = 0; s < stores; s++) *stored = 1;
    }
  }
  return value[0] + value[1] > 0;
}

typedef uint64_t lanes __attribute__((vector_size(32)));

#if defined(__x86_64__)
__attribute__((target("avx2")))
#endif
static uint64_t read_once(unsigned char *bytes, size_t size) {
  enum { streams = 8 };
  const lanes *data = (const lanes *)bytes;
  size_t count = size / sizeof(lanes);
  lanes sums[streams] = {0};
  for (size_t i = 0; i + streams <= count; i += streams) {
    _Pragma("GCC unroll 8") for (int s = 0; s < streams; s++) sums[s] += data[i + (size_t)s];
  }
  for (int s = 1; s < streams; s++) sums[0] += sums[s];
  return sums[0][0] + sums[0][1] + sums[0][2] + sums[0][3];
}

static void close_limit(void *state) {
  free(((limit *)state)->bytes);
  free(state);
}

static const char *open_limit(const char *name, void **state) {
  limit *it = calloc(1, sizeof *it);
  int bits;
  if (sscanf(name, "fma:%d", &bits) == 1 && find_fma(bits, it)) {
  } else if (sscanf(name, "read:%zu", &it->size) == 1) {
    it->work = read_once;
    it->bytes = aligned_alloc(64, (it->size + 63) / 64 * 64);
    memset(it->bytes, 1, it->size);
  } else if (strcmp(name, "neighbour") == 0) {
    it->work = feel_neighbour;
    it->bytes = malloc(1);
  } else {
    free(it);
    return "this machine does not have it";
  }
  *state = it;
  return NULL;
}

static void nothing(void *state, const char *path) { (void)state, (void)path; }

static intptr_t call_limit(void *state, void *unused) {
  limit *it = state;
  (void)unused;
  it->sink += it->work(it->bytes, it->size);
  return 0;
}

static uint64_t multiply_adds(void *state) { return ((limit *)state)->multiply_adds; }

int main(void) {
  const served machine = {open_limit, nothing, nothing, NULL, call_limit, multiply_adds, close_limit};
  return serve(&machine, "{}");
}
