/* JSON text as a tree, for the provenance of a model. The text comes from a file: whatever it
 * is, reading ends. */
#ifndef JSON_READER_H
#define JSON_READER_H

#include <stdbool.h>
#include <stdint.h>

#include "json_writer.h"

enum json_kind {
  JSON_NULL,
  JSON_BOOL,
  JSON_INTEGER,
  JSON_NUMBER,
  JSON_STRING,
  JSON_ARRAY,
  JSON_OBJECT
};

struct json_value {
  enum json_kind kind;
  char *key; /* of a member of an object, else NULL */
  union {
    bool boolean;
    int64_t integer;
    double number;
    char *string;
    struct json_value *first; /* of an array or an object, whose keys are in order and differ */
  };
  struct json_value *next; /* in the same array or object */
};

/* NULL when the text is not JSON (RFC 8259) or is nested more than 500 levels deep. */
struct json_value *json_read(const char *text);
void json_free(struct json_value *value);

/* The value of a key; NULL for a missing key, and for anything but an object. */
const struct json_value *json_find(const struct json_value *object, const char *key);

/* A string that is not empty; NULL for anything else. */
const char *json_text(const struct json_value *value);

/* Writes the value, or null for NULL. */
void json_copy(struct json_writer *writer, const struct json_value *value);

#endif
