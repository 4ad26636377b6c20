#include "arguments.h"
#include "model_report.h"
#include "verb.h"

static void run(const struct arguments *arguments) {
  struct model_file file;
  struct model_report report;
  model_file_open(&file, arguments->operands[0]);
  model_report_read(&report, &file);
  if (has_option(arguments, "--json")) {
    model_report_print_json(&report);
  } else {
    model_report_print(&report);
  }
  model_report_free(&report);
  model_file_close(&file);
}

const struct verb verb_inspect = {
    .name = "inspect",
    .summary = "show a model's inputs, layers, shapes, parameters and multiply-adds",
    .discussion =
        "Shows inputs, outputs and layers with their shapes, parameters and multiply-adds (MACs) "
        "of one run, the working memory (arena) that the model needs, its sections, its test "
        "vectors and where it came from. Nothing is written.",
    .usage = {"MODEL.hcar", "[--json]"},
    .operands = {OPERAND_MODEL},
    .options = {OPTION_JSON},
    .examples =
        {
            {"handcar-run inspect model.hcar", "What is in the file, and where it came from."},
            {"handcar-run inspect model.hcar --json | jq .arena.bytes",
             "The memory that a program must set aside to run the model."},
        },
    .run = run,
};
