/* JSON text, with one member or element on a line; arrays of plain values stand on one line. */
#ifndef JSON_WRITER_H
#define JSON_WRITER_H

#include <stdbool.h>
#include <stdint.h>

#include "text.h"

/* Zeroed storage is ready to take a value. */
struct json_writer {
  struct text text;
  size_t depth;
  bool has_members; /* of the innermost object or array so far */
  bool is_plain;    /* whether that is an array on one line */
  bool has_key;     /* of the next value */
};

void json_begin_object(struct json_writer *writer);
void json_end_object(struct json_writer *writer);

/* A plain array takes no objects and arrays. */
void json_begin_array(struct json_writer *writer);
void json_begin_plain_array(struct json_writer *writer);
void json_end_array(struct json_writer *writer);

/* Of the next value of an object. */
void json_key(struct json_writer *writer, const char *key);

void json_null(struct json_writer *writer);
void json_bool(struct json_writer *writer, bool value);
void json_integer(struct json_writer *writer, int64_t value);

/* JSON has no infinity and no NaN: they become null. */
void json_number(struct json_writer *writer, double value);

/* NULL becomes null. */
void json_string(struct json_writer *writer, const char *value);

/* The same with a key. */
void json_member_bool(struct json_writer *writer, const char *key, bool value);
void json_member_integer(struct json_writer *writer, const char *key, int64_t value);
void json_member_number(struct json_writer *writer, const char *key, double value);
void json_member_string(struct json_writer *writer, const char *key, const char *value);

/* Prints the text with a line break and frees it. */
void json_print(struct json_writer *writer);

#endif
