/* The times of a model on this machine. */
#ifndef MODEL_MEASUREMENT_H
#define MODEL_MEASUREMENT_H

#include "machine_state.h"
#include "model_file.h"
#include "timing.h"

struct model_measurement {
  struct model_file file;
  uint32_t threads;
  size_t arena_size;
  struct timing run;           /* of one run, input copied in */
  double open_time, init_time; /* medians in nanoseconds; the file is in the page cache by then */
  double *layer_times;         /* by layer, medians of a run; NULL unless asked for */
  uint64_t checksum;           /* of the outputs of the fixed input */
  int64_t peak_resident_bytes; /* up to the first answer: the measurements themselves come later */
  struct machine_state machine;
};

/* Opens the model and measures. Fails with a message. */
void model_measurement_make(struct model_measurement *measurement, const char *path,
                            struct timing_length length, uint32_t threads, bool per_layer);
void model_measurement_free(struct model_measurement *measurement);

/* Samples in one run. */
int64_t model_measurement_batch(const struct model_measurement *measurement);

void model_measurement_print(const struct model_measurement *measurement);
void model_measurement_print_json(const struct model_measurement *measurement);

#endif
