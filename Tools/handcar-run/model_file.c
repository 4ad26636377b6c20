#include "model_file.h"

#include <stdlib.h>
#include <string.h>
#include <sys/sysinfo.h>

#include "failure.h"
#include "format_number.h"

/* What the library answers to a question with an index that exists. */
static void check(const struct model_file *file, hc_status status) {
  if (status != HC_OK) fail(EXIT_BAD_INPUT, "%s: %s", file->path, hc_status_string(status));
}

void model_file_open(struct model_file *file, const char *path) {
  file->path = path;
  check(file, hc_model_open_file(path, &file->model));
  check(file, hc_model_check(&file->model));
}

void model_file_close(struct model_file *file) { hc_model_close(&file->model); }

hc_tensor_info model_file_input(const struct model_file *file, size_t index) {
  hc_tensor_info info = {.struct_size = sizeof info};
  check(file, hc_model_input_info(&file->model, index, &info));
  return info;
}

hc_tensor_info model_file_output(const struct model_file *file, size_t index) {
  hc_tensor_info info = {.struct_size = sizeof info};
  check(file, hc_model_output_info(&file->model, index, &info));
  return info;
}

hc_layer_info model_file_layer(const struct model_file *file, size_t index) {
  hc_layer_info info = {.struct_size = sizeof info};
  check(file, hc_model_layer_info(&file->model, index, &info));
  return info;
}

int64_t limited_count(uint64_t count) { return count > INT64_MAX ? INT64_MAX : (int64_t)count; }

static int64_t limited_sum(int64_t sum, uint64_t term) {
  return limited_count((uint64_t)sum + (uint64_t)limited_count(term));
}

int64_t model_file_multiply_adds(const struct model_file *file) {
  int64_t sum = 0;
  for (size_t i = 0; i < hc_model_layer_count(&file->model); i++) {
    sum = limited_sum(sum, model_file_layer(file, i).multiply_adds);
  }
  return sum;
}

int64_t model_file_parameter_count(const struct model_file *file) {
  int64_t sum = 0;
  for (size_t i = 0; i < hc_model_layer_count(&file->model); i++) {
    sum = limited_sum(sum, model_file_layer(file, i).parameter_count);
  }
  return sum;
}

hc_options session_options(uint32_t threads, bool is_measured) {
  return (hc_options){
      .struct_size = sizeof(hc_options), .threads = threads, .profile = is_measured};
}

size_t session_arena_size(const struct model_file *file, const hc_options *options) {
  return hc_session_arena_size(&file->model, options);
}

void session_start(struct session *session, const struct model_file *file, uint32_t threads,
                   bool is_measured) {
  hc_options options = session_options(threads, is_measured);
  size_t size = session_arena_size(file, &options);
  struct sysinfo system;
  /* The size comes from the file, and Linux promises more memory than it has. */
  bool is_beyond = sysinfo(&system) == 0 && size > (uint64_t)system.totalram * system.mem_unit;
  void *arena = is_beyond ? NULL : aligned_alloc(HC_ALIGNMENT, size > 0 ? size : HC_ALIGNMENT);
  if (arena == NULL) {
    fail(EXIT_REFUSED, "the model needs %s of working memory, more than this machine has",
         format_bytes((int64_t)size).text);
  }
  memset(arena, 0, size);
  session->arena = arena;
  hc_status status = hc_session_init(&session->session, &file->model, arena, size, &options);
  if (status != HC_OK) fail(EXIT_REFUSED, "%s: %s", file->path, hc_status_string(status));
}

void session_end(struct session *session) {
  hc_session_end(&session->session);
  free(session->arena);
}

void *session_input(struct session *session, size_t index) {
  void *data = NULL;
  if (hc_session_input(&session->session, index, &data) != HC_OK) abort();
  return data;
}

const void *session_output(const struct session *session, size_t index) {
  const void *data = NULL;
  if (hc_session_output(&session->session, index, &data) != HC_OK) abort();
  return data;
}

void session_run(struct session *session) {
  if (hc_session_run(&session->session) != HC_OK) abort();
}
