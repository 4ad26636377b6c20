#include "test_vectors.h"

#include <stdlib.h>

#include "failure.h"
#include "memory.h"

struct test_vectors test_vectors_run(const struct model_file *file, uint32_t threads) {
  struct test_vectors tests = {.count = hc_model_test_vector_count(&file->model)};
  struct session session;
  session_start(&session, file, threads, false);
  tests.results = reallocate(NULL, tests.count, sizeof *tests.results);
  for (size_t i = 0; i < tests.count; i++) {
    struct test_result *result = &tests.results[i];
    result->largest_difference = 0;
    hc_status status = hc_session_self_test(&session.session, i, &result->largest_difference);
    if (status != HC_OK && status != HC_ERROR_TEST_FAILED) {
      fail(EXIT_BAD_INPUT, "%s, test vector %zu: %s", file->path, i, hc_status_string(status));
    }
    result->passed = status == HC_OK;
  }
  session_end(&session);
  return tests;
}

void test_vectors_free(struct test_vectors *tests) { free(tests->results); }

size_t test_vectors_failed(const struct test_vectors *tests) {
  size_t failed = 0;
  for (size_t i = 0; i < tests->count; i++) failed += !tests->results[i].passed;
  return failed;
}

double test_vectors_largest_difference(const struct test_vectors *tests) {
  double largest = 0;
  for (size_t i = 0; i < tests->count; i++) {
    double difference = tests->results[i].largest_difference;
    if (difference > largest) largest = difference;
  }
  return largest;
}

void test_vectors_write(const struct test_vectors *tests, struct json_writer *writer) {
  json_begin_array(writer);
  for (size_t i = 0; i < tests->count; i++) {
    json_begin_object(writer);
    json_member_bool(writer, "passed", tests->results[i].passed);
    json_member_number(writer, "largest_difference", tests->results[i].largest_difference);
    json_end_object(writer);
  }
  json_end_array(writer);
}
