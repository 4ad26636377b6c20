#include "progress_bar.h"

#include <stdio.h>
#include <unistd.h>

#include "format_number.h"
#include "text.h"
#include "timing.h"

static const uint64_t patience = 2000000000, interval = 100000000;

enum { BAR_WIDTH = 30 };

struct progress_bar progress_bar_begin(const char *label, int64_t total) {
  uint64_t now = nanoseconds_now();
  return (struct progress_bar){.label = label,
                               .total = total > 0 ? total : 1,
                               .is_terminal = isatty(STDERR_FILENO) == 1,
                               .start = now,
                               .last_drawn = now};
}

void progress_bar_update(struct progress_bar *bar, int64_t done) {
  if (!bar->is_terminal) return;
  uint64_t now = nanoseconds_now();
  if (now - bar->start < patience || now - bar->last_drawn < interval) return;
  bar->last_drawn = now;
  bar->is_visible = true;
  double share = (double)done / (double)bar->total;
  if (share > 1) share = 1;
  size_t filled = (size_t)(share * BAR_WIDTH);
  struct text line = {0};
  text_format(&line, "\r\033[K%s  ", bar->label);
  text_repeat(&line, "━", filled);
  text_repeat(&line, "─", BAR_WIDTH - filled);
  text_format(&line, "  %3d %%", (int)(share * 100));
  if (share > 0) {
    double left = (double)(now - bar->start) / share * (1 - share);
    text_format(&line, "  %s left", format_duration(left).text);
  }
  fputs(line.bytes, stderr);
  text_free(&line);
}

void progress_bar_finish(struct progress_bar *bar) {
  if (bar->is_visible) fputs("\r\033[K", stderr);
  bar->is_visible = false;
}
