/* Order statistics of a list of measurements. Medians and percentiles rather than means: times
 * have a hard floor and a long tail, made by whatever else the machine did. */
#ifndef DISTRIBUTION_H
#define DISTRIBUTION_H

#include <stdbool.h>
#include <stddef.h>

/* Zeroed storage is empty. */
struct distribution {
  double *values;
  size_t count;
  size_t capacity;
};

void distribution_add(struct distribution *distribution, double value);
void distribution_free(struct distribution *distribution);

/* Before the first question. Then there must be a value. */
void distribution_sort(struct distribution *distribution);

double distribution_mean(const struct distribution *distribution);

/* The value below which `rank` per cent of the values lie, interpolated linearly between
 * neighbours (Hyndman and Fan 1996, definition 7, the default of NumPy and R). 0 is the minimum,
 * 100 the maximum. */
double distribution_percentile(const struct distribution *distribution, double rank);

/* The distance between the quartiles over the median: how far a typical measurement strays. 0 if
 * the median is. */
double distribution_spread(const struct distribution *distribution);

#endif
