#include "shape.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

struct shape shape_of_tensor(const hc_tensor_info *info) {
  struct shape shape = {.rank = info->rank};
  for (size_t axis = 0; axis < info->rank; axis++) {
    shape.sizes[axis] = (int64_t)info->dimensions[axis];
  }
  return shape;
}

struct shape shape_of_sample(const struct shape *shape) {
  struct shape sample = {.rank = shape->rank > 0 ? shape->rank - 1 : 0};
  memcpy(sample.sizes, shape->sizes + 1, sample.rank * sizeof *sample.sizes);
  return sample;
}

int64_t shape_element_count(const struct shape *shape) {
  int64_t count = 1;
  for (size_t axis = 0; axis < shape->rank; axis++) count *= shape->sizes[axis];
  return count;
}

bool shape_byte_count(const struct shape *shape, int64_t element_size, int64_t *count) {
  int64_t total = element_size;
  bool is_empty = false;
  for (size_t axis = 0; axis < shape->rank; axis++) {
    int64_t size = shape->sizes[axis];
    if (size < 0) return false;
    if (size == 0) {
      is_empty = true;
    } else if (__builtin_mul_overflow(total, size, &total)) {
      return false;
    }
  }
  *count = is_empty ? 0 : total;
  return true;
}

static struct shape without_ones(const struct shape *shape) {
  struct shape result = {0};
  for (size_t axis = 0; axis < shape->rank; axis++) {
    if (shape->sizes[axis] != 1) result.sizes[result.rank++] = shape->sizes[axis];
  }
  return result;
}

bool shapes_fit(const struct shape *given, const struct shape *wanted) {
  struct shape a = without_ones(given), b = without_ones(wanted);
  if (a.rank == b.rank && memcmp(a.sizes, b.sizes, a.rank * sizeof *a.sizes) == 0) return true;
  return (a.rank <= 1 || b.rank <= 1) && shape_element_count(&a) == shape_element_count(&b);
}

static struct shape_text joined(const struct shape *shape, const char *start,
                                const char *separator, const char *end) {
  struct shape_text text;
  char *rest = text.text + sprintf(text.text, "%s", start);
  for (size_t axis = 0; axis < shape->rank; axis++) {
    rest += sprintf(rest, "%s%" PRId64, axis > 0 ? separator : "", shape->sizes[axis]);
  }
  strcpy(rest, end);
  return text;
}

struct shape_text format_shape(const struct shape *shape) {
  return joined(shape, shape->rank == 0 ? "scalar" : "", "×", "");
}

struct shape_text format_sizes(const struct shape *shape) {
  return joined(shape, "[", ", ", "]");
}
