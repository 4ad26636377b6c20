/* The one dictionary literal that the header of a .npy file is:
 *
 *     {'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }
 *
 * Keys may come in any order; every key must be there once, and none other. */
#ifndef NPY_DICTIONARY_H
#define NPY_DICTIONARY_H

#include <stdbool.h>
#include <stdint.h>

#include "input_file.h"
#include "shape.h"

/* A line of a message holds no more of a string: a longer one is cut, and matches nothing. */
enum { LONGEST_STRING = 4096 };

struct npy_dictionary {
  char descr[LONGEST_STRING + 1];
  bool is_fortran_order;
  struct shape shape;
};

/* Reads the text in bytes `start` to `end` of the file, which must hold them. Fails with a
 * message when it is anything else. The text is never in memory as a whole: a hostile one has 4
 * GB. */
void npy_dictionary_read(const struct input_file *file, int64_t start, int64_t end,
                         struct npy_dictionary *dictionary);

#endif
