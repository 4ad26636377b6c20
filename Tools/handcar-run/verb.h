/* A subcommand: its command line, described once for the parser and the help, and what it does. */
#ifndef VERB_H
#define VERB_H

#include <stdbool.h>
#include <stddef.h>

struct arguments;

/* A required argument that is known by its place. */
struct operand {
  const char *name; /* as shown in the help, such as `MODEL.hcar` */
  const char *help;
};

/* An argument that is known by its name. */
struct option {
  const char *name;  /* such as `--threads` */
  const char *brief; /* such as `-o`, or NULL */
  const char *value; /* what the value is called in the help; NULL for a flag */
  const char *help;
};

struct example {
  const char *command;
  const char *explanation;
};

enum { MOST_OPERANDS = 2, MOST_OPTIONS = 8 };

/* Lists end with an entry of zeros. */
struct verb {
  const char *name;
  const char *summary;    /* one line for the list of verbs */
  const char *discussion; /* paragraphs below the usage line */
  const char *usage[8];   /* the command line after the verb, in pieces that stay on one line */
  struct operand operands[MOST_OPERANDS + 1];
  struct option options[MOST_OPTIONS + 1];
  struct example examples[4];
  void (*run)(const struct arguments *arguments);
};

extern const struct verb verb_run, verb_bench, verb_inspect, verb_profile, verb_verify,
    verb_selftest;

/* Every verb, in the order of the help, then NULL. */
extern const struct verb *const all_verbs[];

/* Fails with a hint when there is none of the name. */
const struct verb *verb_named(const char *name);

/* What several verbs have. */
#define OPERAND_MODEL {"MODEL.hcar", "A model made by 'handcar convert'."}
#define OPTION_JSON {"--json", NULL, NULL, "Print JSON, whose keys are stable, instead of text."}
#define OPTION_FORCE {"--force", NULL, NULL, "Measure even a debug build."}
#define OPTION_THREADS {"--threads", NULL, "T", "Threads that compute. Default: 1."}

#endif
