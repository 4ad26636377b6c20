#define _POSIX_C_SOURCE 200809L
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "platform.h"

static int open_file(const char *path) {
  // O_NONBLOCK: opening a pipe must fail later as "not regular", not wait for its writer.
  int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor >= 0) return descriptor;
  return errno == ENOENT || errno == ENOTDIR ? -1 : -2;
}

// Takes half as long as fstat.
static int64_t get_size(int descriptor) { return lseek(descriptor, 0, SEEK_END); }

static void *map(int descriptor, size_t size) {
  void *bytes = mmap(NULL, size, PROT_READ, MAP_PRIVATE, descriptor, 0);
  return bytes == MAP_FAILED ? NULL : bytes;
}

static int is_regular(int descriptor) {
  struct stat status;
  return fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
}

static void close_file(int descriptor) { close(descriptor); }

static const hcos_file_calls system_calls = {open_file, get_size, map, is_regular, close_file};

hcos_map_result hcos_map_file(const char *path, const hcos_file_calls *calls, const void **bytes,
                              size_t *size) {
  if (calls == NULL) calls = &system_calls;
  *bytes = NULL;
  *size = 0;

  int descriptor = calls->open_file(path);
  if (descriptor < 0) return descriptor == -1 ? HCOS_NOT_FOUND : HCOS_UNREADABLE;

  int64_t length = calls->get_size(descriptor);
  hcos_map_result result = HCOS_MAPPED;
  if (length > 0 && length <= PTRDIFF_MAX) *bytes = calls->map(descriptor, (size_t)length);
  if (*bytes != NULL) {
    *size = (size_t)length;
  } else if (!calls->is_regular(descriptor)) {
    result = HCOS_NOT_REGULAR;
  } else {
    result = length == 0 ? HCOS_EMPTY : HCOS_UNREADABLE;
  }
  calls->close_file(descriptor);  // a mapping outlives its descriptor
  return result;
}

void hcos_unmap(const void *bytes, size_t size) {
  if (bytes != NULL) munmap((void *)bytes, size);
}
