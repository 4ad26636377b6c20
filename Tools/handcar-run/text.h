/* Text that grows. It is always valid UTF-8: bytes that are not become U+FFFD on the way in. */
#ifndef TEXT_H
#define TEXT_H

#include <stdarg.h>
#include <stddef.h>

/* Zeroed storage is an empty text. `bytes` ends with a zero; it is NULL until the first append. */
struct text {
  char *bytes;
  size_t length;
  size_t capacity;
};

void text_append(struct text *text, const char *string);
void text_append_bytes(struct text *text, const char *bytes, size_t count);

/* With every control character replaced by a space. */
void text_append_printable(struct text *text, const char *bytes, size_t count);

void text_format(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));
void text_format_list(struct text *text, const char *format, va_list arguments)
    __attribute__((format(printf, 2, 0)));

/* The same piece `count` times. */
void text_repeat(struct text *text, const char *piece, size_t count);

void text_trim_spaces_at_end(struct text *text);

/* The text, which the caller frees; the storage is empty again. Never NULL. */
char *text_take(struct text *text);
void text_free(struct text *text);

/* Characters of a string, counted as Unicode scalars: what a column is wide. */
size_t text_width(const char *string);

/* Bytes that the first `count` characters take; the string's length when it has fewer. */
size_t text_offset(const char *string, size_t count);

#endif
