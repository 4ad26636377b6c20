#ifndef HANDCAR_COPY_FLOATS_H
#define HANDCAR_COPY_FLOATS_H

#include <stddef.h>

/// target[i · target_stride] = source[i · source_stride]: how partial vectors and strided rows get in and out of
/// whole vectors. A call, compiled once for all kernel sets: inlined, each of its many uses unrolls to hundreds of
/// bytes, and the edges of a tensor do not pay for that.
void hcs_copy_floats(const float *source, ptrdiff_t source_stride, float *target,
                     ptrdiff_t target_stride, ptrdiff_t count);

/// target[column · target_stride + row] = source[row · 16 + column] for four rows: sums of a tile whose rows lie side
/// by side in the output.
void hcs_transpose_rows(const float *source, float *target, ptrdiff_t target_stride,
                        ptrdiff_t columns);

#define HCS_STACK_MEMORY 3968

/// Calls `body` with so many bytes of stack memory, aligned to 16 bytes and not cleared, as Swift has none.
void hcs_with_stack_memory(void (*body)(void *memory, const void *context), const void *context);

#endif
