#include "fixed_input.h"

#include <stdlib.h>
#include <string.h>

#include "element_type.h"
#include "memory.h"

static void fill(void *bytes, const hc_tensor_info *info, uint64_t seed) {
  enum scalar scalar = scalar_of_tensor(info->element_type);
  size_t element_size = scalar_types[scalar].size, count = info->byte_count / element_size;
  uint64_t state = seed;
  for (size_t i = 0; i < count; i++) {
    state += 0x9E3779B97F4A7C15;
    uint64_t mixed = state;
    mixed = (mixed ^ mixed >> 30) * 0xBF58476D1CE4E5B9;
    mixed = (mixed ^ mixed >> 27) * 0x94D049BB133111EB;
    uint64_t bits = (mixed ^ mixed >> 31) >> 40;
    float number = is_integer_type(info->element_type) ? (float)(bits & 7)
                                                       : (float)bits / 0x1p23f - 1;
    write_floats(&number, 1, scalar, (char *)bytes + i * element_size);
  }
}

struct fixed_input fixed_input_make(const struct model_file *file) {
  struct fixed_input input = {.count = hc_model_input_count(&file->model)};
  input.bytes = reallocate(NULL, input.count, sizeof *input.bytes);
  input.sizes = reallocate(NULL, input.count, sizeof *input.sizes);
  for (size_t i = 0; i < input.count; i++) {
    hc_tensor_info info = model_file_input(file, i);
    input.sizes[i] = info.byte_count;
    input.bytes[i] = reallocate(NULL, info.byte_count, 1);
    fill(input.bytes[i], &info, i);
  }
  return input;
}

void fixed_input_free(struct fixed_input *input) {
  for (size_t i = 0; i < input->count; i++) free(input->bytes[i]);
  free(input->bytes);
  free(input->sizes);
}

void fixed_input_run(const struct fixed_input *input, struct session *session) {
  for (size_t i = 0; i < input->count; i++) {
    memcpy(session_input(session, i), input->bytes[i], input->sizes[i]);
  }
  session_run(session);
}

uint64_t output_checksum(const struct model_file *file, const struct session *session) {
  uint64_t checksum = 0xCBF29CE484222325;
  for (size_t i = 0; i < hc_model_output_count(&file->model); i++) {
    const uint8_t *bytes = session_output(session, i);
    size_t count = model_file_output(file, i).byte_count;
    for (size_t k = 0; k < count; k++) checksum = (checksum ^ bytes[k]) * 0x100000001B3;
  }
  return checksum;
}
