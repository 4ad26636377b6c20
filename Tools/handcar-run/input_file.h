/* A file that is read piece by piece at chosen places: no more of it lies in memory than is in
 * use. */
#ifndef INPUT_FILE_H
#define INPUT_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct input_file {
  const char *path;
  int descriptor;
  int64_t size;
};

/* Fails with a message when the path leads to no regular file, or not to a readable one. */
struct input_file input_file_open(const char *path);
void input_file_close(struct input_file *file);

/* Reads `count` bytes at `offset`; false when the file ends before. Fails when the disk does. */
bool input_file_read(const struct input_file *file, int64_t offset, void *bytes, size_t count);

/* Bytes of a file; 0 when it cannot be examined. */
int64_t file_size(const char *path);

#endif
