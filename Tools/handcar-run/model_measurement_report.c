/* What `bench` prints. */
#include <inttypes.h>
#include <stdio.h>

#include "build_kind.h"
#include "format_number.h"
#include "input_file.h"
#include "model_measurement.h"
#include "table.h"
#include "text_wrapping.h"

static double rank(const struct model_measurement *measurement, double rank) {
  return distribution_percentile(&measurement->run.nanoseconds, rank);
}

/* Of something that a run does `count` times. */
static double per_second(const struct model_measurement *measurement, int64_t count) {
  return (double)count * 1e9 / rank(measurement, 50);
}

static void add_machine(struct definition_list *list, const struct model_measurement *measurement) {
  struct text summary = machine_state_summary(&measurement->machine);
  definition_list_add(list, "machine", "%s", summary.bytes);
  text_free(&summary);
  definition_list_add(list, "kernels", "%s, %" PRIu32 " thread%s, %s build", hc_kernel_set(),
                      measurement->threads, measurement->threads == 1 ? "" : "s", build_name);
}

static void add_times(struct definition_list *list, const struct model_measurement *measurement) {
  int64_t runs = measurement->run.calls_per_measurement;
  int64_t multiply_adds = model_file_multiply_adds(&measurement->file);
  int64_t batch = model_measurement_batch(measurement);
  definition_list_add(list, "open", "%s, then init %s (medians of 20)",
                      format_duration(measurement->open_time).text,
                      format_duration(measurement->init_time).text);
  definition_list_add(list, "run", "min %s   median %s   p90 %s   p99 %s",
                      format_duration(rank(measurement, 0)).text,
                      format_duration(rank(measurement, 50)).text,
                      format_duration(rank(measurement, 90)).text,
                      format_duration(rank(measurement, 99)).text);
  definition_list_add(list, "rate", "%s samples/s, %s MACs/s (batch %" PRId64 ")",
                      format_magnitude(per_second(measurement, batch)).text,
                      format_magnitude(per_second(measurement, multiply_adds)).text, batch);
  definition_list_add(list, "measured", "%s times %s run%s, spread %s",
                      format_count((int64_t)measurement->run.nanoseconds.count).text,
                      format_count(runs).text, runs == 1 ? "" : "s",
                      format_percent(distribution_spread(&measurement->run.nanoseconds)).text);
}

static void append_layers(struct text *text, const struct model_measurement *measurement) {
  static const struct table_column columns[] = {{"layer", false}, {"kind", false},
                                                {"time", true},   {"share", true},
                                                {"MACs", true},   {"MACs/s", true}};
  const struct model_file *file = &measurement->file;
  struct table table = table_with_columns(columns, 6);
  size_t count = hc_model_layer_count(&file->model);
  double sum = 0;
  for (size_t i = 0; i < count; i++) sum += measurement->layer_times[i];
  for (size_t i = 0; i < count; i++) {
    hc_layer_info layer = model_file_layer(file, i);
    double time = measurement->layer_times[i], multiply_adds = (double)layer.multiply_adds;
    bool has_rate = multiply_adds > 0 && time > 0;
    TABLE_ADD(&table, layer.name, layer.kind, format_duration(time).text,
              format_percent(sum > 0 ? time / sum : 0).text,
              multiply_adds > 0 ? format_magnitude(multiply_adds).text : "",
              has_rate ? format_magnitude(multiply_adds * 1e9 / time).text : "");
  }
  table_add_rule(&table);
  TABLE_ADD(&table, "sum", "", format_duration(sum).text, "",
            format_magnitude((double)model_file_multiply_adds(file)).text, "");
  append_table(text, &table);
}

void model_measurement_print(const struct model_measurement *measurement) {
  const char *path = measurement->file.path;
  struct definition_list list = {0};
  struct text text = {0};
  definition_list_add(&list, "model", "%s, %s", path, format_bytes(file_size(path)).text);
  add_machine(&list, measurement);
  definition_list_add(&list, "arena", "%s", format_bytes((int64_t)measurement->arena_size).text);
  definition_list_add(&list, "resident", "peak %s up to the first answer",
                      format_bytes(measurement->peak_resident_bytes).text);
  add_times(&list, measurement);
  definition_list_add(&list, "outputs", "checksum %016" PRIx64, measurement->checksum);
  if (measurement->machine.throttled == THROTTLED_YES) {
    definition_list_add(&list, "note",
                        "the machine throttles: let it cool down or check its power supply");
  }
  append_definition_list(&text, &list, 0);
  if (measurement->layer_times != NULL && hc_model_layer_count(&measurement->file.model) > 0) {
    text_append(&text, "\n");
    append_layers(&text, measurement);
  }
  fputs(text.bytes, stdout);
  text_free(&text);
}

static void write_run(struct json_writer *writer, const struct model_measurement *measurement) {
  const struct distribution *run = &measurement->run.nanoseconds;
  json_key(writer, "run_ns");
  json_begin_object(writer);
  json_member_number(writer, "minimum", rank(measurement, 0));
  json_member_number(writer, "median", rank(measurement, 50));
  json_member_number(writer, "mean", distribution_mean(run));
  json_member_number(writer, "p90", rank(measurement, 90));
  json_member_number(writer, "p99", rank(measurement, 99));
  json_member_number(writer, "maximum", rank(measurement, 100));
  json_end_object(writer);
  json_member_number(writer, "spread", distribution_spread(run));
  json_member_integer(writer, "measurements", (int64_t)run->count);
  json_member_integer(writer, "runs_per_measurement", measurement->run.calls_per_measurement);
}

static void write_layers(struct json_writer *writer, const struct model_measurement *measurement) {
  const struct model_file *file = &measurement->file;
  size_t count = measurement->layer_times == NULL ? 0 : hc_model_layer_count(&file->model);
  json_key(writer, "layers");
  json_begin_array(writer);
  for (size_t i = 0; i < count; i++) {
    hc_layer_info layer = model_file_layer(file, i);
    json_begin_object(writer);
    json_member_string(writer, "name", layer.name);
    json_member_string(writer, "kind", layer.kind);
    json_member_string(writer, "detail", layer.detail);
    json_member_number(writer, "nanoseconds", measurement->layer_times[i]);
    json_member_integer(writer, "multiply_adds", limited_count(layer.multiply_adds));
    json_end_object(writer);
  }
  json_end_array(writer);
}

void model_measurement_print_json(const struct model_measurement *measurement) {
  const char *path = measurement->file.path;
  int64_t batch = model_measurement_batch(measurement);
  int64_t multiply_adds = model_file_multiply_adds(&measurement->file);
  char checksum[17];
  struct json_writer writer = {0};
  snprintf(checksum, sizeof checksum, "%016" PRIx64, measurement->checksum);
  json_begin_object(&writer);
  json_member_string(&writer, "file", path);
  json_member_integer(&writer, "bytes", file_size(path));
  json_key(&writer, "machine");
  machine_state_write(&measurement->machine, &writer);
  json_member_string(&writer, "kernel_set", hc_kernel_set());
  json_member_integer(&writer, "threads", measurement->threads);
  json_member_string(&writer, "build", build_name);
  json_member_string(&writer, "version", hc_version());
  json_member_integer(&writer, "arena_bytes", (int64_t)measurement->arena_size);
  json_member_integer(&writer, "peak_resident_bytes", measurement->peak_resident_bytes);
  json_member_integer(&writer, "batch", batch);
  json_member_integer(&writer, "multiply_adds", multiply_adds);
  json_member_integer(&writer, "parameters", model_file_parameter_count(&measurement->file));
  json_member_number(&writer, "open_ns", measurement->open_time);
  json_member_number(&writer, "init_ns", measurement->init_time);
  write_run(&writer, measurement);
  json_member_number(&writer, "samples_per_second", per_second(measurement, batch));
  json_member_number(&writer, "multiply_adds_per_second", per_second(measurement, multiply_adds));
  json_member_string(&writer, "output_checksum", checksum);
  write_layers(&writer, measurement);
  json_end_object(&writer);
  json_print(&writer);
}
