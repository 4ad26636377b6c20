#include <stdio.h>

#include "arguments.h"
#include "npy_writer.h"
#include "output_file.h"
#include "progress_bar.h"
#include "sample_feed.h"
#include "verb.h"

/* Writes the outputs of `count` samples, those of the last run. */
static void append_output(const struct session *session, const struct sample_output *output,
                          int64_t count) {
  enum scalar scalar = scalar_of_tensor(output->info.element_type);
  const char *elements = session_output(session, output->index);
  int64_t total = count * output->sample_size;
  float numbers[256];
  for (int64_t element = 0; element < total; element += 256) {
    size_t now = total - element < 256 ? (size_t)(total - element) : 256;
    read_floats(elements + element * (int64_t)scalar_types[scalar].size, scalar, now, numbers);
    npy_writer_append(numbers, now);
  }
}

static void run_samples(const struct sample_feed *feed, struct session *session,
                        const struct sample_output *output) {
  int64_t total = sample_feed_count(feed);
  struct progress_bar bar = progress_bar_begin("run", total);
  for (int64_t first = 0; first < total; first += feed->batch) {
    int64_t count = total - first < feed->batch ? total - first : feed->batch;
    sample_feed_run(feed, session, first, count);
    append_output(session, output, count);
    progress_bar_update(&bar, first + count);
  }
  progress_bar_finish(&bar);
}

static void run(const struct arguments *arguments) {
  const char *path = arguments->operands[0], *input_path = arguments->operands[1];
  const char *output_path = required_option(arguments, "--output");
  struct model_file file;
  struct sample_feed feed;
  struct session session;
  check_output(output_path, (const char *const[]){path, input_path, NULL});
  model_file_open(&file, path);
  sample_feed_open(&feed, &file, input_path, option_number(arguments, "--input-scale", 1),
                   option_number(arguments, "--input-offset", 0));
  struct sample_output output =
      sample_feed_output(&feed, &file, option_text(arguments, "--select"));
  session_start(&session, &file, option_threads(arguments), false);

  struct shape shape = {.rank = 1 + output.sample_shape.rank, .sizes = {sample_feed_count(&feed)}};
  for (size_t axis = 1; axis < shape.rank; axis++) {
    shape.sizes[axis] = output.sample_shape.sizes[axis - 1];
  }
  npy_writer_begin(output_path, &shape);
  run_samples(&feed, &session, &output);
  npy_writer_finish();
  printf("%s: %s float32, output '%s'\n", output_path, format_shape(&shape).text,
         output.info.name);
  session_end(&session);
  sample_feed_close(&feed);
  model_file_close(&file);
}

const struct verb verb_run = {
    .name = "run",
    .summary = "run a .hcar file on samples and write its outputs",
    .discussion =
        "Runs the model on every sample of a .npy file and writes the outputs as Float32. The "
        "leading axis of both files counts the samples; they are fed in batches of the model's "
        "size, the last one filled up with zeros.",
    .usage = {"MODEL.hcar", "INPUT.npy", "-o OUTPUT.npy", "[--input-scale S]", "[--input-offset O]",
              "[--select NAME]", "[--threads T]"},
    .operands = {OPERAND_MODEL,
                 {"INPUT.npy", "Samples, uint8 or float32: shape (samples, ...)."}},
    .options =
        {
            {"--output", "-o", "OUTPUT.npy", "The file to write."},
            {"--input-scale", NULL, "S",
             "Each number x of the input becomes x·S + O. Default: 1."},
            {"--input-offset", NULL, "O", "See --input-scale. Default: 0."},
            {"--select", NULL, "NAME", "Which output to write. Default: the first."},
            OPTION_THREADS,
        },
    .examples =
        {
            {"handcar-run run model.hcar images.npy -o answers.npy", "Numbers go in as they are."},
            {"handcar-run run model.hcar images.npy -o answers.npy --input-scale 0.00392157",
             "Pixels 0...255 become 0...1."},
        },
    .run = run,
};
