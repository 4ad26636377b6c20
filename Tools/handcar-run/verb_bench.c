#include "arguments.h"
#include "build_kind.h"
#include "failure.h"
#include "model_measurement.h"
#include "verb.h"

static void run(const struct arguments *arguments) {
  struct model_measurement measurement;
  refuse_debug_build(arguments);
  struct timing_length length = {
      .calls = option_integer(arguments, "--runs", 1, 1000000000, 0),
      .seconds = option_positive_number(arguments, "--seconds", 2),
  };
  if (has_option(arguments, "--runs") && has_option(arguments, "--seconds")) {
    fail(EXIT_USAGE, "--runs and --seconds exclude each other");
  }
  model_measurement_make(&measurement, arguments->operands[0], length, option_threads(arguments),
                         has_option(arguments, "--per-layer"));
  if (has_option(arguments, "--json")) {
    model_measurement_print_json(&measurement);
  } else {
    model_measurement_print(&measurement);
  }
  model_measurement_free(&measurement);
}

const struct verb verb_bench = {
    .name = "bench",
    .summary = "measure how long a .hcar file takes to open and to run",
    .discussion =
        "Runs the model on fixed pseudo-random input: some runs to warm up, then as many as --runs "
        "or --seconds say. Reports minimum, median and percentiles of the time of a run, the rate, "
        "the time to open and to prepare the model, and the state of the machine. The checksum of "
        "the outputs tells whether two measurements computed the same thing. A build without "
        "optimisation is refused: its times mean nothing.",
    .usage = {"MODEL.hcar", "[--threads T]", "[--per-layer]", "[--runs N | --seconds S]",
              "[--force]", "[--json]"},
    .operands = {OPERAND_MODEL},
    .options =
        {
            OPTION_THREADS,
            {"--per-layer", NULL, NULL, "Also measure each layer, in a second series of runs."},
            {"--runs", NULL, "N", "Measure N runs."},
            {"--seconds", NULL, "S", "Measure for S seconds. Default: 2."},
            OPTION_FORCE,
            OPTION_JSON,
        },
    .examples =
        {
            {"handcar-run bench model.hcar --per-layer", "Where the time goes."},
            {"HANDCAR_KERNELS=portable handcar-run bench model.hcar",
             "With another kernel set than the best one for this CPU."},
        },
    .run = run,
};
