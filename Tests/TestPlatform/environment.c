#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>

#include "test_platform.h"

void test_print(const uint8_t *bytes, size_t size) {
  fwrite(bytes, 1, size, stdout);
  fflush(stdout);
}

void test_set_kernels(const char *name) { setenv("HANDCAR_KERNELS", name, 1); }
