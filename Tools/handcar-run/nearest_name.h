/* What a mistyped name was perhaps meant to be. */
#ifndef NEAREST_NAME_H
#define NEAREST_NAME_H

#include <stddef.h>

struct nearest_name {
  const char *word;
  const char *best;
  size_t distance;
};

/* Begins the search; then each candidate is considered. */
struct nearest_name nearest_name_to(const char *word);
void consider_name(struct nearest_name *nearest, const char *candidate);

/* The candidate with the smallest edit distance, the first of several, if it is near enough to
 * be a slip of the fingers: at most a third of its letters differ. Otherwise NULL. */
const char *found_name(const struct nearest_name *nearest);

#endif
