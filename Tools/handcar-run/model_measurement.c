#include "model_measurement.h"

#include <stdlib.h>
#include <string.h>

#include "failure.h"
#include "fixed_input.h"
#include "memory.h"

/* What the timed calls work on. */
struct subject {
  const struct model_file *file;
  uint32_t threads;
  struct session session;
  struct fixed_input input;
  /* Of a measured session: times up to the last run, and of each run. */
  hc_layer_profile *last, *now;
  struct distribution *layers;
  size_t layer_count, most_runs;
};

static void open_once(void *context) {
  const struct subject *subject = context;
  hc_model model;
  /* As a program does: without checking the parameters. */
  if (hc_model_open_file(subject->file->path, &model) != HC_OK) {
    fail(EXIT_BAD_INPUT, "%s: cannot be opened again", subject->file->path);
  }
  hc_model_close(&model);
}

static void start_once(void *context) {
  const struct subject *subject = context;
  struct session session;
  session_start(&session, subject->file, subject->threads, false);
  session_end(&session);
}

static void run_once(void *context) {
  struct subject *subject = context;
  fixed_input_run(&subject->input, &subject->session);
}

static void read_profile(struct subject *subject, hc_layer_profile *rows) {
  size_t count = subject->layer_count;
  if (hc_session_profile(&subject->session.session, rows, &count) != HC_OK) abort();
}

static void run_and_note(void *context) {
  struct subject *subject = context;
  run_once(subject);
  read_profile(subject, subject->now);
  for (size_t i = 0; i < subject->layer_count; i++) {
    uint64_t time = subject->now[i].nanoseconds - subject->last[i].nanoseconds;
    if (subject->layers[i].count < subject->most_runs) {
      distribution_add(&subject->layers[i], (double)time);
    }
  }
  hc_layer_profile *rows = subject->last;
  subject->last = subject->now;
  subject->now = rows;
}

static double median_of(struct timing timing) {
  double median = distribution_percentile(&timing.nanoseconds, 50);
  distribution_free(&timing.nanoseconds);
  return median;
}

/* The median time of each layer over many runs. */
static double *measure_layers(struct subject *subject, struct timing_length length) {
  size_t count = subject->layer_count = hc_model_layer_count(&subject->file->model);
  double *medians = reallocate(NULL, count, sizeof *medians);
  subject->last = reallocate(NULL, count, sizeof *subject->last);
  subject->now = reallocate(NULL, count, sizeof *subject->now);
  subject->layers = reallocate(NULL, count, sizeof *subject->layers);
  if (count == 0) return medians;
  memset(subject->layers, 0, count * sizeof *subject->layers);
  /* All of them together take 8 MB at most. */
  subject->most_runs = count < 50 ? 20000 : 1000000 / count + 1;
  session_start(&subject->session, subject->file, subject->threads, true);
  read_profile(subject, subject->last);
  struct timing timing = measure_calls(length, run_and_note, subject);
  distribution_free(&timing.nanoseconds);
  for (size_t i = 0; i < count; i++) {
    distribution_sort(&subject->layers[i]);
    medians[i] = distribution_percentile(&subject->layers[i], 50);
    distribution_free(&subject->layers[i]);
  }
  session_end(&subject->session);
  return medians;
}

void model_measurement_make(struct model_measurement *measurement, const char *path,
                            struct timing_length length, uint32_t threads, bool per_layer) {
  struct model_file *file = &measurement->file;
  struct subject subject = {.file = file, .threads = threads};
  hc_options options = session_options(threads, false);
  model_file_open(file, path);
  measurement->threads = threads;
  measurement->arena_size = session_arena_size(file, &options);
  subject.input = fixed_input_make(file);
  session_start(&subject.session, file, threads, false);
  run_once(&subject);
  measurement->checksum = output_checksum(file, &subject.session);
  measurement->peak_resident_bytes = peak_resident_bytes();

  struct timing_length twenty = {.calls = 20};
  measurement->open_time = median_of(measure_calls(twenty, open_once, &subject));
  measurement->init_time = median_of(measure_calls(twenty, start_once, &subject));
  measurement->run = measure_calls(length, run_once, &subject);
  session_end(&subject.session);
  measurement->layer_times = per_layer ? measure_layers(&subject, length) : NULL;
  measurement->machine = machine_state_read();
  fixed_input_free(&subject.input);
  free(subject.last);
  free(subject.now);
  free(subject.layers);
}

void model_measurement_free(struct model_measurement *measurement) {
  distribution_free(&measurement->run.nanoseconds);
  free(measurement->layer_times);
  model_file_close(&measurement->file);
}

int64_t model_measurement_batch(const struct model_measurement *measurement) {
  if (hc_model_input_count(&measurement->file.model) == 0) return 1;
  hc_tensor_info input = model_file_input(&measurement->file, 0);
  return input.rank > 1 ? (int64_t)input.dimensions[0] : 1;
}
