#include "copy_floats.h"

void hcs_copy_floats(const float *source, ptrdiff_t source_stride, float *target,
                     ptrdiff_t target_stride, ptrdiff_t count) {
  // A dozen numbers at most times: the checks before a vectorised loop would cost more than it saves.
#pragma clang loop vectorize(disable) unroll(disable)
  for (ptrdiff_t i = 0; i < count; i++) target[i * target_stride] = source[i * source_stride];
}
