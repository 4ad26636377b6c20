#include "sample_feed.h"

#include <inttypes.h>
#include <string.h>

#include "failure.h"
#include "text.h"

/* `'a', 'b'` for a message. */
static struct text quoted_names(const struct model_file *file, size_t count,
                                hc_tensor_info (*info)(const struct model_file *, size_t)) {
  struct text names = {0};
  text_append(&names, "");
  for (size_t i = 0; i < count; i++) {
    text_format(&names, "%s'%s'", i > 0 ? ", " : "", info(file, i).name);
  }
  return names;
}

static hc_tensor_info only_input(const struct model_file *file) {
  size_t count = hc_model_input_count(&file->model);
  if (count != 1) {
    fail(EXIT_BAD_INPUT,
         "%s: the model has %zu inputs (%s); only a model of one input can be fed from a file of "
         "samples",
         file->path, count, quoted_names(file, count, model_file_input).bytes);
  }
  return model_file_input(file, 0);
}

/* Opens the samples, which must be as the input takes them. */
static void open_samples(struct npy_reader *samples, const char *path, const char *input,
                         const struct shape *wanted) {
  npy_reader_open(samples, path);
  const struct shape *shape = &samples->header.shape;
  if (shape->rank == 0 || shape->sizes[0] == 0) {
    fail(EXIT_BAD_INPUT, "%s: it holds no samples (its shape is %s)", path,
         format_shape(shape).text);
  }
  if (!shapes_fit(&samples->sample_shape, wanted)) {
    fail(EXIT_BAD_INPUT,
         "%s: its shape %s means samples of %s, but the model's input '%s' takes samples of %s",
         path, format_shape(shape).text, format_shape(&samples->sample_shape).text, input,
         format_shape(wanted).text);
  }
}

void sample_feed_open(struct sample_feed *feed, const struct model_file *file, const char *path,
                      double scale, double offset) {
  hc_tensor_info input = only_input(file);
  struct shape shape = shape_of_tensor(&input);
  feed->input_type = input.element_type;
  feed->scale = (float)scale;
  feed->offset = (float)offset;
  feed->has_batch_axis = shape.rank > 1;
  feed->batch = feed->has_batch_axis ? shape.sizes[0] : 1;
  if (feed->has_batch_axis) shape = shape_of_sample(&shape);
  open_samples(&feed->samples, path, input.name, &shape);
  if (feed->batch == 0) fail(EXIT_BAD_INPUT, "%s: a batch of the model has no samples", file->path);
}

void sample_feed_close(struct sample_feed *feed) { npy_reader_close(&feed->samples); }

int64_t sample_feed_count(const struct sample_feed *feed) {
  return feed->samples.header.shape.sizes[0];
}

static struct sample_output divided(const struct sample_feed *feed, const struct model_file *file,
                                    size_t index) {
  struct sample_output output = {.index = index, .info = model_file_output(file, index)};
  struct shape shape = shape_of_tensor(&output.info);
  if (feed->has_batch_axis && shape.rank > 0 && shape.sizes[0] == feed->batch) {
    output.sample_shape = shape_of_sample(&shape);
  } else if (feed->batch == 1) {
    output.sample_shape = shape;
  } else {
    fail(EXIT_BAD_INPUT,
         "output '%s' of shape %s does not divide into the %" PRId64
         " samples of the batch; convert the model with --batch 1",
         output.info.name, format_shape(&shape).text, feed->batch);
  }
  output.sample_size = shape_element_count(&output.sample_shape);
  return output;
}

struct sample_output sample_feed_output(const struct sample_feed *feed,
                                        const struct model_file *file, const char *name) {
  size_t count = hc_model_output_count(&file->model), found = count;
  for (size_t i = 0; i < count; i++) {
    struct sample_output output = divided(feed, file, i);
    bool is_meant = name == NULL || strcmp(output.info.name, name) == 0;
    if (is_meant && found == count) found = i;
  }
  if (found == count) {
    fail(EXIT_USAGE, "the model has no output '%s'; it has %s", name != NULL ? name : "",
         quoted_names(file, count, model_file_output).bytes);
  }
  return divided(feed, file, found);
}

/* Numbers of the file, scaled, as elements of the input from `element` on. */
static void feed_input(const struct sample_feed *feed, char *input, int64_t element, float *numbers,
                       size_t count) {
  enum scalar scalar = scalar_of_tensor(feed->input_type);
  for (size_t i = 0; i < count; i++) {
    /* The product of two Floats is exact as a Double. Written in Float, the compiler might fuse
     * it with the addition on some targets, and the last bit would depend on the machine. */
    float scaled = (float)((double)numbers[i] * (double)feed->scale);
    numbers[i] = scaled + feed->offset;
  }
  write_floats(numbers, count, scalar, input + element * (int64_t)scalar_types[scalar].size);
}

void sample_feed_run(const struct sample_feed *feed, struct session *session, int64_t first,
                     int64_t count) {
  static float numbers[MOST_FLOATS];
  char *input = session_input(session, 0);
  int64_t size = feed->samples.sample_size;
  size_t element_size = scalar_types[scalar_of_tensor(feed->input_type)].size;
  for (int64_t sample = 0; sample < count; sample++) {
    for (int64_t element = 0; element < size; element += MOST_FLOATS) {
      int64_t left = size - element;
      size_t now = left < MOST_FLOATS ? (size_t)left : MOST_FLOATS;
      npy_reader_read(&feed->samples, first + sample, element, now, numbers);
      feed_input(feed, input, sample * size + element, numbers, now);
    }
  }
  /* Zero is zero bytes in every type. */
  memset(input + (size_t)(count * size) * element_size, 0,
         (size_t)((feed->batch - count) * size) * element_size);
  session_run(session);
}
