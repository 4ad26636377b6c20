#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "test_platform.h"

int test_unused_path(char *path, size_t size) {
  static int count = 0;
  const char *folder = getenv("TMPDIR");
  int length = snprintf(path, size, "%s/handcar-check-%ld-%d", folder != NULL ? folder : "/tmp", (long)getpid(),
                        __atomic_fetch_add(&count, 1, __ATOMIC_RELAXED));
  return length > 0 && (size_t)length < size;
}

int test_write_file(const char *path, const void *bytes, size_t size) {
  FILE *file = fopen(path, "wb");
  if (file == NULL) return 0;
  int written = fwrite(bytes, 1, size, file) == size;
  return fclose(file) == 0 && written;
}

int test_make_pipe(const char *path) { return mkfifo(path, 0600) == 0; }

void test_remove_file(const char *path) { remove(path); }
