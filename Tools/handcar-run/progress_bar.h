/* A bar on standard error with the share done and the time left. It shows only on a terminal,
 * and only for work that has taken two seconds, so that short commands and logs stay clean. */
#ifndef PROGRESS_BAR_H
#define PROGRESS_BAR_H

#include <stdbool.h>
#include <stdint.h>

struct progress_bar {
  const char *label;
  int64_t total;
  bool is_terminal, is_visible;
  uint64_t start, last_drawn; /* nanoseconds */
};

struct progress_bar progress_bar_begin(const char *label, int64_t total);

/* Redraws when it is time to. */
void progress_bar_update(struct progress_bar *bar, int64_t done);

/* Removes the bar. */
void progress_bar_finish(struct progress_bar *bar);

#endif
