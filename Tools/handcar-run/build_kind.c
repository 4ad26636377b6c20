#include "build_kind.h"

#include <string.h>

#include "arguments.h"
#include "failure.h"

#ifdef __OPTIMIZE__
const char build_name[] = "release";
#else
const char build_name[] = "debug";
#endif

void refuse_debug_build(const struct arguments *arguments) {
  if (strcmp(build_name, "debug") == 0 && !has_option(arguments, "--force")) {
    fail(EXIT_REFUSED,
         "this is a debug build, its times mean nothing; build with optimisation, or insist with "
         "--force");
  }
}
