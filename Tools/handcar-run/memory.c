#include "memory.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "failure.h"
#include "system_file.h"

void *reallocate(void *block, size_t count, size_t size) {
  size_t bytes;
  void *result = NULL;
  if (!__builtin_mul_overflow(count, size, &bytes)) result = realloc(block, bytes > 0 ? bytes : 1);
  if (result == NULL) {
    /* Not fail: it would ask for memory. */
    fputs("handcar-run: out of memory\n", stderr);
    exit(EXIT_REFUSED);
  }
  return result;
}

char *copy_string(const char *string) {
  size_t size = strlen(string) + 1;
  return memcpy(reallocate(NULL, size, 1), string, size);
}

int64_t peak_resident_bytes(void) {
  /* Not getrusage at first: it counts what the parent had when it started this process. */
  char value[64];
  struct rusage usage;
  if (system_file_field("/proc/self/status", "VmHWM", value, sizeof value)) {
    return (int64_t)strtoll(value, NULL, 10) * 1024;
  }
  return getrusage(RUSAGE_SELF, &usage) == 0 ? (int64_t)usage.ru_maxrss * 1024 : 0;
}
