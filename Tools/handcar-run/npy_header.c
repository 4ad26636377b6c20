#include "npy_header.h"

#include <string.h>

#include "failure.h"
#include "npy_dictionary.h"

/* The scalar of a type's description, such as `<f4`. */
static enum scalar scalar_of_description(const struct input_file *file, const char *descr) {
  const char *code = descr + strspn(descr, "<|=");
  if (descr[0] == '>') {
    fail_about_file(EXIT_BAD_INPUT, file->path,
                    "big-endian elements '%s'; save with a.astype(a.dtype.newbyteorder('<'))",
                    descr);
  }
  for (int scalar = 0; scalar < SCALAR_COUNT; scalar++) {
    if (strcmp(scalar_types[scalar].numpy_code, code) == 0) return (enum scalar)scalar;
  }
  fail_about_file(EXIT_BAD_INPUT, file->path,
                  "element type '%s' is not supported; save as float16, float32, float64, bool or "
                  "an integer of 8 to 64 bits",
                  descr);
}

struct npy_header npy_header_read(const struct input_file *file) {
  static const uint8_t magic[6] = {0x93, 'N', 'U', 'M', 'P', 'Y'};
  uint8_t head[7], digits[4] = {0};
  struct npy_dictionary dictionary;
  if (!input_file_read(file, 0, head, sizeof head) || memcmp(head, magic, sizeof magic) != 0) {
    fail_about_file(EXIT_BAD_INPUT, file->path,
                    "not a .npy file (it does not begin with \\x93NUMPY)");
  }
  uint8_t major = head[6];
  if (major < 1 || major > 3) {
    fail_about_file(EXIT_BAD_INPUT, file->path,
                    ".npy format version %d is not known (1, 2 and 3 are)", major);
  }
  size_t digit_count = major == 1 ? 2 : 4;
  int64_t start = 8 + (int64_t)digit_count, end = -1;
  if (input_file_read(file, 8, digits, digit_count)) {
    end = start + (int64_t)(digits[0] | (uint32_t)digits[1] << 8 | (uint32_t)digits[2] << 16 |
                            (uint32_t)digits[3] << 24);
  }
  if (end < 0 || end > file->size) {
    fail_about_file(EXIT_BAD_INPUT, file->path, "truncated inside the .npy header");
  }
  npy_dictionary_read(file, start, end, &dictionary);
  return (struct npy_header){.scalar = scalar_of_description(file, dictionary.descr),
                             .is_fortran_order = dictionary.is_fortran_order,
                             .shape = dictionary.shape,
                             .elements_offset = end};
}
