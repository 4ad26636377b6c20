/* Opens a model, says what it is, runs its test vectors and measures its layers.
 *
 *     run_model MODEL.hcar
 */
#include <handcar.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void print_tensor(const char *role, const hc_tensor_info *info) {
  printf("%s %s: type %d, ", role, info->name, (int)info->element_type);
  for (size_t axis = 0; axis < info->rank; axis++) printf(axis ? "x%zu" : "%zu", info->dimensions[axis]);
  printf(", %zu bytes\n", info->byte_count);
}

static void print_model(const hc_model *model) {
  hc_tensor_info tensor = {.struct_size = sizeof tensor};
  hc_layer_info layer = {.struct_size = sizeof layer};
  printf("handcar %s, kernels %s\n", hc_version(), hc_kernel_set());
  for (size_t i = 0; hc_model_input_info(model, i, &tensor) == HC_OK; i++) print_tensor("input", &tensor);
  for (size_t i = 0; hc_model_output_info(model, i, &tensor) == HC_OK; i++) print_tensor("output", &tensor);
  for (size_t i = 0; hc_model_layer_info(model, i, &layer) == HC_OK; i++) {
    printf("layer %s: %s %s, %" PRIu64 " multiply-adds, %" PRIu64 " parameters in %" PRIu64 " bytes\n", layer.name,
           layer.kind, layer.detail, layer.multiply_adds, layer.parameter_count, layer.parameter_byte_count);
  }
  printf("arena %zu bytes\n", hc_model_arena_size(model));
  if (hc_model_provenance(model)[0] != 0) printf("made by %s\n", hc_model_provenance(model));
}

static hc_status run_test_vectors(hc_session *session, size_t count) {
  hc_status worst = HC_OK;
  for (size_t i = 0; i < count; i++) {
    double error = 0;
    hc_status status = hc_session_self_test(session, i, &error);
    printf("test vector %zu: %s, largest difference %g\n", i, hc_status_string(status), error);
    if (status != HC_OK) worst = status;
  }
  return worst;
}

/* Runs on zeros and prints the time of each layer. */
static hc_status run_and_measure(hc_session *session, const hc_model *model) {
  hc_tensor_info tensor = {.struct_size = sizeof tensor};
  void *input;
  hc_status status = HC_OK;
  for (int run = 0; run < 10 && status == HC_OK; run++) {
    for (size_t i = 0; hc_model_input_info(model, i, &tensor) == HC_OK; i++) {
      if (hc_session_input(session, i, &input) == HC_OK) memset(input, 0, tensor.byte_count);
    }
    status = hc_session_run(session);
  }
  if (status != HC_OK) return status;

  size_t count = hc_model_layer_count(model);
  hc_layer_profile *rows = calloc(count + 1, sizeof *rows);
  if (rows == NULL) return HC_ERROR_BUFFER_TOO_SMALL;
  status = hc_session_profile(session, rows, &count);
  for (size_t i = 0; status == HC_OK && i < count; i++) {
    printf("layer %zu: %" PRIu64 " ns a run\n", i, rows[i].nanoseconds / rows[i].runs);
  }
  free(rows);
  return status;
}

int main(int count, char **arguments) {
  hc_model model = {0};
  hc_session session;
  hc_options options = {.struct_size = sizeof options, .threads = 1, .profile = 1};
  if (count != 2) {
    fprintf(stderr, "usage: run_model MODEL.hcar\n");
    return 2;
  }
  hc_status status = hc_model_open_file(arguments[1], &model);
  /* Reads every byte and so finds damaged parameters: worth its time after a copy, or where storage is not trusted. */
  if (status == HC_OK) status = hc_model_check(&model);
  if (status != HC_OK) {
    fprintf(stderr, "%s: %s\n", arguments[1], hc_status_string(status));
    hc_model_close(&model);
    return 1;
  }
  print_model(&model);

  /* C99 has no aligned allocation: take a little more and begin at the next multiple. */
  size_t size = hc_model_arena_size(&model);
  char *memory = malloc(size + HC_ALIGNMENT);
  if (memory == NULL) {
    fprintf(stderr, "%s: no memory for an arena of %zu bytes\n", arguments[1], size);
    hc_model_close(&model);
    return 1;
  }
  char *arena = memory + (HC_ALIGNMENT - (uintptr_t)memory % HC_ALIGNMENT) % HC_ALIGNMENT;
  status = hc_session_init(&session, &model, arena, size, &options);
  if (status == HC_OK) status = run_test_vectors(&session, hc_model_test_vector_count(&model));
  if (status == HC_OK) status = run_and_measure(&session, &model);
  if (status != HC_OK) fprintf(stderr, "%s: %s\n", arguments[1], hc_status_string(status));
  hc_session_end(&session);
  hc_model_close(&model);
  free(memory);
  return status == HC_OK ? 0 : 1;
}
