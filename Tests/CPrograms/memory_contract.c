/* Checks what handcar.h promises about memory, for each model given:
 *   - the stated arena size works, one byte less is refused, and so is whatever does not start on HC_ALIGNMENT bytes;
 *   - nothing outside the arena is written, nothing outside the file is read: forbidden pages lie right before or right
 *     behind them, and the file is read-only;
 *   - storages and buffers of the caller are used as far as they reach.
 * The test vectors must pass in this setting, on a first and on a second opening.
 *
 *     memory_contract MODEL.hcar...
 *
 * Compiled together with guarded_pages.c.
 */
#include <handcar.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "guarded_pages.h"

static const char *path;
static int failures = 0;

static void expect(int holds, const char *what) {
  if (holds) return;
  fprintf(stderr, "%s: %s\n", path, what);
  failures++;
}

/* The file in memory that ends with its last byte, or begins with its first; up to 63 bytes more where its size is no
 * multiple of HC_ALIGNMENT. */
static guarded_bytes load(page_side side, size_t *size) {
  FILE *file = fopen(path, "rb");
  long length = -1;
  if (file != NULL && fseek(file, 0, SEEK_END) == 0) length = ftell(file);
  if (length <= 0) {
    perror(path);
    exit(1);
  }
  *size = (size_t)length;
  guarded_bytes memory = map_guarded((*size + HC_ALIGNMENT - 1) / HC_ALIGNMENT * HC_ALIGNMENT, side);
  rewind(file);
  if (fread(memory.bytes, 1, *size, file) != *size) {
    perror(path);
    exit(1);
  }
  fclose(file);
  protect_guarded(&memory);
  return memory;
}

static void check_model_bytes(const guarded_bytes *file, size_t size) {
  hc_model model;
  guarded_bytes shifted = map_guarded(size + HC_ALIGNMENT, PAGE_BEFORE);
  for (size_t shift = 1; shift < HC_ALIGNMENT; shift = shift * 2 + 1) {
    memcpy(shifted.bytes + shift, file->bytes, size);
    expect(hc_model_open_memory(shifted.bytes + shift, size, &model) == HC_ERROR_MISALIGNED, "a shifted file opens");
  }
  unmap_guarded(&shifted);
  expect(hc_model_open_memory(file->bytes, size - 1, &model) == HC_ERROR_TRUNCATED, "a file short of a byte opens");
  for (size_t part = 0; part < size && part < 4096; part += 8) {
    /* A copy that ends at the page: reading beyond the given size would fault. */
    guarded_bytes head = map_guarded((part + HC_ALIGNMENT - 1) / HC_ALIGNMENT * HC_ALIGNMENT, PAGE_BEHIND);
    memcpy(head.bytes, file->bytes, part);
    expect(hc_model_open_memory(head.bytes, part, &model) != HC_OK, "the head of a file opens");
    unmap_guarded(&head);
  }
}

/* Fills the inputs from buffers of the caller, runs, and copies the outputs to others: all beside forbidden pages. */
static void run_on_guarded_buffers(const hc_model *model, hc_session *session, const guarded_bytes *arena) {
  hc_tensor_info info = {.struct_size = sizeof info};
  void *input;
  const void *output;
  for (size_t i = 0; hc_model_input_info(model, i, &info) == HC_OK; i++) {
    guarded_bytes values = map_guarded(info.byte_count, PAGE_BEHIND);
    memset(values.bytes, 0, info.byte_count);
    expect(hc_session_input(session, i, &input) == HC_OK, "an input is missing");
    expect((unsigned char *)input >= arena->bytes &&
               (unsigned char *)input + info.byte_count <= arena->bytes + arena->size,
           "an input lies outside the arena");
    memcpy(input, values.bytes, info.byte_count);
    unmap_guarded(&values);
  }
  expect(hc_session_run(session) == HC_OK, "a run fails");
  for (size_t i = 0; hc_model_output_info(model, i, &info) == HC_OK; i++) {
    guarded_bytes values = map_guarded(info.byte_count, PAGE_BEHIND);
    expect(hc_session_output(session, i, &output) == HC_OK, "an output is missing");
    expect((const unsigned char *)output >= arena->bytes &&
               (const unsigned char *)output + info.byte_count <= arena->bytes + arena->size,
           "an output lies outside the arena");
    memcpy(values.bytes, output, info.byte_count);
    unmap_guarded(&values);
  }
}

static void run_test_vectors(const hc_model *model, hc_session *session) {
  for (size_t i = 0; i < hc_model_test_vector_count(model); i++) {
    expect(hc_session_self_test(session, i, NULL) == HC_OK, "a test vector fails");
  }
}

static void check_profile(const hc_model *model, const hc_session *session) {
  size_t layers = hc_model_layer_count(model);
  size_t count = layers;
  guarded_bytes rows = map_guarded(layers * sizeof(hc_layer_profile), PAGE_BEHIND);
  hc_layer_profile *profile = (hc_layer_profile *)(void *)rows.bytes;
  expect(hc_session_profile(session, profile, &count) == HC_OK && count == layers, "the profile does not fit");
  expect(is_intact(&rows), "the profile wrote before its rows");
  if (layers > 0) {
    count = layers - 1;
    expect(hc_session_profile(session, profile, &count) == HC_ERROR_BUFFER_TOO_SMALL && count == layers,
           "a buffer for one layer less is accepted");
  }
  unmap_guarded(&rows);
}

static void check_session(const hc_model *model, const hc_options *options, page_side side) {
  size_t size = hc_session_arena_size(model, options);
  guarded_bytes storage = map_guarded(sizeof(hc_session), PAGE_BEHIND);
  hc_session *session = (hc_session *)(void *)storage.bytes;
  expect(size % HC_ALIGNMENT == 0, "the arena size is no multiple of HC_ALIGNMENT");

  guarded_bytes wide = map_guarded(size + HC_ALIGNMENT, PAGE_BEFORE);
  for (size_t shift = 1; shift < HC_ALIGNMENT; shift = shift * 2 + 1) {
    expect(hc_session_init(session, model, wide.bytes + shift, size, options) == HC_ERROR_MISALIGNED,
           "a misaligned arena is accepted");
  }
  unmap_guarded(&wide);

  guarded_bytes arena = map_guarded(size, side);
  if (size > 0) {
    expect(hc_session_init(session, model, arena.bytes, size - 1, options) == HC_ERROR_ARENA_TOO_SMALL,
           "an arena one byte too small is accepted");
    expect(hc_session_run(session) == HC_ERROR_NOT_OPEN, "a refused session runs");
  }
  hc_status status = hc_session_init(session, model, arena.bytes, size, options);
  expect(status == HC_OK, "an arena of the stated size is refused");
  if (status == HC_OK) {
    run_test_vectors(model, session);
    run_on_guarded_buffers(model, session, &arena);
    run_test_vectors(model, session);
    if (options != NULL && options->profile) check_profile(model, session);
    hc_session_end(session);
    hc_session_end(session);
  }
  expect(is_intact(&arena), "something was written outside the arena");
  expect(is_intact(&storage), "something was written before the session");
  unmap_guarded(&arena);
  unmap_guarded(&storage);
}

static void check_sessions(const hc_model *model, page_side side) {
  hc_options profiled = {.struct_size = sizeof profiled, .threads = 1, .profile = 1};
  check_session(model, NULL, side);
  check_session(model, &profiled, side);
  for (uint32_t threads = 2; threads <= 4; threads++) {
    hc_options options = {.struct_size = sizeof options, .threads = threads, .profile = threads == 3};
    check_session(model, &options, side);
  }
}

static void check(page_side side) {
  size_t size;
  guarded_bytes file = load(side, &size);
  guarded_bytes storage = map_guarded(sizeof(hc_model), PAGE_BEHIND);
  hc_model *model = (hc_model *)(void *)storage.bytes;
  check_model_bytes(&file, size);
  for (int opening = 0; opening < 2; opening++) {
    hc_status status = hc_model_open_memory(file.bytes, size, model);
    expect(status == HC_OK, hc_status_string(status));
    expect(hc_model_check(model) == HC_OK, "a good file is found damaged");
    if (status == HC_OK) check_sessions(model, side);
    hc_model_close(model);
    hc_model_close(model);
    expect(hc_model_arena_size(model) == 0, "a closed model has an arena size");
  }
  expect(is_intact(&storage), "something was written before the model");
  unmap_guarded(&storage);
  unmap_guarded(&file);
}

int main(int count, char **arguments) {
  if (count < 2) {
    fprintf(stderr, "usage: memory_contract MODEL.hcar...\n");
    return 2;
  }
  for (int i = 1; i < count; i++) {
    path = arguments[i];
    check(PAGE_BEHIND);
    check(PAGE_BEFORE);
  }
  printf("memory_contract: %d models, kernels %s: %s\n", count - 1, hc_kernel_set(),
         failures == 0 ? "as promised" : "FAILED");
  return failures == 0 ? 0 : 1;
}
