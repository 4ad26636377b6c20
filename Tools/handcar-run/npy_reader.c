#include "npy_reader.h"

#include <inttypes.h>
#include <stdio.h>

#include "failure.h"

void npy_reader_open(struct npy_reader *reader, const char *path) {
  reader->file = input_file_open(path);
  reader->header = npy_header_read(&reader->file);
  const struct npy_header *header = &reader->header;
  const struct scalar_type *type = &scalar_types[header->scalar];
  int64_t needed, present = reader->file.size - header->elements_offset;
  bool is_size = shape_byte_count(&header->shape, (int64_t)type->size, &needed);
  if (!is_size || needed != present) {
    char number[24] = "too many";
    if (is_size) snprintf(number, sizeof number, "%" PRId64, needed);
    fail_about_file(EXIT_BAD_INPUT, path,
                    "shape %s of %s needs %s bytes of elements, but %" PRId64 " follow the header",
                    format_sizes(&header->shape).text, type->name, number, present);
  }
  reader->sample_shape = shape_of_sample(&header->shape);
  reader->sample_size = shape_element_count(&reader->sample_shape);
}

void npy_reader_close(struct npy_reader *reader) { input_file_close(&reader->file); }

/* Where an element lies in a file in Fortran order, first index fastest; counted in elements. */
static int64_t fortran_position(const struct npy_reader *reader, int64_t sample, int64_t element) {
  const struct shape *shape = &reader->header.shape;
  int64_t position = 0;
  for (size_t axis = shape->rank - 1; axis > 0; axis--) {
    /* The element's index along this axis, times the sizes of the axes before. */
    int64_t stride = 1;
    for (size_t before = 0; before < axis; before++) stride *= shape->sizes[before];
    position += element % shape->sizes[axis] * stride;
    element /= shape->sizes[axis];
  }
  return position + sample;
}

static void read_elements(const struct npy_reader *reader, int64_t position, size_t count,
                          float *numbers) {
  char bytes[8192];
  size_t size = scalar_types[reader->header.scalar].size, most = sizeof bytes / size;
  while (count > 0) {
    size_t now = count < most ? count : most;
    input_file_read(&reader->file, reader->header.elements_offset + position * (int64_t)size,
                    bytes, now * size);
    read_floats(bytes, reader->header.scalar, now, numbers);
    position += (int64_t)now;
    numbers += now;
    count -= now;
  }
}

void npy_reader_read(const struct npy_reader *reader, int64_t sample, int64_t first, size_t count,
                     float *numbers) {
  if (!reader->header.is_fortran_order) {
    read_elements(reader, sample * reader->sample_size + first, count, numbers);
    return;
  }
  for (size_t i = 0; i < count; i++) {
    int64_t position = fortran_position(reader, sample, first + (int64_t)i);
    read_elements(reader, position, 1, numbers + i);
  }
}
