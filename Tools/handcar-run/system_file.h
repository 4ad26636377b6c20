/* Small files in which Linux tells of itself, below /proc and /sys. */
#ifndef SYSTEM_FILE_H
#define SYSTEM_FILE_H

#include <stdbool.h>
#include <stddef.h>

/* Reads the beginning of a file, without white space around it. False if there is none, or
 * nothing in it. */
bool system_file_text(const char *path, char *value, size_t capacity);

/* The first value of a field, in a file of lines `NAME : VALUE`. False if no line has the name. */
bool system_file_field(const char *path, const char *name, char *value, size_t capacity);

#endif
