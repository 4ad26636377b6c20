/* Writes a Float32 .npy file piece by piece. The file appears under its name when it is
 * complete, or not at all. */
#ifndef NPY_WRITER_H
#define NPY_WRITER_H

#include <stddef.h>

#include "shape.h"

/* Begins a file of the whole shape. Each function fails with a message. */
void npy_writer_begin(const char *path, const struct shape *shape);

/* The next elements in C order. All pieces together must be the elements of the shape. */
void npy_writer_append(const float *numbers, size_t count);
void npy_writer_finish(void);

#endif
