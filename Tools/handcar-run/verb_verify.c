#include <stdio.h>
#include <stdlib.h>

#include "arguments.h"
#include "failure.h"
#include "format_number.h"
#include "input_file.h"
#include "test_vectors.h"
#include "text_wrapping.h"
#include "verb.h"

static void print_text(const struct test_vectors *tests, int64_t byte_count) {
  struct definition_list list = {0};
  struct text text = {0};
  definition_list_add(&list, "format", "ok");
  definition_list_add(&list, "checksum", "ok, %s", format_bytes(byte_count).text);
  for (size_t i = 0; i < tests->count; i++) {
    const struct test_result *test = &tests->results[i];
    struct text term = {0};
    text_format(&term, "test vector %zu", i);
    definition_list_add(&list, term.bytes, "%s, largest difference %s",
                        test->passed ? "ok" : "FAILED",
                        format_scientific(test->largest_difference).text);
    text_free(&term);
  }
  if (tests->count == 0) definition_list_add(&list, "test vectors", "none in the file");
  definition_list_add(&list, "kernels", "%s", hc_kernel_set());
  append_definition_list(&text, &list, 0);
  fputs(text.bytes, stdout);
  text_free(&text);
}

static void print_json(const char *path, const struct test_vectors *tests) {
  struct json_writer writer = {0};
  json_begin_object(&writer);
  json_member_string(&writer, "file", path);
  json_member_integer(&writer, "bytes", file_size(path));
  json_member_bool(&writer, "passed", test_vectors_failed(tests) == 0);
  json_member_string(&writer, "kernel_set", hc_kernel_set());
  json_key(&writer, "test_vectors");
  test_vectors_write(tests, &writer);
  json_end_object(&writer);
  json_print(&writer);
}

static void run(const struct arguments *arguments) {
  const char *path = arguments->operands[0];
  struct model_file file;
  model_file_open(&file, path);
  struct test_vectors tests = test_vectors_run(&file, 1);
  size_t failed = test_vectors_failed(&tests);
  if (has_option(arguments, "--json")) {
    print_json(path, &tests);
  } else {
    print_text(&tests, file_size(path));
  }
  if (failed > 0) {
    fail(EXIT_CHECK_FAILED, "%s: %zu of %zu test vectors failed", path, failed, tests.count);
  }
  test_vectors_free(&tests);
  model_file_close(&file);
}

const struct verb verb_verify = {
    .name = "verify",
    .summary = "check a .hcar file: format, checksum and test vectors",
    .discussion =
        "Opens the file as any program would, which checks its structure, compares every byte with "
        "the checksum, then runs the test vectors inside it and compares with the expected "
        "outputs. The exit code is 0 when all is well, 1 when a test vector fails and 3 when the "
        "file is damaged.",
    .usage = {"MODEL.hcar", "[--json]"},
    .operands = {OPERAND_MODEL},
    .options = {OPTION_JSON},
    .examples = {{"handcar-run verify model.hcar",
                  "Does this copy, on this machine, still compute what it should?"}},
    .run = run,
};
