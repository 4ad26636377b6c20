#include "nearest_name.h"

#include <string.h>

#include "text.h"

/* Names are ours, and short. */
enum { LONGEST_NAME = 31 };

static size_t smallest(size_t a, size_t b, size_t c) {
  size_t least = a < b ? a : b;
  return least < c ? least : c;
}

/* How many letters must be inserted, removed or replaced to turn the word into the name
 * (Levenshtein). */
static size_t edit_distance(const char *word, const char *name) {
  /* distances[j]: from the letters of the word seen so far to the first j letters of the name. */
  size_t distances[LONGEST_NAME + 1], length = strlen(name), seen = 0;
  for (size_t j = 0; j <= length; j++) distances[j] = j;
  while (*word != 0) {
    size_t letter = text_offset(word, 1), diagonal = distances[0];
    distances[0] = ++seen;
    for (size_t j = 0; j < length; j++) {
      size_t replaced = diagonal + (letter == 1 && *word == name[j] ? 0 : 1);
      diagonal = distances[j + 1];
      distances[j + 1] = smallest(replaced, distances[j] + 1, distances[j + 1] + 1);
    }
    word += letter;
  }
  return distances[length];
}

struct nearest_name nearest_name_to(const char *word) {
  return (struct nearest_name){.word = word};
}

void consider_name(struct nearest_name *nearest, const char *candidate) {
  if (strlen(candidate) > LONGEST_NAME) return;
  size_t distance = edit_distance(nearest->word, candidate);
  if (nearest->best != NULL && distance >= nearest->distance) return;
  nearest->best = candidate;
  nearest->distance = distance;
}

const char *found_name(const struct nearest_name *nearest) {
  if (nearest->best == NULL) return NULL;
  size_t third = strlen(nearest->best) / 3;
  return nearest->distance <= (third > 1 ? third : 1) ? nearest->best : NULL;
}
