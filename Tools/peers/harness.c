/* Handcar's side: models opened and run through the C ABI, as a program on a board would. Protocol: serve.h.
 *
 *   harness            one thread
 *   harness CORE CORE  two, the caller on the first of the cores
 *
 * How a layer is contracted is decided in the file, so there is one MODEL for each way that is to be timed. */
#define _GNU_SOURCE
#include <handcar.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "serve.h"

typedef struct {
  hc_model model;
  hc_session session;
  void *memory; /* with the arena in it */
  void *input;
  void *numbers; /* of the input, kept because a run may overwrite it */
  size_t input_size;
} network;

static hc_options options = {.struct_size = sizeof options, .threads = 1};
static int cores[2];

/* Left alone, a system that finds both threads on one core may need a tenth of a second to part them. */
static void keep_on(int core) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(core, &set);
  sched_setaffinity(0, sizeof set, &set);
}

static void close_network(void *state) {
  network *it = state;
  hc_session_end(&it->session);
  hc_model_close(&it->model);
  free(it->numbers);
  free(it->memory);
  free(it);
}

static const char *open_network(const char *path, void **state) {
  network *it = calloc(1, sizeof *it);
  hc_status status = hc_model_open_file(path, &it->model);
  if (status != HC_OK) {
    free(it);
    return hc_status_string(status);
  }
  size_t size = hc_session_arena_size(&it->model, &options);
  /* Not aligned_alloc, for which glibc 2.36 takes new pages at every second loading: 2 µs, and not Handcar's. */
  it->memory = malloc(size + HC_ALIGNMENT - 1);
  void *arena = (void *)(((uintptr_t)it->memory + HC_ALIGNMENT - 1) & -(uintptr_t)HC_ALIGNMENT);
  if (options.threads > 1) keep_on(cores[1]); /* which the thread that is started here inherits */
  status = hc_session_init(&it->session, &it->model, arena, size, &options);
  if (options.threads > 1) keep_on(cores[0]);
  if (status != HC_OK) {
    hc_model_close(&it->model);
    free(it->memory);
    free(it);
    return hc_status_string(status);
  }
  *state = it;
  return NULL;
}

static void fill_input(void *state, const char *path) {
  network *it = state;
  hc_tensor_info info = {.struct_size = sizeof info};
  FILE *file = fopen(path, "rb");
  hc_model_input_info(&it->model, 0, &info);
  hc_session_input(&it->session, 0, &it->input);
  it->input_size = info.byte_count;
  free(it->numbers);
  it->numbers = calloc(1, it->input_size);
  if (file) {
    if (fread(it->numbers, 1, it->input_size, file) != it->input_size) memset(it->numbers, 0, it->input_size);
    fclose(file);
  }
}

static void dump_output(void *state, const char *path) {
  network *it = state;
  hc_tensor_info info = {.struct_size = sizeof info};
  const void *data;
  FILE *file = fopen(path, "wb");
  hc_model_output_info(&it->model, 0, &info);
  hc_session_output(&it->session, 0, &data);
  if (!file) return;
  fwrite(data, 1, info.byte_count, file);
  fclose(file);
}

/* As a program on a board does it before every run: a network that is fed what it left behind may come to numbers below
 * the smallest normal one, and the CPUs of some makers take a hundred times as long for those. */
static void write_input(void *state) {
  network *it = state;
  memcpy(it->input, it->numbers, it->input_size);
}

static intptr_t run_network(void *state, void *unused) {
  network *it = state;
  (void)unused;
  return hc_session_run(&it->session);
}

static uint64_t multiply_adds(void *state) {
  network *it = state;
  hc_layer_info layer = {.struct_size = sizeof layer};
  uint64_t sum = 0;
  for (size_t i = 0; hc_model_layer_info(&it->model, i, &layer) == HC_OK; i++) sum += layer.multiply_adds;
  return sum;
}

int main(int count, char **arguments) {
  if (count == 3) {
    options.threads = 2;
    for (int i = 0; i < 2; i++) cores[i] = atoi(arguments[1 + i]);
    keep_on(cores[0]);
  }
  char greeting[256];
  snprintf(greeting, sizeof greeting, "{\"version\": \"%s\", \"kernels\": \"%s\"}", hc_version(), hc_kernel_set());
  const served handcar = {open_network, fill_input, dump_output, write_input, run_network, multiply_adds, close_network};
  return serve(&handcar, greeting);
}
