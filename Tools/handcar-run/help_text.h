/* What `--help` prints. */
#ifndef HELP_TEXT_H
#define HELP_TEXT_H

#include "verb.h"

void print_overview(void);
void print_help(const struct verb *verb);

#endif
