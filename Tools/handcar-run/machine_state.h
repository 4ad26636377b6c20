/* What a measurement depends on besides the program: the processor, its clock and its heat, as
 * far as Linux tells. */
#ifndef MACHINE_STATE_H
#define MACHINE_STATE_H

#include "json_writer.h"
#include "text.h"

/* A text that is not known is empty. */
struct machine_state {
  char board[128]; /* such as `Raspberry Pi 4 Model B Rev 1.4` */
  char processor[128];
  int processor_count;
  char architecture[65];
  char kernel[132];
  char governor[32];        /* how the clock is chosen, such as `ondemand` */
  double megahertz;         /* NaN if not known, as the next */
  double celsius;
  /* Whether the firmware of a Raspberry Pi says that it slows down now, for heat or for lack of
   * power. */
  enum { THROTTLED_UNKNOWN, THROTTLED_NO, THROTTLED_YES } throttled;
};

struct machine_state machine_state_read(void);

/* One line with whatever is known. */
struct text machine_state_summary(const struct machine_state *machine);

void machine_state_write(const struct machine_state *machine, struct json_writer *writer);

#endif
