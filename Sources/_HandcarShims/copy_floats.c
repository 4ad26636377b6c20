#include "copy_floats.h"

#include <stdint.h>

// Four floats wherever they lie.
typedef float float4 __attribute__((ext_vector_type(4), aligned(4)));

static float4 load(const float *source) { return *(const float4 *)source; }
static void store(float4 numbers, float *target) { *(float4 *)target = numbers; }

// Calls here, too: these would be most of the functions that call them.
#define OUTLINED __attribute__((noinline))

OUTLINED void hcs_copy_floats(const float *source, ptrdiff_t source_stride, float *target,
                              ptrdiff_t target_stride, ptrdiff_t count) {
  if (source_stride == 1 && target_stride == 1 && count >= 4) {
    // The last four may be some that were copied before.
    for (ptrdiff_t i = 0; i < count - 4; i += 4) store(load(source + i), target + i);
    store(load(source + count - 4), target + count - 4);
    return;
  }
  // A dozen numbers at most times: the checks before a vectorised loop would cost more than it saves.
#pragma clang loop vectorize(disable) unroll(disable)
  for (ptrdiff_t i = 0; i < count; i++) target[i * target_stride] = source[i * source_stride];
}

#define GATHER(type)                                 \
  _Pragma("clang loop vectorize(disable) unroll(disable)") \
  for (ptrdiff_t i = 0; i < count; i++) ((type *)target)[i] = ((const type *)source)[i * stride]

void hcs_gather(const void *source, ptrdiff_t stride, void *target, ptrdiff_t count,
                ptrdiff_t element_size) {
  switch (element_size) {
  case 1: GATHER(uint8_t); break;
  case 2: GATHER(uint16_t); break;
  case 4: hcs_copy_floats(source, stride, target, 1, count); break;
  default: GATHER(uint64_t); break;
  }
}

// Four rows.
static void transpose_four(const float *source, ptrdiff_t source_stride, float *target,
                           ptrdiff_t target_stride, ptrdiff_t columns) {
  ptrdiff_t column = 0;
#pragma clang loop unroll(disable)
  for (; column + 4 <= columns; column += 4, target += 4 * target_stride) {
    const float *next = source + column;
    float4 a = load(next), b = load(next + source_stride);
    next += 2 * source_stride;
    float4 c = load(next), d = load(next + source_stride);
    float4 ab = __builtin_shufflevector(a, b, 0, 4, 1, 5), cd = __builtin_shufflevector(c, d, 0, 4, 1, 5);
    store(__builtin_shufflevector(ab, cd, 0, 1, 4, 5), target);
    store(__builtin_shufflevector(ab, cd, 2, 3, 6, 7), target + target_stride);
    ab = __builtin_shufflevector(a, b, 2, 6, 3, 7), cd = __builtin_shufflevector(c, d, 2, 6, 3, 7);
    store(__builtin_shufflevector(ab, cd, 0, 1, 4, 5), target + 2 * target_stride);
    store(__builtin_shufflevector(ab, cd, 2, 3, 6, 7), target + 3 * target_stride);
  }
  for (; column < columns; column++, target += target_stride)
    hcs_copy_floats(source + column, source_stride, target, 1, 4);
}

OUTLINED void hcs_transpose_rows(const float *source, ptrdiff_t source_stride, float *target,
                                 ptrdiff_t target_stride, ptrdiff_t rows, ptrdiff_t columns) {
  if (rows < 4) {
    for (ptrdiff_t row = 0; row < rows; row++)
      hcs_copy_floats(source + row * source_stride, 1, target + row, target_stride, columns);
    return;
  }
  for (ptrdiff_t next = 0; next < rows; next += 4) {
    // The last four may be some that are there already.
    ptrdiff_t row = next < rows - 4 ? next : rows - 4;
    transpose_four(source + row * source_stride, source_stride, target + row, target_stride, columns);
  }
}

void hcs_transpose_matrix(const float *source, ptrdiff_t source_stride, float *target,
                          ptrdiff_t target_stride, ptrdiff_t rows, ptrdiff_t columns) {
  ptrdiff_t width = target_stride > source_stride ? 4 : 64;
  for (ptrdiff_t row = 0; row < rows; row += 64) {
    ptrdiff_t height = rows - row < 64 ? rows - row : 64;
    for (ptrdiff_t column = 0; column < columns; column += width)
      hcs_transpose_rows(source + row * source_stride + column, source_stride,
                         target + column * target_stride + row, target_stride, height,
                         columns - column < width ? columns - column : width);
  }
}

void hcs_interleave_rows(const float *source, ptrdiff_t source_stride, float *target,
                         ptrdiff_t pairs) {
#pragma clang loop unroll(disable)
  for (ptrdiff_t pair = 0; pair < pairs; pair++, source += 2 * source_stride, target += 8) {
    float4 a = load(source), b = load(source + source_stride);
    store(__builtin_shufflevector(a, b, 0, 4, 1, 5), target);
    store(__builtin_shufflevector(a, b, 2, 6, 3, 7), target + 4);
  }
}

void hcs_with_stack_memory(void (*body)(void *memory, const void *context), const void *context) {
  _Alignas(64) unsigned char memory[HCS_STACK_MEMORY];
  body(memory, context);
}
