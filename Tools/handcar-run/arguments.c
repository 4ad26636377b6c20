#include "arguments.h"

#include <string.h>

#include "failure.h"
#include "nearest_name.h"
#include "text.h"

/* Where the parser stands. */
struct parser {
  struct arguments arguments;
  char *const *rest;
  size_t operand_count;
};

#define FAIL_OF(verb, problem, ...)                                                      \
  fail(EXIT_USAGE, "%s: " problem " (see 'handcar-run %s --help')", (verb)->name, __VA_ARGS__, \
       (verb)->name)

static bool has_prefix(const char *word, const char *prefix) {
  return strncmp(word, prefix, strlen(prefix)) == 0;
}

/* Whether the first `length` characters of a word are the name. */
static bool is_named(const char *name, const char *word, size_t length) {
  return name != NULL && strlen(name) == length && memcmp(name, word, length) == 0;
}

static _Noreturn void fail_unknown(const struct verb *verb, const char *word, size_t length) {
  struct text name = {0};
  text_append_bytes(&name, word, length);
  struct nearest_name nearest = nearest_name_to(name.bytes);
  for (const struct option *option = verb->options; option->name != NULL; option++) {
    consider_name(&nearest, option->name);
    if (option->brief != NULL) consider_name(&nearest, option->brief);
  }
  const char *hint = found_name(&nearest);
  FAIL_OF(verb, "unknown option %s%s%s%s", name.bytes, hint ? "; did you mean " : "",
          hint ? hint : "", hint ? "?" : "");
}

static void take_option(struct parser *parser, const char *word) {
  const struct verb *verb = parser->arguments.verb;
  const char *value = has_prefix(word, "--") ? strchr(word, '=') : NULL;
  size_t length = value != NULL ? (size_t)(value - word) : strlen(word), index = 0;
  while (verb->options[index].name != NULL && !is_named(verb->options[index].name, word, length) &&
         !is_named(verb->options[index].brief, word, length)) {
    index++;
  }
  const struct option *option = &verb->options[index];
  if (option->name == NULL) fail_unknown(verb, word, length);
  if (value != NULL) value++;
  if (option->value == NULL) {
    if (value != NULL) FAIL_OF(verb, "%s takes no value", option->name);
    value = "";
  } else {
    if (value == NULL && *parser->rest != NULL && !has_prefix(*parser->rest, "--")) {
      value = *parser->rest++;
    }
    if (value == NULL || *value == 0) {
      FAIL_OF(verb, "%s needs a value, %s", option->name, option->value);
    }
    if (parser->arguments.values[index] != NULL) FAIL_OF(verb, "%s is given twice", option->name);
  }
  parser->arguments.values[index] = value;
}

struct arguments parse_arguments(const struct verb *verb, char *const words[]) {
  struct parser parser = {.arguments.verb = verb, .rest = words};
  const char *surplus = NULL;
  bool options_ended = false;
  size_t wanted = 0;
  while (verb->operands[wanted].name != NULL) wanted++;
  while (*parser.rest != NULL) {
    const char *word = *parser.rest++;
    if (options_ended || word[0] != '-' || word[1] == 0) {
      if (parser.operand_count < wanted) {
        parser.arguments.operands[parser.operand_count++] = word;
      } else if (surplus == NULL) {
        surplus = word;
      }
    } else if (strcmp(word, "--") == 0) {
      options_ended = true;
    } else {
      take_option(&parser, word);
    }
  }
  if (parser.operand_count < wanted) {
    FAIL_OF(verb, "%s is missing", verb->operands[parser.operand_count].name);
  }
  if (surplus != NULL) FAIL_OF(verb, "unexpected argument '%s'", surplus);
  return parser.arguments;
}

bool ask_for_help(char *const words[]) {
  for (; *words != NULL && strcmp(*words, "--") != 0; words++) {
    if (strcmp(*words, "--help") == 0 || strcmp(*words, "-h") == 0) return true;
  }
  return false;
}
