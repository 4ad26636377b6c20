#include "json_reader.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "utf8.h"

enum { DEEPEST = 500 };

struct reader {
  const char *rest;
  int depth;
};

static struct json_value *read_value(struct reader *reader);

static void skip_spaces(struct reader *reader) {
  reader->rest += strspn(reader->rest, " \t\n\r");
}

static bool accept(struct reader *reader, const char *word) {
  skip_spaces(reader);
  size_t length = strlen(word);
  if (strncmp(reader->rest, word, length) != 0) return false;
  reader->rest += length;
  return true;
}

static struct json_value *new_value(enum json_kind kind) {
  struct json_value *value = reallocate(NULL, 1, sizeof *value);
  memset(value, 0, sizeof *value);
  value->kind = kind;
  return value;
}

/* Four hexadecimal digits; -1 if they are not there. */
static int32_t read_code_unit(struct reader *reader) {
  int32_t unit = 0;
  for (int i = 0; i < 4; i++) {
    char c = reader->rest[i];
    int digit = c >= '0' && c <= '9'   ? c - '0'
                : c >= 'a' && c <= 'f' ? c - 'a' + 10
                : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                       : -1;
    if (digit < 0) return -1;
    unit = unit << 4 | digit;
  }
  reader->rest += 4;
  return unit;
}

/* What stands behind `\u`. */
static bool read_scalar(struct reader *reader, struct text *text) {
  char bytes[4];
  int32_t unit = read_code_unit(reader);
  if (unit < 0 || (unit >= 0xDC00 && unit < 0xE000)) return false;
  if (unit >= 0xD800 && unit < 0xDC00) {
    if (reader->rest[0] != '\\' || reader->rest[1] != 'u') return false;
    reader->rest += 2;
    int32_t low = read_code_unit(reader);
    if (low < 0xDC00 || low > 0xDFFF) return false;
    unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
  }
  /* A zero would end the string. */
  if (unit == 0) unit = 0xFFFD;
  text_append_bytes(text, bytes, utf8_encode((uint32_t)unit, bytes));
  return true;
}

/* NULL if there is no string. */
static char *read_string(struct reader *reader) {
  static const char escapes[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
  struct text text = {0};
  if (!accept(reader, "\"")) return NULL;
  for (;;) {
    const char *start = reader->rest;
    while ((unsigned char)*reader->rest >= 0x20 && *reader->rest != '"' && *reader->rest != '\\') {
      reader->rest++;
    }
    text_append_bytes(&text, start, (size_t)(reader->rest - start));
    if (*reader->rest == '"') break;
    if (*reader->rest++ != '\\') goto broken;
    const char *escape = *reader->rest == 0 ? NULL : strchr(escapes, *reader->rest);
    if (escape != NULL) {
      text_append_bytes(&text, &meanings[escape - escapes], 1);
      reader->rest++;
    } else if (*reader->rest++ != 'u' || !read_scalar(reader, &text)) {
      goto broken;
    }
  }
  reader->rest++;
  return text_take(&text);
broken:
  text_free(&text);
  return NULL;
}

static bool skip_digits(struct reader *reader) {
  size_t count = strspn(reader->rest, "0123456789");
  reader->rest += count;
  return count > 0;
}

static struct json_value *read_number(struct reader *reader) {
  const char *start = reader->rest;
  bool is_integer = true;
  reader->rest += *reader->rest == '-';
  if (*reader->rest == '0') {
    reader->rest++;
  } else if (!skip_digits(reader)) {
    return NULL;
  }
  if (*reader->rest == '.') {
    is_integer = false;
    reader->rest++;
    if (!skip_digits(reader)) return NULL;
  }
  if (*reader->rest == 'e' || *reader->rest == 'E') {
    is_integer = false;
    reader->rest++;
    reader->rest += *reader->rest == '+' || *reader->rest == '-';
    if (!skip_digits(reader)) return NULL;
  }
  struct json_value *value = new_value(JSON_INTEGER);
  errno = 0;
  value->integer = strtoll(start, NULL, 10);
  if (is_integer && errno == 0) return value;
  double number = strtod(start, NULL);
  if (!isfinite(number)) {
    free(value);
    return NULL;
  }
  /* A whole number is an integer however it is written. */
  if (number > -0x1p53 && number < 0x1p53 && number == (double)(int64_t)number) {
    value->integer = (int64_t)number;
  } else {
    value->kind = JSON_NUMBER;
    value->number = number;
  }
  return value;
}

/* Members sorted by key; where several have the same key, one of them stays. */
static int compare_members(const void *first, const void *second) {
  const struct json_value *a = *(struct json_value *const *)first;
  const struct json_value *b = *(struct json_value *const *)second;
  return strcmp(a->key, b->key);
}

static void sort_members(struct json_value *object, size_t count) {
  struct json_value **members = reallocate(NULL, count, sizeof *members);
  size_t filled = 0;
  for (struct json_value *member = object->first; member != NULL; member = member->next) {
    members[filled++] = member;
  }
  qsort(members, filled, sizeof *members, compare_members);
  struct json_value **link = &object->first;
  for (size_t i = 0; i < filled; i++) {
    members[i]->next = NULL;
    if (i + 1 < filled && strcmp(members[i]->key, members[i + 1]->key) == 0) {
      json_free(members[i]);
    } else {
      *link = members[i];
      link = &members[i]->next;
    }
  }
  *link = NULL;
  free(members);
}

/* What stands behind the opening bracket. */
static struct json_value *read_container(struct reader *reader, enum json_kind kind) {
  const char *closing = kind == JSON_OBJECT ? "}" : "]";
  struct json_value *container = new_value(kind);
  struct json_value **link = &container->first;
  size_t count = 0;
  bool is_good = reader->depth++ < DEEPEST;
  if (is_good && !accept(reader, closing)) {
    do {
      char *key = NULL;
      if (kind == JSON_OBJECT) {
        key = read_string(reader);
        is_good = key != NULL && accept(reader, ":");
      }
      struct json_value *value = is_good ? read_value(reader) : NULL;
      is_good = value != NULL;
      if (!is_good) {
        free(key);
        break;
      }
      value->key = key;
      *link = value;
      link = &value->next;
      count++;
    } while (accept(reader, ","));
    is_good = is_good && accept(reader, closing);
  }
  reader->depth--;
  if (!is_good) {
    json_free(container);
    return NULL;
  }
  if (kind == JSON_OBJECT) sort_members(container, count);
  return container;
}

static struct json_value *read_value(struct reader *reader) {
  struct json_value *value;
  if (accept(reader, "null")) return new_value(JSON_NULL);
  if (accept(reader, "{")) return read_container(reader, JSON_OBJECT);
  if (accept(reader, "[")) return read_container(reader, JSON_ARRAY);
  if (accept(reader, "true")) {
    value = new_value(JSON_BOOL);
    value->boolean = true;
    return value;
  }
  if (accept(reader, "false")) return new_value(JSON_BOOL);
  if (*reader->rest != '"') return read_number(reader);
  char *string = read_string(reader);
  if (string == NULL) return NULL;
  value = new_value(JSON_STRING);
  value->string = string;
  return value;
}

struct json_value *json_read(const char *text) {
  struct reader reader = {.rest = text};
  struct json_value *value = read_value(&reader);
  skip_spaces(&reader);
  if (*reader.rest == 0) return value;
  json_free(value);
  return NULL;
}
