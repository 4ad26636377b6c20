#include "arena_rules.h"

#include <stdlib.h>
#include <string.h>

#include "failure.h"

enum { GUARD_BYTE = 0xA5 };

static hc_status start_and_run(const struct model_file *file, void *arena, size_t size,
                               const hc_options *options) {
  hc_session session;
  hc_status status = hc_session_init(&session, &file->model, arena, size, options);
  if (status != HC_OK) return status;
  status = hc_session_run(&session);
  hc_session_end(&session);
  return status;
}

static bool is_untouched(const unsigned char *margin) {
  for (size_t i = 0; i < HC_ALIGNMENT; i++) {
    if (margin[i] != GUARD_BYTE) return false;
  }
  return true;
}

struct arena_rules arena_rules_try(const struct model_file *file, uint32_t threads) {
  hc_options options = session_options(threads, false);
  struct arena_rules rules = {.size = session_arena_size(file, &options)};
  size_t size = rules.size, all = size + 2 * HC_ALIGNMENT;
  unsigned char *memory = all > size ? aligned_alloc(HC_ALIGNMENT, all) : NULL;
  if (memory == NULL) fail(EXIT_REFUSED, "out of memory");
  unsigned char *arena = memory + HC_ALIGNMENT;
  memset(memory, GUARD_BYTE, all);
  memset(arena, 0, size);
  rules.exact_works = start_and_run(file, arena, size, &options) == HC_OK &&
                      is_untouched(memory) && is_untouched(arena + size);
  rules.smaller_is_refused =
      size == 0 || start_and_run(file, arena, size - 1, &options) == HC_ERROR_ARENA_TOO_SMALL;
  rules.misaligned_is_refused =
      start_and_run(file, arena + 1, size, &options) == HC_ERROR_MISALIGNED;
  free(memory);
  return rules;
}
