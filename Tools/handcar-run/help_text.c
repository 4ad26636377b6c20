#include "help_text.h"

#include <stdio.h>
#include <string.h>

#include "text_wrapping.h"

/* Of every help text, whatever the terminal's: they are meant to be read, searched and compared. */
enum { HELP_WIDTH = 90 };

static const char *const exit_meanings[] = {
    "done",
    "a check failed: a test in verify or selftest",
    "the command line is wrong",
    "an input file is missing, damaged, not supported or does not fit",
    "the result could not be written; nothing partial is left",
    "refused: this build or this machine cannot do it",
};

void print_overview(void) {
  struct text text = {0};
  struct definition_list verbs = {0}, codes = {0};
  text_append(&text,
              "usage: handcar-run VERB [ARGUMENT]... | handcar-run --version\n\n"
              "Runs, measures and checks .hcar files, which 'handcar convert' makes on a "
              "workstation.\n\n"
              "verbs:\n");
  for (const struct verb *const *verb = all_verbs; *verb != NULL; verb++) {
    definition_list_add(&verbs, (*verb)->name, "%s", (*verb)->summary);
  }
  append_definition_list(&text, &verbs, 2);
  text_append(&text,
              "\nOn a new board:\n"
              "  handcar-run selftest model.hcar\n"
              "  handcar-run run      model.hcar images.npy -o answers.npy\n"
              "  handcar-run bench    model.hcar\n\n"
              "'handcar-run VERB --help' explains a verb, with examples.\n\n"
              "exit codes:\n");
  for (size_t i = 0; i < sizeof exit_meanings / sizeof *exit_meanings; i++) {
    char code[] = {(char)('0' + i), 0};
    definition_list_add(&codes, code, "%s", exit_meanings[i]);
  }
  append_definition_list(&text, &codes, 2);
  fputs(text.bytes, stdout);
  text_free(&text);
}

/* The usage line, broken between its pieces. */
static void append_usage(struct text *text, const struct verb *verb) {
  size_t start = text->length, used = 0;
  text_format(text, "usage: handcar-run %s ", verb->name);
  size_t margin = text->length - start;
  for (const char *const *piece = verb->usage; *piece != NULL; piece++) {
    size_t width = strlen(*piece);
    if (used > 0 && used + 1 + width > HELP_WIDTH - margin) {
      text_append(text, "\n");
      text_repeat(text, " ", margin);
      used = 0;
    }
    text_append(text, used > 0 ? " " : "");
    used += width + (used > 0);
    text_append(text, *piece);
  }
  text_append(text, "\n");
}

static void append_options(struct text *text, const struct verb *verb) {
  struct definition_list list = {0};
  for (const struct option *option = verb->options; option->name != NULL; option++) {
    struct text term = {0};
    text_format(&term, "%s%s%s%s%s", option->brief ? option->brief : "", option->brief ? ", " : "",
                option->name, option->value ? " " : "", option->value ? option->value : "");
    definition_list_add(&list, term.bytes, "%s", option->help);
    text_free(&term);
  }
  definition_list_add(&list, "-h, --help", "Show this help.");
  text_append(text, "\noptions:\n");
  append_definition_list(text, &list, 2);
}

void print_help(const struct verb *verb) {
  struct text text = {0};
  struct definition_list operands = {0};
  append_usage(&text, verb);
  text_append(&text, "\n");
  append_wrapped(&text, verb->discussion, HELP_WIDTH, "\n");
  text_append(&text, "\n\narguments:\n");
  for (const struct operand *operand = verb->operands; operand->name != NULL; operand++) {
    definition_list_add(&operands, operand->name, "%s", operand->help);
  }
  append_definition_list(&text, &operands, 2);
  append_options(&text, verb);
  text_append(&text, "\nexamples:\n");
  for (const struct example *example = verb->examples; example->command != NULL; example++) {
    text_format(&text, "  %s\n      ", example->command);
    append_wrapped(&text, example->explanation, HELP_WIDTH - 6, "\n      ");
    text_append(&text, "\n");
  }
  fputs(text.bytes, stdout);
  text_free(&text);
}
