#include <inttypes.h>
#include <stdio.h>

#include "arena_rules.h"
#include "arguments.h"
#include "failure.h"
#include "format_number.h"
#include "input_file.h"
#include "kernel_sets.h"
#include "machine_state.h"
#include "table.h"
#include "text_wrapping.h"
#include "verb.h"

struct machine_check {
  struct model_file file;
  uint32_t threads;
  struct machine_state machine;
  struct kernel_set_check kernel_sets[KERNEL_SET_COUNT];
  struct arena_rules arena;
  size_t failed, count; /* single checks */
};

static void count_failures(struct machine_check *check) {
  const struct arena_rules *arena = &check->arena;
  check->count = 3;
  check->failed =
      !arena->exact_works + !arena->smaller_is_refused + !arena->misaligned_is_refused;
  for (size_t i = 0; i < KERNEL_SET_COUNT; i++) {
    check->count += check->kernel_sets[i].tests.count;
    check->failed += test_vectors_failed(&check->kernel_sets[i].tests);
  }
}

static const char *result(bool passed) { return passed ? "ok" : "FAILED"; }

static void append_facts(struct text *text, const struct machine_check *check) {
  struct definition_list list = {0};
  struct text summary = machine_state_summary(&check->machine);
  definition_list_add(&list, "model", "%s, %s", check->file.path,
                      format_bytes(file_size(check->file.path)).text);
  definition_list_add(&list, "machine", "%s", summary.bytes);
  definition_list_add(&list, "threads", "%" PRIu32, check->threads);
  append_definition_list(text, &list, 0);
  text_free(&summary);
}

static void append_kernel_sets(struct text *text, const struct machine_check *check) {
  static const struct table_column columns[] = {{"kernels", false},
                                                {"", false},
                                                {"test vectors", true},
                                                {"largest difference", true},
                                                {"result", false}};
  struct table table = table_with_columns(columns, 5);
  for (size_t i = 0; i < KERNEL_SET_COUNT; i++) {
    const struct kernel_set_check *set = &check->kernel_sets[i];
    const struct test_vectors *tests = &set->tests;
    double difference = test_vectors_largest_difference(tests);
    TABLE_ADD(&table, kernel_set_names[i], set->is_default ? "default" : "",
              set->is_available ? format_count((int64_t)tests->count).text : "",
              tests->count > 0 ? format_scientific(difference).text : "",
              !set->is_available  ? "not on this machine"
              : tests->count == 0 ? "none in the file"
                                  : result(test_vectors_failed(tests) == 0));
  }
  append_table(text, &table);
}

static void append_arena(struct text *text, const struct arena_rules *arena) {
  static const struct table_column columns[] = {{"arena", false}, {"result", false}};
  struct table table = table_with_columns(columns, 2);
  struct text exact = {0};
  text_format(&exact, "%s bytes, as stated, suffice", format_count((int64_t)arena->size).text);
  TABLE_ADD(&table, exact.bytes, result(arena->exact_works));
  TABLE_ADD(&table, "one byte less is refused", result(arena->smaller_is_refused));
  TABLE_ADD(&table, "a misaligned start is refused", result(arena->misaligned_is_refused));
  append_table(text, &table);
  text_free(&exact);
}

static void print_text(const struct machine_check *check) {
  struct text text = {0};
  append_facts(&text, check);
  text_append(&text, "\n");
  append_kernel_sets(&text, check);
  text_append(&text, "\n");
  append_arena(&text, &check->arena);
  fputs(text.bytes, stdout);
  text_free(&text);
}

static void write_kernel_set(struct json_writer *writer, const struct kernel_set_check *set,
                             const char *name) {
  json_begin_object(writer);
  json_member_string(writer, "name", name);
  json_member_bool(writer, "available", set->is_available);
  json_member_bool(writer, "default", set->is_default);
  json_key(writer, "passed");
  if (set->is_available) {
    json_bool(writer, test_vectors_failed(&set->tests) == 0);
  } else {
    json_null(writer);
  }
  json_key(writer, "largest_difference");
  if (set->tests.count > 0) {
    json_number(writer, test_vectors_largest_difference(&set->tests));
  } else {
    json_null(writer);
  }
  json_key(writer, "test_vectors");
  test_vectors_write(&set->tests, writer);
  json_end_object(writer);
}

static void print_json(const struct machine_check *check) {
  struct json_writer writer = {0};
  json_begin_object(&writer);
  json_member_string(&writer, "file", check->file.path);
  json_member_integer(&writer, "bytes", file_size(check->file.path));
  json_member_bool(&writer, "passed", check->failed == 0);
  json_key(&writer, "machine");
  machine_state_write(&check->machine, &writer);
  json_member_integer(&writer, "threads", check->threads);
  json_key(&writer, "kernel_sets");
  json_begin_array(&writer);
  for (size_t i = 0; i < KERNEL_SET_COUNT; i++) {
    write_kernel_set(&writer, &check->kernel_sets[i], kernel_set_names[i]);
  }
  json_end_array(&writer);
  json_key(&writer, "arena");
  json_begin_object(&writer);
  json_member_integer(&writer, "bytes", (int64_t)check->arena.size);
  json_member_bool(&writer, "exact_works", check->arena.exact_works);
  json_member_bool(&writer, "smaller_is_refused", check->arena.smaller_is_refused);
  json_member_bool(&writer, "misaligned_is_refused", check->arena.misaligned_is_refused);
  json_end_object(&writer);
  json_end_object(&writer);
  json_print(&writer);
}

static void run(const struct arguments *arguments) {
  struct machine_check check;
  model_file_open(&check.file, arguments->operands[0]);
  check.threads = option_threads(arguments);
  check.machine = machine_state_read();
  check_kernel_sets(&check.file, check.threads, check.kernel_sets);
  check.arena = arena_rules_try(&check.file, check.threads);
  count_failures(&check);
  if (has_option(arguments, "--json")) {
    print_json(&check);
  } else {
    print_text(&check);
  }
  if (check.failed > 0) {
    fail(EXIT_CHECK_FAILED, "%s: %zu of %zu checks failed", check.file.path, check.failed,
         check.count);
  }
  for (size_t i = 0; i < KERNEL_SET_COUNT; i++) test_vectors_free(&check.kernel_sets[i].tests);
  model_file_close(&check.file);
}

const struct verb verb_selftest = {
    .name = "selftest",
    .summary = "check that this machine computes a .hcar file as it should",
    .discussion =
        "Checks the machine with a file that 'verify' finds good. Runs the test vectors with every "
        "kernel set that this CPU can run, whatever HANDCAR_KERNELS says, and tries the rules of "
        "the working memory: an arena of the stated size suffices, one byte less is refused, and "
        "so is a misaligned start. The exit code is 0 when all is well and 1 when a check fails.",
    .usage = {"MODEL.hcar", "[--threads T]", "[--json]"},
    .operands = {OPERAND_MODEL},
    .options = {OPTION_THREADS, OPTION_JSON},
    .examples = {{"handcar-run selftest model.hcar",
                  "On a new board: which kernels does it run, and are they right?"}},
    .run = run,
};
