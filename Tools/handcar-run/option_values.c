/* The values of options, as arguments.h hands them out. */
#include <errno.h>
#include <handcar.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "arguments.h"
#include "failure.h"

const char *option_text(const struct arguments *arguments, const char *name) {
  const struct option *options = arguments->verb->options;
  for (size_t i = 0; options[i].name != NULL; i++) {
    if (strcmp(options[i].name, name) == 0) return arguments->values[i];
  }
  return NULL;
}

bool has_option(const struct arguments *arguments, const char *name) {
  return option_text(arguments, name) != NULL;
}

const char *required_option(const struct arguments *arguments, const char *name) {
  const char *text = option_text(arguments, name);
  if (text == NULL) fail(EXIT_USAGE, "%s is missing", name);
  return text;
}

/* The functions of C skip white space, which is no part of a number here. */
static bool starts_with_space(const char *text) { return strchr(" \t\n\v\f\r", text[0]) != NULL; }

int64_t option_integer(const struct arguments *arguments, const char *name, int64_t lowest,
                       int64_t highest, int64_t otherwise) {
  const char *text = option_text(arguments, name);
  char *end;
  if (text == NULL) return otherwise;
  errno = 0;
  long long number = strtoll(text, &end, 10);
  if (starts_with_space(text) || end == text || *end != 0 || errno != 0 || number < lowest ||
      number > highest) {
    fail(EXIT_USAGE, "%s needs a whole number from %" PRId64 " to %" PRId64 ", not '%s'", name,
         lowest, highest, text);
  }
  return number;
}

static double number_of_kind(const struct arguments *arguments, const char *name, double lowest,
                             const char *kind, double otherwise) {
  const char *text = option_text(arguments, name);
  char *end;
  if (text == NULL) return otherwise;
  double number = strtod(text, &end);
  if (starts_with_space(text) || end == text || *end != 0 || !isfinite(number) ||
      number <= lowest) {
    fail(EXIT_USAGE, "%s needs a %snumber, not '%s'", name, kind, text);
  }
  return number;
}

double option_number(const struct arguments *arguments, const char *name, double otherwise) {
  return number_of_kind(arguments, name, -INFINITY, "", otherwise);
}

double option_positive_number(const struct arguments *arguments, const char *name,
                              double otherwise) {
  return number_of_kind(arguments, name, 0, "positive ", otherwise);
}

uint32_t option_threads(const struct arguments *arguments) {
  return (uint32_t)option_integer(arguments, "--threads", 1, HC_MAX_THREADS, 1);
}
