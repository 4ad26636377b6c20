/* An open .hcar file, and a session with memory of its own. Every function fails with a message. */
#ifndef MODEL_FILE_H
#define MODEL_FILE_H

#include <handcar.h>
#include <stdbool.h>
#include <stdint.h>

struct model_file {
  const char *path;
  hc_model model;
};

/* Maps the file, which verifies its head, and checks every byte of it. `path` must outlive it. */
void model_file_open(struct model_file *file, const char *path);
void model_file_close(struct model_file *file);

/* The index must exist. */
hc_tensor_info model_file_input(const struct model_file *file, size_t index);
hc_tensor_info model_file_output(const struct model_file *file, size_t index);
hc_layer_info model_file_layer(const struct model_file *file, size_t index);

/* Of one run; like every number of a file limited to what an int64_t holds. */
int64_t model_file_multiply_adds(const struct model_file *file);
int64_t model_file_parameter_count(const struct model_file *file);
int64_t limited_count(uint64_t count);

struct session {
  hc_session session;
  void *arena;
};

hc_options session_options(uint32_t threads, bool is_measured);

/* Bytes of the arena of such a session. */
size_t session_arena_size(const struct model_file *file, const hc_options *options);

/* With `is_measured` the time of every layer of every run is taken. */
void session_start(struct session *session, const struct model_file *file, uint32_t threads,
                   bool is_measured);
void session_end(struct session *session);

/* Address of an input, to be filled before each run, or of an output. The index must exist. */
void *session_input(struct session *session, size_t index);
const void *session_output(const struct session *session, size_t index);

/* Cannot fail. */
void session_run(struct session *session);

#endif
