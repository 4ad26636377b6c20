/* The sizes of an array's axes, outermost first. */
#ifndef SHAPE_H
#define SHAPE_H

#include <handcar.h>
#include <stdbool.h>
#include <stdint.h>

/* NumPy's own limit. */
enum { MOST_AXES = 64 };

struct shape {
  size_t rank;
  int64_t sizes[MOST_AXES];
};

/* Returned by value: `shape_text(&shape, …).text` lives until the end of the statement. */
struct shape_text {
  char text[MOST_AXES * 22 + 16];
};

struct shape shape_of_tensor(const hc_tensor_info *info);

/* Without the leading axis; a scalar stays one. */
struct shape shape_of_sample(const struct shape *shape);

/* The product of the sizes: of a tensor, or of an array whose size in bytes has been checked. */
int64_t shape_element_count(const struct shape *shape);

/* The product of the sizes and `element_size`; false when a size is negative or a product
 * overflows, even that of the others where one is zero: their partial products are taken later. */
bool shape_byte_count(const struct shape *shape, int64_t element_size, int64_t *count);

/* Whether samples of one shape can be read as samples of another: axes of size 1 do not matter,
 * and a flat sample fits if its size does. */
bool shapes_fit(const struct shape *given, const struct shape *wanted);

struct shape_text format_shape(const struct shape *shape); /* 1×28×28; no axes: scalar */
struct shape_text format_sizes(const struct shape *shape); /* [1, 28, 28] */

#endif
