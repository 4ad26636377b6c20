/* A file under construction: written beside its final place and renamed over it when it is
 * complete, so that nobody ever sees half of it. When the program stops before, by a failure or
 * by a signal such as an interrupt, nothing is left. One at a time. */
#ifndef OUTPUT_FILE_H
#define OUTPUT_FILE_H

#include <stddef.h>

/* Checks, before any work is done, that a result can be written to `path` and would not replace
 * one of the inputs, which end with NULL. Fails with a message if not. */
void check_output(const char *path, const char *const inputs[]);

/* `path` must outlive the file. Each function fails with a message. */
void output_file_begin(const char *path);
void output_file_append(const void *bytes, size_t count);
void output_file_finish(void);

#endif
