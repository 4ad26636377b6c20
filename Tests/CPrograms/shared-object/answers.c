/* Built as a shared object that links libhandcar.a, which must be position-independent for that:
 *
 *     cc -shared -fPIC answers.c -I DIST/include DIST/lib/libhandcar.a -o libanswers.so
 */
#include "answers.h"

#include <handcar.h>
#include <stdlib.h>
#include <string.h>

static size_t run(const hc_model *model, char *arena, void *output, size_t capacity) {
  hc_session session;
  hc_tensor_info info = {.struct_size = sizeof info};
  void *input;
  const void *result;
  if (hc_session_init(&session, model, arena, hc_model_arena_size(model), NULL) != HC_OK) return 0;
  for (size_t i = 0; hc_model_input_info(model, i, &info) == HC_OK; i++) {
    if (hc_session_input(&session, i, &input) == HC_OK) memset(input, 0, info.byte_count);
  }
  if (hc_session_run(&session) != HC_OK || hc_session_output(&session, 0, &result) != HC_OK) return 0;
  if (hc_model_output_info(model, 0, &info) != HC_OK) return 0;
  memcpy(output, result, info.byte_count < capacity ? info.byte_count : capacity);
  hc_session_end(&session);
  return info.byte_count;
}

size_t answers_of_zeros(const char *path, void *output, size_t capacity) {
  hc_model model;
  size_t size = 0;
  if (hc_model_open_file(path, &model) != HC_OK) return 0;
  char *memory = malloc(hc_model_arena_size(&model) + HC_ALIGNMENT);
  if (memory != NULL) {
    size = run(&model, memory + (HC_ALIGNMENT - (uintptr_t)memory % HC_ALIGNMENT) % HC_ALIGNMENT, output, capacity);
  }
  free(memory);
  hc_model_close(&model);
  return size;
}
