#ifndef HANDCAR_COPY_FLOATS_H
#define HANDCAR_COPY_FLOATS_H

#include <stddef.h>

/// target[i · target_stride] = source[i · source_stride]: how partial vectors and strided rows get in and out of
/// whole vectors. A call, compiled once for all kernel sets: inlined, each of its many uses unrolls to hundreds of
/// bytes, and the edges of a tensor do not pay for that.
void hcs_copy_floats(const float *source, ptrdiff_t source_stride, float *target,
                     ptrdiff_t target_stride, ptrdiff_t count);

/// target[i] = source[i · stride] for elements of 1, 2, 4 or 8 bytes.
void hcs_gather(const void *source, ptrdiff_t stride, void *target, ptrdiff_t count,
                ptrdiff_t element_size);

/// target[column · target_stride + row] = source[row · source_stride + column]: sums of tiles whose rows lie side by side in
/// the output.
void hcs_transpose_rows(const float *source, ptrdiff_t source_stride, float *target,
                        ptrdiff_t target_stride, ptrdiff_t rows, ptrdiff_t columns);

/// The same for a matrix of any size, in blocks that stay in the first cache. Where target rows lie further apart than source
/// rows, a line of the target is filled before the next one is begun; else a line of the source is used up: where rows lie a power
/// of two apart, their lines push each other out (4096 × 16 numbers in the other order: 2 and 6 times as long on an EPYC).
void hcs_transpose_matrix(const float *source, ptrdiff_t source_stride, float *target,
                          ptrdiff_t target_stride, ptrdiff_t rows, ptrdiff_t columns);

/// target[pair · 8 + column · 2 + step] = source[(2 · pair + step) · source_stride + column] for four columns.
void hcs_interleave_rows(const float *source, ptrdiff_t source_stride, float *target,
                         ptrdiff_t pairs);

/// Bytes of stack memory, of which the last ones hold so many interleaved steps of four columns.
#define HCS_TILE_MEMORY 17152
#if defined(__x86_64__)
#define HCS_INTERLEAVED_STEPS 512
#else
#define HCS_INTERLEAVED_STEPS 0
#endif
#define HCS_STACK_MEMORY (HCS_TILE_MEMORY + 16 * HCS_INTERLEAVED_STEPS)

/// Calls `body` with so many bytes of stack memory, aligned to 64 bytes and not cleared, as Swift has none.
void hcs_with_stack_memory(void (*body)(void *memory, const void *context), const void *context);

#endif
