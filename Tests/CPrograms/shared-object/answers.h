/* A library of its own that keeps Handcar inside. */
#ifndef ANSWERS_H
#define ANSWERS_H

#include <stddef.h>

/* Runs the model on zeros and stores up to `capacity` bytes of its first output. Returns the output's size in bytes, or 0
 * when the model cannot be run. */
size_t answers_of_zeros(const char *path, void *output, size_t capacity);

#endif
