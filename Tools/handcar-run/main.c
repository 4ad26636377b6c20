/* handcar-run, the board command: runs, measures and checks .hcar files.
 *
 * Verbs, options, reports and exit codes are those of `handcar` on the workstation. */
#include <handcar.h>
#include <stdio.h>
#include <string.h>

#include "arguments.h"
#include "failure.h"
#include "help_text.h"
#include "verb.h"

static void dispatch(char *const words[]) {
  const char *first = words[0];
  if (first == NULL) fail(EXIT_USAGE, "a verb is missing (see 'handcar-run --help')");
  if (strcmp(first, "--version") == 0) {
    printf("handcar-run %s\n", hc_version());
  } else if (strcmp(first, "--help") == 0 || strcmp(first, "-h") == 0 ||
             strcmp(first, "help") == 0) {
    if (words[1] == NULL) {
      print_overview();
    } else {
      print_help(verb_named(words[1]));
    }
  } else {
    const struct verb *verb = verb_named(first);
    if (ask_for_help(words + 1)) {
      print_help(verb);
    } else {
      struct arguments arguments = parse_arguments(verb, words + 1);
      verb->run(&arguments);
    }
  }
}

int main(int count, char **words) {
  if (hc_abi_version() != HC_ABI_VERSION) fail(EXIT_REFUSED, "built with another library's header");
  dispatch(count > 0 ? words + 1 : words);
  if (fflush(stdout) != 0 || ferror(stdout)) {
    fail(EXIT_OUTPUT_NOT_WRITTEN, "the report cannot be written to standard output");
  }
  return EXIT_DONE;
}
