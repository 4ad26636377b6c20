#define _DEFAULT_SOURCE
#include "guarded_pages.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { PATTERN = 0xA5 };

static void stop(const char *what) {
  perror(what);
  exit(1);
}

static size_t page_size(void) { return (size_t)sysconf(_SC_PAGESIZE); }

guarded_bytes map_guarded(size_t size, page_side side) {
  size_t page = page_size();
  size_t accessible = (size / page + 1) * page;
  guarded_bytes memory = {NULL, size, NULL, accessible + 2 * page};
  void *pages = mmap(NULL, memory.pages_size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED) stop("mmap");
  memory.pages = pages;
  if (mprotect(memory.pages + page, accessible, PROT_READ | PROT_WRITE) != 0) stop("mprotect");
  memset(memory.pages + page, PATTERN, accessible);
  memory.bytes = side == PAGE_BEFORE ? memory.pages + page : memory.pages + page + accessible - size;
  return memory;
}

void protect_guarded(const guarded_bytes *memory) {
  size_t page = page_size();
  if (mprotect(memory->pages + page, memory->pages_size - 2 * page, PROT_READ) != 0) stop("mprotect");
}

int is_intact(const guarded_bytes *memory) {
  size_t page = page_size();
  const unsigned char *end = memory->pages + memory->pages_size - page;
  for (const unsigned char *byte = memory->pages + page; byte < end; byte++) {
    int is_around = byte < memory->bytes || byte >= memory->bytes + memory->size;
    if (is_around && *byte != PATTERN) return 0;
  }
  return 1;
}

void unmap_guarded(guarded_bytes *memory) {
  munmap(memory->pages, memory->pages_size);
  memory->bytes = NULL;
}
