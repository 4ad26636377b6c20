/* What tiles, operations and memories cost on this machine: the times from which the workstation's
 * planner derives the numbers of a board. */
#ifndef BOARD_PROFILE_H
#define BOARD_PROFILE_H

/* Measures for some seconds and writes the file, which `handcar convert --board` takes. `name` is
 * what to call the board. Fails with a message. */
void board_profile_write(const char *path, const char *name);

#endif
