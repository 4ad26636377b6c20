#ifndef HANDCAR_VECTOR_OPERATIONS_H
#define HANDCAR_VECTOR_OPERATIONS_H

#include "copy_floats.h"

// Vector operations that Swift lowers badly. Everything here is static inline and vanishes into its caller.

typedef float hcs_float4 __attribute__((ext_vector_type(4)));

/// sum + left · right in one fused instruction where the target has one (NEON with VFPv4).
static inline hcs_float4 hcs_multiply_add(hcs_float4 sum, hcs_float4 left, hcs_float4 right) {
  return __builtin_elementwise_fma(left, right, sum);
}

typedef float hcs_float16 __attribute__((ext_vector_type(16)));
typedef float hcs_float4_anywhere __attribute__((ext_vector_type(4), aligned(4)));
typedef float hcs_float8_anywhere __attribute__((ext_vector_type(8), aligned(4)));

/// The lanes of two vectors in turn, of their lower halves.
static inline hcs_float16 hcs_interleave_low(hcs_float16 even, hcs_float16 odd) {
  return __builtin_shufflevector(even, odd, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

/// The same of their upper halves.
static inline hcs_float16 hcs_interleave_high(hcs_float16 even, hcs_float16 odd) {
  return __builtin_shufflevector(even, odd, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15,
                                 31);
}

static inline void hcs_store_halves(const hcs_float8_anywhere *numbers, float *upper, float *lower,
                                    int are_joined) {
  if (are_joined) {
    *(hcs_float8_anywhere *)upper = *numbers;
  } else {
    *(hcs_float4_anywhere *)upper = numbers->lo;
    *(hcs_float4_anywhere *)lower = numbers->hi;
  }
}

static inline void hcs_transpose_halves(const float *sums, ptrdiff_t columns, float *upper,
                                        float *lower, ptrdiff_t stride, int are_joined) {
#pragma clang loop unroll(disable)
  for (ptrdiff_t column = 0; column < columns; column += 4) {
    // Two rows in a vector: joined by loads, which keep the port of shuffles free.
    hcs_float8_anywhere rows[4];
    for (int row = 0; row < 4; row++) {
      const float *numbers = sums + row * columns + column;
      rows[row].lo = *(const hcs_float4_anywhere *)numbers;
      rows[row].hi = *(const hcs_float4_anywhere *)(numbers + 4 * columns);
    }
    for (int pair = 0; pair < 2; pair++, upper += 2 * stride, lower += 2 * stride) {
      hcs_float8_anywhere even, odd;
      if (pair == 0) {
        even = __builtin_shufflevector(rows[0], rows[1], 0, 8, 1, 9, 4, 12, 5, 13);
        odd = __builtin_shufflevector(rows[2], rows[3], 0, 8, 1, 9, 4, 12, 5, 13);
      } else {
        even = __builtin_shufflevector(rows[0], rows[1], 2, 10, 3, 11, 6, 14, 7, 15);
        odd = __builtin_shufflevector(rows[2], rows[3], 2, 10, 3, 11, 6, 14, 7, 15);
      }
      hcs_float8_anywhere first = __builtin_shufflevector(even, odd, 0, 1, 8, 9, 4, 5, 12, 13);
      hcs_float8_anywhere second = __builtin_shufflevector(even, odd, 2, 3, 10, 11, 6, 7, 14, 15);
      hcs_store_halves(&first, upper, lower, are_joined);
      hcs_store_halves(&second, upper + stride, lower + stride, are_joined);
    }
  }
}

/// upper[column · stride + row] = rows[row · columns + column], floats, for four rows of a multiple of four columns, and the
/// same of four further rows to `lower`.
static inline void hcs_transpose_eight(const void *rows, ptrdiff_t columns, float *upper,
                                       float *lower, ptrdiff_t stride) {
  if (lower == upper + 4) {
    hcs_transpose_halves(rows, columns, upper, lower, stride, 1);
  } else {
    hcs_transpose_halves(rows, columns, upper, lower, stride, 0);
  }
}

/// target[column · stride + row] = panels[column / 16][row · 16 + column % 16], floats, for four rows.
static inline void hcs_transpose_four(const void *panels, ptrdiff_t count, float *target,
                                      ptrdiff_t stride) {
  for (ptrdiff_t panel = 0; panel < count; panel++)
    hcs_transpose_rows((const float *)panels + panel * 64, 16, target + panel * 16 * stride, stride, 4, 16);
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

/// The same address, of which the compiler does not know how it came about.
static inline const float *hcs_computed(const float *address) {
  __asm__("" : "+r"(address));
  return address;
}

/// The square root, one instruction: Swift's own keeps a call of libm for negative numbers.
static inline float hcs_square_root(float x) { return __builtin_elementwise_sqrt(x); }

#endif
