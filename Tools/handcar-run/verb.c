#include "verb.h"

#include <string.h>

#include "failure.h"
#include "nearest_name.h"

const struct verb *const all_verbs[] = {&verb_inspect, &verb_run,    &verb_bench,    &verb_profile,
                                        &verb_verify,  &verb_selftest, NULL};

const struct verb *verb_named(const char *name) {
  struct nearest_name nearest = nearest_name_to(name);
  for (const struct verb *const *verb = all_verbs; *verb != NULL; verb++) {
    if (strcmp((*verb)->name, name) == 0) return *verb;
    consider_name(&nearest, (*verb)->name);
  }
  const char *hint = found_name(&nearest);
  fail(EXIT_USAGE, "unknown verb '%s'%s%s%s (see 'handcar-run --help')", name,
       hint ? "; did you mean " : "", hint ? hint : "", hint ? "?" : "");
}
