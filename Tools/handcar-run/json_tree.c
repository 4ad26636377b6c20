/* What is done with a tree of json_reader.h. */
#include <stdlib.h>
#include <string.h>

#include "json_reader.h"

static bool is_container(const struct json_value *value) {
  return value->kind == JSON_ARRAY || value->kind == JSON_OBJECT;
}

void json_free(struct json_value *value) {
  if (value == NULL) return;
  if (value->kind == JSON_STRING) free(value->string);
  if (is_container(value)) {
    for (struct json_value *child = value->first, *next; child != NULL; child = next) {
      next = child->next;
      json_free(child);
    }
  }
  free(value->key);
  free(value);
}

const struct json_value *json_find(const struct json_value *object, const char *key) {
  if (object == NULL || object->kind != JSON_OBJECT) return NULL;
  const struct json_value *member = object->first;
  while (member != NULL && strcmp(member->key, key) != 0) member = member->next;
  return member;
}

const char *json_text(const struct json_value *value) {
  bool has_text = value != NULL && value->kind == JSON_STRING && value->string[0] != 0;
  return has_text ? value->string : NULL;
}

static void copy_children(struct json_writer *writer, const struct json_value *value) {
  for (const struct json_value *child = value->first; child != NULL; child = child->next) {
    if (value->kind == JSON_OBJECT) json_key(writer, child->key);
    json_copy(writer, child);
  }
}

void json_copy(struct json_writer *writer, const struct json_value *value) {
  bool is_plain = true;
  switch (value == NULL ? JSON_NULL : value->kind) {
    case JSON_NULL: json_null(writer); break;
    case JSON_BOOL: json_bool(writer, value->boolean); break;
    case JSON_INTEGER: json_integer(writer, value->integer); break;
    case JSON_NUMBER: json_number(writer, value->number); break;
    case JSON_STRING: json_string(writer, value->string); break;
    case JSON_ARRAY:
      for (const struct json_value *child = value->first; child != NULL; child = child->next) {
        is_plain = is_plain && !is_container(child);
      }
      if (is_plain) {
        json_begin_plain_array(writer);
      } else {
        json_begin_array(writer);
      }
      copy_children(writer, value);
      json_end_array(writer);
      break;
    case JSON_OBJECT:
      json_begin_object(writer);
      copy_children(writer, value);
      json_end_object(writer);
      break;
  }
}
