#include "npy_writer.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "failure.h"
#include "output_file.h"
#include "text.h"

/* Small pieces are gathered here: samples of ten numbers are not worth a system call each. */
static float gathered[2048];
static size_t gathered_count;

/* A version 1 header, padded so that the elements begin at a multiple of 64. */
static void append_header(const struct shape *shape) {
  static const char magic[8] = {'\x93', 'N', 'U', 'M', 'P', 'Y', 1, 0};
  struct text text = {0};
  text_append(&text, "{'descr': '<f4', 'fortran_order': False, 'shape': (");
  for (size_t axis = 0; axis < shape->rank; axis++) {
    text_format(&text, "%s%" PRId64, axis > 0 ? ", " : "", shape->sizes[axis]);
  }
  text_append(&text, shape->rank == 1 ? ",), }" : "), }");
  text_repeat(&text, " ", 63 - (10 + text.length) % 64);
  text_append(&text, "\n");
  unsigned char length[2] = {text.length & 0xFF, (unsigned char)(text.length >> 8)};
  output_file_append(magic, sizeof magic);
  output_file_append(length, sizeof length);
  output_file_append(text.bytes, text.length);
  text_free(&text);
}

static void flush(void) {
  output_file_append(gathered, gathered_count * sizeof *gathered);
  gathered_count = 0;
}

void npy_writer_begin(const char *path, const struct shape *shape) {
  int64_t byte_count;
  if (!shape_byte_count(shape, sizeof(float), &byte_count)) {
    fail_about_file(EXIT_OUTPUT_NOT_WRITTEN, path, "shape %s is too large or negative",
                    format_sizes(shape).text);
  }
  output_file_begin(path);
  append_header(shape);
}

void npy_writer_append(const float *numbers, size_t count) {
  size_t room = sizeof gathered / sizeof *gathered;
  while (count > 0) {
    size_t now = count < room - gathered_count ? count : room - gathered_count;
    memcpy(gathered + gathered_count, numbers, now * sizeof *numbers);
    gathered_count += now;
    numbers += now;
    count -= now;
    if (gathered_count == room) flush();
  }
}

void npy_writer_finish(void) {
  flush();
  output_file_finish();
}
