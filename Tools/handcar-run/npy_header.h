/* The header of a .npy file, format versions 1 to 3:
 *
 *     0x93 'NUMPY'  major  minor  length (2 or, from version 2, 4 bytes)  text  elements…
 *
 * The text is a Python dictionary literal with the keys descr, fortran_order and shape. */
#ifndef NPY_HEADER_H
#define NPY_HEADER_H

#include <stdbool.h>
#include <stdint.h>

#include "element_type.h"
#include "input_file.h"
#include "shape.h"

struct npy_header {
  enum scalar scalar;
  bool is_fortran_order;
  struct shape shape;
  int64_t elements_offset;
};

/* Fails with a message when the file begins with no such header or its elements are of another
 * type. */
struct npy_header npy_header_read(const struct input_file *file);

#endif
