#include "board_profile.h"

#include <stdlib.h>
#include <string.h>

#include "cache_sizes.h"
#include "json_writer.h"
#include "linear_chain.h"
#include "output_file.h"
#include "progress_bar.h"
#include "timing.h"

enum {
  /* Widths of the longest chain. */
  MOST_WIDTHS = 34,
  MOST_MODELS = 128,
  /* In which all models are measured: what disturbs for a while does not last for all of them. */
  ROUNDS = 5
};

struct profile {
  struct json_writer json;
  struct progress_bar bar;
  double shortest[MOST_MODELS];
  size_t model;
  int64_t done;
  int round;
};

static void run_once(void *session) { session_run(session); }

/* The shortest time of many runs: what disturbs a run only ever lengthens it. */
static void measure(struct profile *profile, uint32_t batch, const uint32_t widths[],
                    size_t count) {
  struct linear_chain chain;
  struct session session;
  linear_chain_make(&chain, batch, widths, count);
  session_start(&session, &chain.file, 1, false);
  struct timing_length length = {.seconds = 0.02};
  struct timing timing = measure_calls(length, run_once, &session);
  double shortest = distribution_percentile(&timing.nanoseconds, 0);
  distribution_free(&timing.nanoseconds);
  session_end(&session);
  linear_chain_free(&chain);
  double *kept = &profile->shortest[profile->model++];
  if (profile->round == 0 || shortest < *kept) *kept = shortest;
  progress_bar_update(&profile->bar, ++profile->done);
  if (profile->round < ROUNDS - 1) return;

  struct json_writer *json = &profile->json;
  json_begin_object(json);
  json_member_integer(json, "batch", batch);
  json_key(json, "widths");
  json_begin_plain_array(json);
  for (size_t i = 0; i < count; i++) json_integer(json, widths[i]);
  json_end_array(json);
  json_member_number(json, "nanoseconds", *kept);
  json_end_object(json);
}

static void measure_layer(struct profile *profile, uint32_t batch, uint32_t inputs,
                          uint32_t outputs) {
  measure(profile, batch, (uint32_t[]){inputs, outputs}, 2);
}

/* A layer whose weights take about so many bytes. */
static void measure_reading(struct profile *profile, int64_t bytes) {
  int64_t side = 16;
  while ((side + 16) * (side + 16) * 4 <= bytes) side += 16;
  measure_layer(profile, 1, (uint32_t)side, (uint32_t)side);
}

/* The models that Sources/BoardModel/BoardMeasurements.swift derives a board from. */
static void measure_all(struct profile *profile, const struct cache_sizes *caches) {
  enum { SHALLOW = 16, DEEP = 64 };
  /* Floats in a vector, columns of the widest tiles, and rows of these and of all narrower ones. */
  const char *set = hc_kernel_set();
  bool is_avx2 = strcmp(set, "avx2") == 0, is_avx512 = strcmp(set, "avx512") == 0;
  bool is_portable = strcmp(set, "portable") == 0;
  uint32_t width = is_avx2 || is_avx512 ? 8 : 4, widest = is_avx512 ? 32 : 2 * width;
  uint32_t rows = is_avx2 ? 6 : is_portable ? 4 : 8, narrow_rows = is_portable ? 4 : 8;
  uint32_t ones[MOST_WIDTHS];
  for (size_t i = 0; i < MOST_WIDTHS; i++) ones[i] = 1;
  uint32_t narrower = widest > 2 * width ? 2 : 1;
  int64_t models = 6 + 4 * rows + 2 * narrower * (narrow_rows - 1) + (int64_t)caches->count;
  if (profile->round == 0) profile->bar = progress_bar_begin("profile", ROUNDS * models);

  measure(profile, 1, ones, 2);
  measure(profile, 1, ones, MOST_WIDTHS);
  for (uint32_t batch = 1; batch <= rows; batch++) {
    for (uint32_t depth = SHALLOW; depth <= DEEP; depth += DEEP - SHALLOW) {
      measure_layer(profile, batch, depth, widest);
      measure_layer(profile, batch, depth, 7 * widest);
    }
  }
  measure_layer(profile, 2 * rows, DEEP, widest);
  measure_layer(profile, 2 * rows, DEEP, 7 * widest);
  for (uint32_t columns = width; columns < widest; columns *= 2) {
    for (uint32_t batch = 2; batch <= narrow_rows; batch++) {
      measure_layer(profile, batch, SHALLOW, columns);
      measure_layer(profile, batch, 4 * DEEP, columns);
    }
  }
  measure_layer(profile, rows, SHALLOW, 2 * width - 1);
  for (size_t i = 0; i < caches->count; i++) measure_reading(profile, caches->sizes[i] / 2);
  int64_t last = caches->sizes[caches->count - 1];
  measure_reading(profile, last < 64 << 20 ? 4 * last : 256 << 20);
}

void board_profile_write(const char *path, const char *name) {
  struct profile profile = {0};
  struct cache_sizes caches = cache_sizes_read();
  struct json_writer *json = &profile.json;
  json_begin_object(json);
  json_member_string(json, "name", name);
  json_member_string(json, "kernelSet", hc_kernel_set());
  json_key(json, "caches");
  json_begin_plain_array(json);
  for (size_t i = 0; i < caches.count; i++) json_integer(json, caches.sizes[i]);
  json_end_array(json);
  json_key(json, "timings");
  json_begin_array(json);
  for (; profile.round < ROUNDS; profile.round++) {
    profile.model = 0;
    measure_all(&profile, &caches);
  }
  progress_bar_finish(&profile.bar);
  json_end_array(json);
  json_end_object(json);
  text_append(&json->text, "\n");
  output_file_begin(path);
  output_file_append(json->text.bytes, json->text.length);
  output_file_finish();
  text_free(&json->text);
}
