/* Text broken into lines, and terms with their explanations beside them. */
#ifndef TEXT_WRAPPING_H
#define TEXT_WRAPPING_H

#include <stddef.h>

#include "text.h"

/* Appends a text broken at spaces, so that each line has at most `width` characters, with
 * `separator` between lines. Line breaks of the text are kept; a word longer than a line gets a
 * line of its own. */
void append_wrapped(struct text *output, const char *text, size_t width, const char *separator);

/* Terms in a column as wide as the longest, but at most 26 characters; a longer term has its
 * line to itself. */
struct definition_list {
  struct definition {
    char *term;
    char *text;
  } *entries;
  size_t count;
};

/* Zeroed storage is an empty list. */
void definition_list_add(struct definition_list *list, const char *term, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Appends the list and a line break, each line behind `indent` spaces and within 90 characters,
 * and empties it. */
void append_definition_list(struct text *output, struct definition_list *list, size_t indent);

#endif
