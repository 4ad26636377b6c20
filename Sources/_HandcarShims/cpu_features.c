#include "cpu_features.h"

// Declared here and not included: the bare-metal targets of Embedded Swift come without libc headers.
extern char *getenv(const char *name);

const char *hcs_requested_kernels(void) { return getenv("HANDCAR_KERNELS"); }

#if defined(__x86_64__)

// Written out rather than __builtin_cpu_supports, which needs a constructor of the compiler's runtime.
static void cpuid(unsigned leaf, unsigned subleaf, unsigned registers[4]) {
  __asm__ volatile("cpuid"
                   : "=a"(registers[0]), "=b"(registers[1]), "=c"(registers[2]), "=d"(registers[3])
                   : "a"(leaf), "c"(subleaf));
}

// Whether leaf 7 of cpuid names all `wanted` features, besides FMA and AVX, and the operating system saves all of the
// registers in `saved`, bits of XCR0.
static int has_vectors(unsigned wanted, unsigned saved) {
  enum { eax, ebx, ecx };
  const unsigned fma = 1u << 12, osxsave = 1u << 27, avx = 1u << 28;
  unsigned leaf[4];
  cpuid(0, 0, leaf);
  if (leaf[eax] < 7) return 0;
  cpuid(1, 0, leaf);
  if ((leaf[ecx] & (fma | osxsave | avx)) != (fma | osxsave | avx)) return 0;
  unsigned low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  if ((low & saved) != saved) return 0;
  cpuid(7, 0, leaf);
  return (leaf[ebx] & wanted) == wanted;
}

static const unsigned avx2 = 1u << 5, avx512f = 1u << 16, avx512vl = 1u << 31;
// The 128-bit registers and the upper halves of the 256-bit ones; the masks, the upper halves of the 512-bit registers,
// and the registers above 15.
static const unsigned ymm_state = 0x06, zmm_state = 0xE6;

int hcs_has_avx2(void) { return has_vectors(avx2, ymm_state); }

int hcs_has_avx512(void) { return has_vectors(avx2 | avx512f | avx512vl, zmm_state); }

#else

int hcs_has_avx2(void) { return 0; }

int hcs_has_avx512(void) { return 0; }

#endif

#if defined(__aarch64__)

int hcs_has_neon(void) { return 1; }

#elif defined(__arm__)

extern unsigned long getauxval(unsigned long type);

int hcs_has_neon(void) {
  const unsigned long hwcap_type = 16, neon = 1ul << 12, vfpv4 = 1ul << 16;
  return (getauxval(hwcap_type) & (neon | vfpv4)) == (neon | vfpv4);
}

#else

int hcs_has_neon(void) { return 0; }

#endif
