/* The array of a .npy file, whose elements are read when they are asked for. */
#ifndef NPY_READER_H
#define NPY_READER_H

#include "npy_header.h"

struct npy_reader {
  struct input_file file;
  struct npy_header header;
  struct shape sample_shape; /* without the leading axis, which counts the samples */
  int64_t sample_size;       /* elements of a sample */
};

/* The elements that a caller gets at once, at most. */
enum { MOST_FLOATS = 4096 };

/* Fails with a message unless the file is an array, no longer and no shorter than its header
 * says. */
void npy_reader_open(struct npy_reader *reader, const char *path);
void npy_reader_close(struct npy_reader *reader);

/* Reads `count` elements of a sample, from `first` on in C order, as Float. A file in Fortran
 * order costs a system call for each. */
void npy_reader_read(const struct npy_reader *reader, int64_t sample, int64_t first, size_t count,
                     float *numbers);

#endif
