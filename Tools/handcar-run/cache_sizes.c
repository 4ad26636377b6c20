#include "cache_sizes.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "system_file.h"

static bool read_text(int cache, const char *name, char *value, size_t capacity) {
  char path[80];
  snprintf(path, sizeof path, "/sys/devices/system/cpu/cpu0/cache/index%d/%s", cache, name);
  return system_file_text(path, value, capacity);
}

static int compare(const void *first, const void *second) {
  int64_t a = *(const int64_t *)first, b = *(const int64_t *)second;
  return (a > b) - (a < b);
}

struct cache_sizes cache_sizes_read(void) {
  struct cache_sizes caches = {0};
  for (int cache = 0; cache < MOST_CACHES; cache++) {
    char type[32], size[32], *unit;
    if (!read_text(cache, "type", type, sizeof type) || strcmp(type, "Instruction") == 0) continue;
    if (!read_text(cache, "size", size, sizeof size)) continue;
    long number = strtol(size, &unit, 10);
    if (number < 1 || number > 1 << 20) continue;
    caches.sizes[caches.count++] = (int64_t)number << (*unit == 'M' ? 20 : 10);
  }
  if (caches.count == 0) caches = (struct cache_sizes){{32 << 10, 512 << 10}, 2};
  qsort(caches.sizes, caches.count, sizeof *caches.sizes, compare);
  return caches;
}
