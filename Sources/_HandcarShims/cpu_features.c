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

int hcs_has_avx2(void) {
  enum { eax, ebx, ecx };
  const unsigned fma = 1u << 12, osxsave = 1u << 27, avx = 1u << 28, avx2 = 1u << 5;
  unsigned leaf[4];
  cpuid(0, 0, leaf);
  if (leaf[eax] < 7) return 0;
  cpuid(1, 0, leaf);
  if ((leaf[ecx] & (fma | osxsave | avx)) != (fma | osxsave | avx)) return 0;
  // The operating system must save the upper halves of the registers (XCR0 bits 1 and 2).
  unsigned low, high;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  if ((low & 6) != 6) return 0;
  cpuid(7, 0, leaf);
  return (leaf[ebx] & avx2) != 0;
}

#else

int hcs_has_avx2(void) { return 0; }

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
