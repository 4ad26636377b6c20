/* The types of elements, and numbers on their way between them and Float32. */
#ifndef ELEMENT_TYPE_H
#define ELEMENT_TYPE_H

#include <handcar.h>
#include <stdbool.h>
#include <stddef.h>

/* How an element lies in an array file or in a tensor. Float16 occurs in array files only. */
enum scalar {
  SCALAR_FLOAT16,
  SCALAR_FLOAT32,
  SCALAR_FLOAT64,
  SCALAR_INT8,
  SCALAR_INT16,
  SCALAR_INT32,
  SCALAR_INT64,
  SCALAR_UINT8,
  SCALAR_UINT16,
  SCALAR_UINT32,
  SCALAR_UINT64,
  SCALAR_BOOL
};

struct scalar_type {
  const char *name;
  const char *numpy_code; /* without the mark of the byte order */
  size_t size;
};

/* By enum scalar. */
extern const struct scalar_type scalar_types[];
enum { SCALAR_COUNT = SCALAR_BOOL + 1 };

/* The scalar of a tensor's elements. Verified models have no other types. */
enum scalar scalar_of_tensor(hc_element_type type);

/* Whether values are stored as integers (bool counts as one). */
bool is_integer_type(hc_element_type type);

/* Reads `count` elements, at any address and in little-endian order, each rounded to the nearest
 * Float. */
void read_floats(const void *elements, enum scalar scalar, size_t count, float *numbers);

/* Writes numbers as elements; for an integer type rounded (halves away from zero) and limited to
 * its range, NaN as 0. The type is one of a tensor's. */
void write_floats(const float *numbers, size_t count, enum scalar scalar, void *elements);

#endif
