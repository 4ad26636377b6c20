#ifndef HANDCAR_TEST_PLATFORM_H
#define HANDCAR_TEST_PLATFORM_H

// What the shared checks need from libc. Its headers are included in the .c files only: on a bare-metal triple
// the importer sees nothing else than these two.

#include <stddef.h>
#include <stdint.h>

// guarded_memory.c

size_t test_page_size(void);

/// Pages of zeros for reading and writing. Ends the process when there are none.
void *test_map_pages(size_t size);

/// Makes one page fault on every access.
void test_forbid_page(void *page);

/// Lets test_forbid_page do nothing from now on: for emulators that read more than the CPU they stand for.
void test_leave_pages_open(void);

void test_unmap_pages(void *pages, size_t size);

// mathematics.c

double test_exponential(double x);
double test_hyperbolic_tangent(double x);

// environment.c

/// Writes bytes to the standard output.
void test_print(const uint8_t *bytes, size_t size);

/// Sets the environment variable HANDCAR_KERNELS. Not while other threads run.
void test_set_kernels(const char *name);

// files.c

/// Stores the path of a file that does not exist; false when `size` is too small.
int test_unused_path(char *path, size_t size);

int test_write_file(const char *path, const void *bytes, size_t size);
int test_make_pipe(const char *path);
void test_remove_file(const char *path);

#endif
