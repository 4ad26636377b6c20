#ifndef HANDCAR_VECTOR_OPERATIONS_H
#define HANDCAR_VECTOR_OPERATIONS_H

// Vector operations that Swift lowers badly. Everything here is static inline and vanishes into its caller.

typedef float hcs_float4 __attribute__((ext_vector_type(4)));

/// sum + left · right in one fused instruction where the target has one (NEON with VFPv4).
static inline hcs_float4 hcs_multiply_add(hcs_float4 sum, hcs_float4 left, hcs_float4 right) {
  return __builtin_elementwise_fma(left, right, sum);
}

typedef float hcs_float16 __attribute__((ext_vector_type(16)));

/// The lanes of two vectors in turn, of their lower halves.
static inline hcs_float16 hcs_interleave_low(hcs_float16 even, hcs_float16 odd) {
  return __builtin_shufflevector(even, odd, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

/// The same of their upper halves.
static inline hcs_float16 hcs_interleave_high(hcs_float16 even, hcs_float16 odd) {
  return __builtin_shufflevector(even, odd, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15,
                                 31);
}

/// The sum, computed before any that a later call returns, while the coefficient is still at hand: of a tile with few registers left,
/// the compiler would load many coefficients before it uses them, or make sums where these were, and move them back later.
static inline hcs_float16 hcs_in_order(hcs_float16 sum, hcs_float16 coefficient) {
#ifdef __AVX512F__
  __asm__ volatile("" : "+v"(sum) : "v"(coefficient));
#endif
  return sum;
}

/// Brings what will be read soon into the second cache.
static inline void hcs_prefetch(const float *numbers) { __builtin_prefetch(numbers, 0, 2); }

/// Brings what will be read at once into the first cache.
static inline void hcs_prefetch_first(const float *numbers) { __builtin_prefetch(numbers, 0, 3); }

/// The address that lies in memory. Loaded by itself: of eight side by side, the compiler would make a vector, and then
/// pick each of them out of it.
static inline const float *hcs_address(const void *memory) {
  const float *address = *(const float *const *)memory;
  __asm__("" : "+r"(address));
  return address;
}

/// The square root, one instruction: Swift's own keeps a call of libm for negative numbers.
static inline float hcs_square_root(float x) { return __builtin_elementwise_sqrt(x); }

#endif
