#include "text.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "utf8.h"

/* Room for `count` more bytes and a zero. */
static void reserve(struct text *text, size_t count) {
  if (text->capacity - text->length > count) return;
  size_t capacity = text->capacity < 32 ? 64 : text->capacity;
  while (capacity - text->length <= count) capacity *= 2;
  text->bytes = reallocate(text->bytes, capacity, 1);
  text->capacity = capacity;
}

static void append_raw(struct text *text, const char *bytes, size_t count) {
  reserve(text, count);
  if (count > 0) memcpy(text->bytes + text->length, bytes, count);
  text->length += count;
  text->bytes[text->length] = 0;
}

/* C0, DEL and C1, the last as UTF-8. */
static bool is_control(const char *character, size_t size) {
  uint8_t first = (uint8_t)character[0];
  if (size == 1) return first < 0x20 || first == 0x7F;
  return size == 2 && first == 0xC2 && (uint8_t)character[1] < 0xA0;
}

static void append_repaired(struct text *text, const char *bytes, size_t count, bool printable) {
  append_raw(text, NULL, 0);
  for (size_t i = 0; i < count;) {
    size_t size = utf8_size(bytes + i, count - i);
    if (size == 0) {
      append_raw(text, "\xEF\xBF\xBD", 3);
      i += utf8_broken_size(bytes + i, count - i);
      continue;
    }
    bool hidden = printable && is_control(bytes + i, size);
    append_raw(text, hidden ? " " : bytes + i, hidden ? 1 : size);
    i += size;
  }
}

void text_append(struct text *text, const char *string) {
  append_repaired(text, string, strlen(string), false);
}

void text_append_bytes(struct text *text, const char *bytes, size_t count) {
  append_repaired(text, bytes, count, false);
}

void text_append_printable(struct text *text, const char *bytes, size_t count) {
  append_repaired(text, bytes, count, true);
}

void text_format(struct text *text, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  text_format_list(text, format, arguments);
  va_end(arguments);
}

void text_format_list(struct text *text, const char *format, va_list arguments) {
  va_list again;
  va_copy(again, arguments);
  int count = vsnprintf(NULL, 0, format, again);
  va_end(again);
  if (count < 0) count = 0;
  char *formatted = reallocate(NULL, (size_t)count + 1, 1);
  formatted[0] = 0;
  vsnprintf(formatted, (size_t)count + 1, format, arguments);
  append_repaired(text, formatted, (size_t)count, false);
  free(formatted);
}

void text_repeat(struct text *text, const char *piece, size_t count) {
  append_raw(text, NULL, 0);
  for (size_t i = 0; i < count; i++) append_raw(text, piece, strlen(piece));
}

void text_trim_spaces_at_end(struct text *text) {
  while (text->length > 0 && text->bytes[text->length - 1] == ' ') text->length--;
  if (text->bytes != NULL) text->bytes[text->length] = 0;
}

char *text_take(struct text *text) {
  append_raw(text, NULL, 0);
  char *bytes = text->bytes;
  *text = (struct text){0};
  return bytes;
}

void text_free(struct text *text) {
  free(text->bytes);
  *text = (struct text){0};
}

/* Whether a byte begins a character of valid UTF-8. */
static bool begins_character(char byte) { return ((uint8_t)byte & 0xC0) != 0x80; }

size_t text_width(const char *string) {
  size_t width = 0;
  for (; *string != 0; string++) width += begins_character(*string);
  return width;
}

size_t text_offset(const char *string, size_t count) {
  size_t offset = 0;
  for (size_t seen = 0; string[offset] != 0; offset++) {
    if (begins_character(string[offset]) && seen++ == count) break;
  }
  return offset;
}
