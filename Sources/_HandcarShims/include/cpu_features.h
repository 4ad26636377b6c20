#ifndef HANDCAR_CPU_FEATURES_H
#define HANDCAR_CPU_FEATURES_H

/// Whether this CPU, and the operating system on it, run AVX2 and FMA code. Zero on other architectures.
int hcs_has_avx2(void);

/// Whether this CPU, and the operating system on it, run AVX-512 code (F and VL) besides AVX2 and FMA. Zero on other
/// architectures.
int hcs_has_avx512(void);

/// Whether this CPU computes 512 bits in two halves, so that it loads as many registers as it multiplies: AMD's Zen 4.
int hcs_halves_avx512(void);

/// Whether this CPU has NEON with fused multiply-add. Zero on other architectures.
int hcs_has_neon(void);

/// Whether this CPU has the instructions for CRC-32C that crc32c.c uses.
int hcs_has_crc32c(void);

/// The value of the environment variable HANDCAR_KERNELS, or null: the library's only look at its environment.
const char *hcs_requested_kernels(void);

#endif
