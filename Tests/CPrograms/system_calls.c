/* Runs a model a thousand times between two system calls that no library makes, so that a tracer can see whether
 * hc_session_run makes any. Tests/check-system-calls looks at the trace.
 *
 *     system_calls MODEL.hcar
 */
#define _POSIX_C_SOURCE 200809L
#include <handcar.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Writes to no file: fails, and stands in the trace. */
static void mark(const char *text) {
  if (write(-1, text, strlen(text)) >= 0) abort();
}

int main(int count, char **arguments) {
  hc_model model;
  hc_session session;
  hc_tensor_info info = {.struct_size = sizeof info};
  void *arena = NULL;
  void *input;
  if (count != 2) return 2;

  hc_status status = hc_model_open_file(arguments[1], &model);
  if (status == HC_OK) {
    if (posix_memalign(&arena, HC_ALIGNMENT, hc_model_arena_size(&model) + 1) != 0) return 1;
    status = hc_session_init(&session, &model, arena, hc_model_arena_size(&model), NULL);
  }
  for (size_t i = 0; status == HC_OK && hc_model_input_info(&model, i, &info) == HC_OK; i++) {
    hc_session_input(&session, i, &input);
    memset(input, 0, info.byte_count);
  }
  mark("runs begin");
  for (int run = 0; run < 1000 && status == HC_OK; run++) status = hc_session_run(&session);
  mark("runs end");
  if (status != HC_OK) {
    fprintf(stderr, "%s: %s\n", arguments[1], hc_status_string(status));
    return 1;
  }
  hc_session_end(&session);
  hc_model_close(&model);
  free(arena);
  return 0;
}
