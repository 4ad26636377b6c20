#include "board_profile.h"

#include <stdlib.h>
#include <string.h>

#include "cache_sizes.h"
#include "json_writer.h"
#include "linear_chain.h"
#include "output_file.h"
#include "progress_bar.h"
#include "timing.h"

/* Widths of the longest chain. */
enum { MOST_WIDTHS = 34 };

struct profile {
  struct json_writer json;
  struct progress_bar bar;
  int64_t done;
};

static void run_once(void *session) { session_run(session); }

/* The shortest time of many runs: what disturbs a run only ever lengthens it. */
static void measure(struct profile *profile, uint32_t batch, const uint32_t widths[],
                    size_t count) {
  struct linear_chain chain;
  struct session session;
  linear_chain_make(&chain, batch, widths, count);
  session_start(&session, &chain.file, 1, false);
  struct timing_length length = {.seconds = 0.05};
  struct timing timing = measure_calls(length, run_once, &session);
  double shortest = distribution_percentile(&timing.nanoseconds, 0);
  distribution_free(&timing.nanoseconds);
  session_end(&session);
  linear_chain_free(&chain);

  struct json_writer *json = &profile->json;
  json_begin_object(json);
  json_member_integer(json, "batch", batch);
  json_key(json, "widths");
  json_begin_plain_array(json);
  for (size_t i = 0; i < count; i++) json_integer(json, widths[i]);
  json_end_array(json);
  json_member_number(json, "nanoseconds", shortest);
  json_end_object(json);
  progress_bar_update(&profile->bar, ++profile->done);
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
  /* Rows of the largest tile of two vectors and of one, and floats in a vector. */
  const char *set = hc_kernel_set();
  bool is_avx2 = strcmp(set, "avx2") == 0, is_avx512 = strcmp(set, "avx512") == 0;
  bool is_portable = strcmp(set, "portable") == 0;
  uint32_t rows = is_avx2 ? 6 : is_portable ? 4 : 8, narrow_rows = is_portable ? 4 : 8;
  uint32_t width = is_avx2 || is_avx512 ? 8 : 4;
  uint32_t ones[MOST_WIDTHS];
  for (size_t i = 0; i < MOST_WIDTHS; i++) ones[i] = 1;
  profile->bar = progress_bar_begin("profile", 2 + 4 * rows + 2 * narrow_rows + (int64_t)caches->count);

  measure(profile, 1, ones, 2);
  measure(profile, 1, ones, MOST_WIDTHS);
  for (uint32_t batch = 1; batch <= rows; batch++) {
    for (uint32_t depth = SHALLOW; depth <= DEEP; depth += DEEP - SHALLOW) {
      measure_layer(profile, batch, depth, 2 * width);
      measure_layer(profile, batch, depth, 7 * 2 * width);
    }
  }
  for (uint32_t batch = 2; batch <= narrow_rows; batch++) {
    measure_layer(profile, batch, SHALLOW, width);
    measure_layer(profile, batch, 4 * DEEP, width);
  }
  measure_layer(profile, rows, SHALLOW, 2 * width - 1);
  for (size_t i = 0; i < caches->count; i++) measure_reading(profile, caches->sizes[i] / 2);
  int64_t last = caches->sizes[caches->count - 1];
  measure_reading(profile, last < 64 << 20 ? 4 * last : 256 << 20);
  progress_bar_finish(&profile->bar);
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
  measure_all(&profile, &caches);
  json_end_array(json);
  json_end_object(json);
  text_append(&json->text, "\n");
  output_file_begin(path);
  output_file_append(json->text.bytes, json->text.length);
  output_file_finish();
  text_free(&json->text);
}
