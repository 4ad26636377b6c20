#include "cpu_features.h"

// Declared here and not included: the bare-metal targets of Embedded Swift come without libc headers.
extern char *getenv(const char *name);

const char *hcs_requested_kernels(void) { return getenv("HANDCAR_KERNELS"); }

#if defined(__x86_64__)

#include <stdatomic.h>

// Written out rather than __builtin_cpu_supports, which needs a constructor of the compiler's runtime.
static void cpuid(unsigned leaf, unsigned subleaf, unsigned registers[4]) {
  __asm__ volatile("cpuid"
                   : "=a"(registers[0]), "=b"(registers[1]), "=c"(registers[2]), "=d"(registers[3])
                   : "a"(leaf), "c"(subleaf));
}

enum { is_known = 1, has_avx2 = 2, has_crc32c = 4, has_avx512 = 8, halves_avx512 = 16 };

static unsigned found_features(void) {
  enum { eax, ebx, ecx };
  const unsigned fma = 1u << 12, sse42 = 1u << 20, osxsave = 1u << 27, avx = 1u << 28;
  const unsigned avx2 = 1u << 5, avx512f = 1u << 16, avx512vl = 1u << 31;
  // Of XCR0: what the operating system saves. The 128-bit registers and the upper halves of the 256-bit ones; the masks,
  // the upper halves of the 512-bit registers, and the registers above 15.
  const unsigned ymm_state = 0x06, zmm_state = 0xE6;
  unsigned leaf[4], found = is_known;
  cpuid(0, 0, leaf);
  unsigned last_leaf = leaf[eax];
  cpuid(1, 0, leaf);
  // Only AMD counts families beyond 15. This one, 0x19, is Zen 3, which has no AVX-512, and Zen 4.
  if ((leaf[eax] >> 20 & 0xFF) == 0x19 - 0x0F) found |= halves_avx512;
  if (leaf[ecx] & sse42) found |= has_crc32c;
  if (last_leaf < 7 || (leaf[ecx] & (fma | osxsave | avx)) != (fma | osxsave | avx)) return found;
  unsigned low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  if ((low & ymm_state) != ymm_state) return found;
  cpuid(7, 0, leaf);
  if (!(leaf[ebx] & avx2)) return found;
  found |= has_avx2;
  const unsigned wanted = avx512f | avx512vl;
  if ((low & zmm_state) == zmm_state && (leaf[ebx] & wanted) == wanted) found |= has_avx512;
  return found;
}

// The library's only variable. In a virtual machine each cpuid leaves it, which takes microseconds; whoever asks at the
// same time finds the same. Inlined into each question, it would be there five times.
__attribute__((noinline)) static unsigned features(void) {
  static atomic_uint known;
  unsigned value = atomic_load_explicit(&known, memory_order_relaxed);
  if (value == 0) {
    value = found_features();
    atomic_store_explicit(&known, value, memory_order_relaxed);
  }
  return value;
}

int hcs_has_avx2(void) { return (features() & has_avx2) != 0; }
int hcs_has_avx512(void) { return (features() & has_avx512) != 0; }
int hcs_halves_avx512(void) { return (features() & halves_avx512) != 0; }
int hcs_has_crc32c(void) { return (features() & has_crc32c) != 0; }

#else

int hcs_has_avx2(void) { return 0; }

int hcs_has_avx512(void) { return 0; }

int hcs_halves_avx512(void) { return 0; }

#endif

#if defined(__aarch64__) || defined(__arm__)
extern unsigned long getauxval(unsigned long type);
static unsigned long hardware_capabilities(void) { return getauxval(16); }
#endif

#if defined(__aarch64__)

int hcs_has_neon(void) { return 1; }
int hcs_has_crc32c(void) { return (hardware_capabilities() >> 7 & 1) != 0; }

#elif defined(__arm__)

int hcs_has_neon(void) {
  const unsigned long neon = 1ul << 12, vfpv4 = 1ul << 16;
  return (hardware_capabilities() & (neon | vfpv4)) == (neon | vfpv4);
}

#else

int hcs_has_neon(void) { return 0; }

#endif

#if !defined(__x86_64__) && !defined(__aarch64__)
int hcs_has_crc32c(void) { return 0; }
#endif
