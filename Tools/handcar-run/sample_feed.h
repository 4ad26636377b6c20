/* A model with the samples of a .npy file that go through it, batch by batch. */
#ifndef SAMPLE_FEED_H
#define SAMPLE_FEED_H

#include "model_file.h"
#include "npy_reader.h"
#include "shape.h"

struct sample_feed {
  struct npy_reader samples;
  float scale, offset; /* x becomes x · scale + offset */
  bool has_batch_axis; /* the leading one of two or more, as ONNX exporters write it */
  int64_t batch;       /* samples in one run */
  hc_element_type input_type;
};

/* One of the model's outputs, divided into samples. */
struct sample_output {
  size_t index;
  hc_tensor_info info;
  struct shape sample_shape;
  int64_t sample_size;
};

/* Opens the file of samples and checks that it fits the model. Fails with a message. */
void sample_feed_open(struct sample_feed *feed, const struct model_file *file, const char *path,
                      double scale, double offset);
void sample_feed_close(struct sample_feed *feed);

/* How many samples there are. */
int64_t sample_feed_count(const struct sample_feed *feed);

/* The output of a name, or the first one. Fails with a message, also when any output does not
 * divide into samples. */
struct sample_output sample_feed_output(const struct sample_feed *feed,
                                        const struct model_file *file, const char *name);

/* Runs `count` samples from `first` on, no more than a batch; zeros fill it up. */
void sample_feed_run(const struct sample_feed *feed, struct session *session, int64_t first,
                     int64_t count);

#endif
