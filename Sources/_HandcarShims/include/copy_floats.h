#ifndef HANDCAR_COPY_FLOATS_H
#define HANDCAR_COPY_FLOATS_H

#include <stddef.h>

/// target[i · target_stride] = source[i · source_stride]: how partial vectors and strided rows get in and out of
/// whole vectors. A call, compiled once for all kernel sets: inlined, each of its many uses unrolls to hundreds of
/// bytes, and the edges of a tensor do not pay for that.
void hcs_copy_floats(const float *source, ptrdiff_t source_stride, float *target,
                     ptrdiff_t target_stride, ptrdiff_t count);

#endif
