/* The data caches of the first processor, from the nearest, as Linux tells. */
#ifndef CACHE_SIZES_H
#define CACHE_SIZES_H

#include <stddef.h>
#include <stdint.h>

enum { MOST_CACHES = 8 };

struct cache_sizes {
  int64_t sizes[MOST_CACHES]; /* bytes, ascending; at least one */
  size_t count;
};

/* Assumes 32 kB and 512 kB where the system says nothing. */
struct cache_sizes cache_sizes_read(void);

#endif
