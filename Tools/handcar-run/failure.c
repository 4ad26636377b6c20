#include "failure.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "text.h"

/* Longest line about a file, in characters. */
enum { LINE_LIMIT = 1000 };

/* Writes past stdio, which has no buffer to spare for standard error. */
static void write_to_standard_error(const struct text *text) {
  size_t written = 0;
  while (written < text->length) {
    ssize_t count = write(STDERR_FILENO, text->bytes + written, text->length - written);
    if (count <= 0) return;
    written += (size_t)count;
  }
}

/* Results before the message, when both go to the same place. */
static _Noreturn void stop(enum exit_code code, struct text *lines) {
  fflush(stdout);
  write_to_standard_error(lines);
  text_free(lines);
  exit(code);
}

_Noreturn void fail(enum exit_code code, const char *format, ...) {
  struct text message = {0}, lines = {0};
  va_list arguments;
  va_start(arguments, format);
  text_format_list(&message, format, arguments);
  va_end(arguments);
  const char *rest = message.bytes;
  while (*rest != 0) {
    size_t length = 0;
    while (rest[length] != 0 && rest[length] != '\n') length++;
    if (length > 0) {
      text_append(&lines, "handcar-run: ");
      text_append_printable(&lines, rest, length);
      text_append(&lines, "\n");
    }
    rest += length + (rest[length] != 0);
  }
  text_free(&message);
  stop(code, &lines);
}

_Noreturn void fail_about_file(enum exit_code code, const char *path, const char *format, ...) {
  struct text message = {0}, lines = {0};
  va_list arguments;
  text_append(&message, path);
  text_append(&message, ": ");
  va_start(arguments, format);
  text_format_list(&message, format, arguments);
  va_end(arguments);
  size_t cut = text_offset(message.bytes, LINE_LIMIT);
  text_append(&lines, "handcar-run: ");
  text_append_printable(&lines, message.bytes, cut);
  text_append(&lines, cut < message.length ? "…\n" : "\n");
  text_free(&message);
  stop(code, &lines);
}
