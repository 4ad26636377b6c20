#include "kernel_sets.h"

#include <stdlib.h>
#include <string.h>

const char *const kernel_set_names[KERNEL_SET_COUNT] = {"portable", "neon", "avx2",
                                                               "avx512"};

static const char variable[] = "HANDCAR_KERNELS";

void check_kernel_sets(const struct model_file *file, uint32_t threads,
                       struct kernel_set_check checks[KERNEL_SET_COUNT]) {
  /* The choice that the library makes by itself. */
  unsetenv(variable);
  const char *chosen = hc_kernel_set();
  for (size_t i = 0; i < KERNEL_SET_COUNT; i++) {
    const char *name = kernel_set_names[i];
    checks[i] = (struct kernel_set_check){.is_default = strcmp(name, chosen) == 0};
    if (setenv(variable, name, 1) != 0 || strcmp(hc_kernel_set(), name) != 0) continue;
    checks[i].is_available = true;
    checks[i].tests = test_vectors_run(file, threads);
  }
  unsetenv(variable);
}
