#define _DEFAULT_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "test_platform.h"

size_t test_page_size(void) { return (size_t)sysconf(_SC_PAGESIZE); }

static void stop(const char *what) {
  perror(what);
  abort();
}

void *test_map_pages(size_t size) {
  void *pages = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED) stop("no memory for a guarded buffer");
  return pages;
}

static int leaves_pages_open = 0;

void test_leave_pages_open(void) { leaves_pages_open = 1; }

void test_forbid_page(void *page) {
  if (!leaves_pages_open && mprotect(page, test_page_size(), PROT_NONE) != 0) stop("mprotect");
}

void test_unmap_pages(void *pages, size_t size) { munmap(pages, size); }
