/* A model made here: linear layers one behind the other, without bias, as the file format describes
 * them. Its times tell what tiles, operations and memories cost. */
#ifndef LINEAR_CHAIN_H
#define LINEAR_CHAIN_H

#include <stddef.h>
#include <stdint.h>

#include "model_file.h"

struct linear_chain {
  struct model_file file; /* open */
  void *bytes;
};

/* `widths`: inputs of the first layer, then outputs of each; at least two. Fails with a message. */
void linear_chain_make(struct linear_chain *chain, uint32_t batch, const uint32_t widths[],
                       size_t count);
void linear_chain_free(struct linear_chain *chain);

#endif
