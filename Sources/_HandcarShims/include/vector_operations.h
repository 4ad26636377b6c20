#ifndef HANDCAR_VECTOR_OPERATIONS_H
#define HANDCAR_VECTOR_OPERATIONS_H

// Vector operations that Swift lowers badly. Everything here is static inline and vanishes into its caller.

typedef float hcs_float4 __attribute__((ext_vector_type(4)));

/// sum + left · right in one fused instruction where the target has one (NEON with VFPv4).
static inline hcs_float4 hcs_multiply_add(hcs_float4 sum, hcs_float4 left, hcs_float4 right) {
  return __builtin_elementwise_fma(left, right, sum);
}

/// The square root, one instruction: Swift's own keeps a call of libm for negative numbers.
static inline float hcs_square_root(float x) { return __builtin_elementwise_sqrt(x); }

#endif
