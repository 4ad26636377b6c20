/* The input on which models are measured, the same on every machine, and the checksum of what
 * comes out. */
#ifndef FIXED_INPUT_H
#define FIXED_INPUT_H

#include "model_file.h"

/* Copies of all inputs of a model: a run may overwrite those of the session. */
struct fixed_input {
  size_t count;
  void **bytes;
  size_t *sizes;
};

/* Numbers in −1…1 (float) or small ones (integer), always the same (SplitMix64). */
struct fixed_input fixed_input_make(const struct model_file *file);
void fixed_input_free(struct fixed_input *input);

/* Copies the input in and runs. */
void fixed_input_run(const struct fixed_input *input, struct session *session);

/* FNV-1a with 64 bits (Fowler, Noll, Vo; RFC 9923) of all outputs: tells whether two runs gave
 * the same bytes. Not a protection against anybody. */
uint64_t output_checksum(const struct model_file *file, const struct session *session);

#endif
