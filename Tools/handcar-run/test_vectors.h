/* What the test vectors of a model said. */
#ifndef TEST_VECTORS_H
#define TEST_VECTORS_H

#include "json_writer.h"
#include "model_file.h"

struct test_vectors {
  struct test_result {
    bool passed;
    double largest_difference;
  } *results;
  size_t count;
};

/* Runs all of them with the kernel set that the environment chooses. Fails with a message when
 * no session can be had. */
struct test_vectors test_vectors_run(const struct model_file *file, uint32_t threads);
void test_vectors_free(struct test_vectors *tests);

size_t test_vectors_failed(const struct test_vectors *tests);

/* 0 without test vectors. */
double test_vectors_largest_difference(const struct test_vectors *tests);

/* An array of objects. */
void test_vectors_write(const struct test_vectors *tests, struct json_writer *writer);

#endif
