/* The command line of one verb. Every function here fails with a usage message when the words
 * are wrong. */
#ifndef ARGUMENTS_H
#define ARGUMENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "verb.h"

/* Strings are the words of the command line. */
struct arguments {
  const struct verb *verb;
  const char *operands[MOST_OPERANDS];
  const char *values[MOST_OPTIONS]; /* by option: NULL if not given, "" for a flag */
};

/* Sorts the words after the verb, up to NULL, into operands and options. `--name VALUE` and
 * `--name=VALUE` mean the same; `--` ends the options. A value may start with one dash, as
 * negative numbers do. */
struct arguments parse_arguments(const struct verb *verb, char *const words[]);

/* Whether the words ask for help, as any that stands before `--` does. */
bool ask_for_help(char *const words[]);

/* The value of an option, which the verb must have; NULL if it is not given. */
const char *option_text(const struct arguments *arguments, const char *name);
bool has_option(const struct arguments *arguments, const char *name);

/* The value of an option that the verb cannot do without. */
const char *required_option(const struct arguments *arguments, const char *name);

/* The value of an option as a whole number within bounds, else the default. */
int64_t option_integer(const struct arguments *arguments, const char *name, int64_t lowest,
                       int64_t highest, int64_t otherwise);

/* The value of an option as a finite number, else the default. */
double option_number(const struct arguments *arguments, const char *name, double otherwise);
double option_positive_number(const struct arguments *arguments, const char *name,
                              double otherwise);

/* `--threads`, which has the same bounds everywhere. */
uint32_t option_threads(const struct arguments *arguments);

#endif
