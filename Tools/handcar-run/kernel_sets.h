/* What each kernel set of the library makes of a model's test vectors. */
#ifndef KERNEL_SETS_H
#define KERNEL_SETS_H

#include "test_vectors.h"

/* Every kernel set that there is, whether this CPU runs it or not: the names that
 * HANDCAR_KERNELS takes. */
enum { KERNEL_SET_COUNT = 4 };
extern const char *const kernel_set_names[KERNEL_SET_COUNT];

struct kernel_set_check {
  bool is_available; /* whether this machine can run it; if not, there are no tests */
  bool is_default;   /* whether a session uses it unless told otherwise */
  struct test_vectors tests;
};

/* Changes HANDCAR_KERNELS of this process, and removes it in the end. Fails with a message. */
void check_kernel_sets(const struct model_file *file, uint32_t threads,
                       struct kernel_set_check checks[KERNEL_SET_COUNT]);

#endif
