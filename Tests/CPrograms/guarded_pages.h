/* Memory beside pages that may not be touched, for programs that check what a library reads and writes. */
#ifndef GUARDED_PAGES_H
#define GUARDED_PAGES_H

#include <stddef.h>

typedef enum { PAGE_BEFORE, PAGE_BEHIND } page_side;

typedef struct {
  unsigned char *bytes; /* a multiple of 64 when `size` is one, or when the page lies before */
  size_t size;
  unsigned char *pages;
  size_t pages_size;
} guarded_bytes;

/* Maps `size` bytes that begin right behind, or end right before, a page without any access. What else is on the
 * accessible pages holds a pattern. Ends the process when memory is short. */
guarded_bytes map_guarded(size_t size, page_side side);

/* Makes the accessible pages read-only. */
void protect_guarded(const guarded_bytes *memory);

/* Whether the pattern around the bytes is unchanged. */
int is_intact(const guarded_bytes *memory);

void unmap_guarded(guarded_bytes *memory);

#endif
