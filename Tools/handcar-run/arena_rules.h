/* Whether the library keeps on this machine what handcar.h says about arenas. */
#ifndef ARENA_RULES_H
#define ARENA_RULES_H

#include "model_file.h"

struct arena_rules {
  size_t size;
  bool exact_works;           /* the stated size is accepted, and a run stays inside it */
  bool smaller_is_refused;    /* one byte less is refused */
  bool misaligned_is_refused; /* a start that is not aligned is refused */
};

/* Tries all of it with memory of its own. */
struct arena_rules arena_rules_try(const struct model_file *file, uint32_t threads);

#endif
