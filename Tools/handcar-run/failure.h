/* How the program stops when it cannot go on. */
#ifndef FAILURE_H
#define FAILURE_H

/* What the process answers to its caller; documented in the help, never renumbered. */
enum exit_code {
  EXIT_DONE = 0,
  EXIT_CHECK_FAILED = 1,
  EXIT_USAGE = 2,
  EXIT_BAD_INPUT = 3,
  EXIT_OUTPUT_NOT_WRITTEN = 4,
  EXIT_REFUSED = 5
};

/* Ends the program with a message on standard error, each of its lines behind `handcar-run: `.
 * Bytes that are no UTF-8 and control characters are replaced: names in a message come from
 * files. */
_Noreturn void fail(enum exit_code code, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The same for one problem of a file of somebody else's making: `PATH: problem`, on one line of
 * bounded length. */
_Noreturn void fail_about_file(enum exit_code code, const char *path, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#endif
