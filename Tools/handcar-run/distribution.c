#include "distribution.h"

#include <stdlib.h>

#include "memory.h"

void distribution_add(struct distribution *distribution, double value) {
  if (distribution->count == distribution->capacity) {
    distribution->capacity = distribution->capacity == 0 ? 64 : 2 * distribution->capacity;
    distribution->values =
        reallocate(distribution->values, distribution->capacity, sizeof *distribution->values);
  }
  distribution->values[distribution->count++] = value;
}

void distribution_free(struct distribution *distribution) {
  free(distribution->values);
  *distribution = (struct distribution){0};
}

static int compare(const void *first, const void *second) {
  double a = *(const double *)first, b = *(const double *)second;
  return (a > b) - (a < b);
}

void distribution_sort(struct distribution *distribution) {
  qsort(distribution->values, distribution->count, sizeof *distribution->values, compare);
}

double distribution_mean(const struct distribution *distribution) {
  double sum = 0;
  for (size_t i = 0; i < distribution->count; i++) sum += distribution->values[i];
  return sum / (double)distribution->count;
}

double distribution_percentile(const struct distribution *distribution, double rank) {
  double position = rank / 100 * (double)(distribution->count - 1);
  size_t lower = (size_t)position;
  size_t upper = lower + 1 < distribution->count ? lower + 1 : distribution->count - 1;
  double low = distribution->values[lower], high = distribution->values[upper];
  return low + (high - low) * (position - (double)lower);
}

double distribution_spread(const struct distribution *distribution) {
  double median = distribution_percentile(distribution, 50);
  double middle_half =
      distribution_percentile(distribution, 75) - distribution_percentile(distribution, 25);
  return median == 0 ? 0 : middle_half / median;
}
