#ifndef HANDCAR_X86_FEATURES_H
#define HANDCAR_X86_FEATURES_H

/// Whether this machine runs AVX2 and FMA instructions.
static inline int hcs_has_avx2_and_fma(void) {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#else
  return 0;
#endif
}

#endif
