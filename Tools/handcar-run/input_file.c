#define _FILE_OFFSET_BITS 64
#include "input_file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "failure.h"

struct input_file input_file_open(const char *path) {
  struct stat status;
  /* O_NONBLOCK: opening a pipe must not wait for its writer. */
  int descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor < 0 || fstat(descriptor, &status) != 0) {
    fail_about_file(EXIT_BAD_INPUT, path, "cannot be read: %s", strerror(errno));
  }
  if (!S_ISREG(status.st_mode)) {
    fail_about_file(EXIT_BAD_INPUT, path,
                    "cannot be read: it is a folder, a pipe or a device, not a file");
  }
  return (struct input_file){.path = path, .descriptor = descriptor, .size = status.st_size};
}

void input_file_close(struct input_file *file) { close(file->descriptor); }

bool input_file_read(const struct input_file *file, int64_t offset, void *bytes, size_t count) {
  char *rest = bytes;
  if (offset < 0 || offset > file->size || (uint64_t)count > (uint64_t)(file->size - offset)) {
    return false;
  }
  while (count > 0) {
    ssize_t done = pread(file->descriptor, rest, count, offset);
    if (done < 0 && errno == EINTR) continue;
    if (done <= 0) {
      fail_about_file(EXIT_BAD_INPUT, file->path, "cannot be read: %s",
                      done == 0 ? "it has become shorter" : strerror(errno));
    }
    rest += done;
    offset += done;
    count -= (size_t)done;
  }
  return true;
}

int64_t file_size(const char *path) {
  struct stat status;
  return stat(path, &status) == 0 ? (int64_t)status.st_size : 0;
}
