#include "json_writer.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "format_number.h"

/* What stands between a value and the one before it. */
static void separate(struct json_writer *writer) {
  if (writer->has_key) {
    writer->has_key = false;
  } else if (writer->is_plain) {
    if (writer->has_members) text_append(&writer->text, ", ");
  } else if (writer->depth > 0) {
    text_append(&writer->text, writer->has_members ? ",\n" : "\n");
    text_repeat(&writer->text, "  ", writer->depth);
  }
  writer->has_members = true;
}

static void begin(struct json_writer *writer, const char *bracket, bool is_plain) {
  separate(writer);
  text_append(&writer->text, bracket);
  writer->depth++;
  writer->has_members = false;
  writer->is_plain = is_plain;
}

static void end(struct json_writer *writer, const char *bracket) {
  writer->depth--;
  if (writer->has_members && !writer->is_plain) {
    text_append(&writer->text, "\n");
    text_repeat(&writer->text, "  ", writer->depth);
  }
  text_append(&writer->text, bracket);
  writer->has_members = true;
  writer->is_plain = false;
}

void json_begin_object(struct json_writer *writer) { begin(writer, "{", false); }
void json_end_object(struct json_writer *writer) { end(writer, "}"); }
void json_begin_array(struct json_writer *writer) { begin(writer, "[", false); }
void json_begin_plain_array(struct json_writer *writer) { begin(writer, "[", true); }
void json_end_array(struct json_writer *writer) { end(writer, "]"); }

static void append_quoted(struct text *text, const char *string) {
  text_append(text, "\"");
  for (const char *rest = string; *rest != 0;) {
    const char *start = rest;
    while (*rest != 0 && *rest != '"' && *rest != '\\' && (unsigned char)*rest >= 0x20 &&
           *rest != 0x7F) {
      rest++;
    }
    text_append_bytes(text, start, (size_t)(rest - start));
    if (*rest == 0) break;
    switch (*rest) {
      case '"': text_append(text, "\\\""); break;
      case '\\': text_append(text, "\\\\"); break;
      case '\n': text_append(text, "\\n"); break;
      case '\r': text_append(text, "\\r"); break;
      case '\t': text_append(text, "\\t"); break;
      default: text_format(text, "\\u%04x", (unsigned)*rest);
    }
    rest++;
  }
  text_append(text, "\"");
}

void json_key(struct json_writer *writer, const char *key) {
  separate(writer);
  append_quoted(&writer->text, key);
  text_append(&writer->text, ": ");
  writer->has_key = true;
}

void json_null(struct json_writer *writer) {
  separate(writer);
  text_append(&writer->text, "null");
}

void json_bool(struct json_writer *writer, bool value) {
  separate(writer);
  text_append(&writer->text, value ? "true" : "false");
}

void json_integer(struct json_writer *writer, int64_t value) {
  separate(writer);
  text_format(&writer->text, "%" PRId64, value);
}

void json_number(struct json_writer *writer, double value) {
  separate(writer);
  text_append(&writer->text, isfinite(value) ? format_exact(value).text : "null");
}

void json_string(struct json_writer *writer, const char *value) {
  separate(writer);
  if (value == NULL) {
    text_append(&writer->text, "null");
  } else {
    append_quoted(&writer->text, value);
  }
}

void json_member_bool(struct json_writer *writer, const char *key, bool value) {
  json_key(writer, key);
  json_bool(writer, value);
}

void json_member_integer(struct json_writer *writer, const char *key, int64_t value) {
  json_key(writer, key);
  json_integer(writer, value);
}

void json_member_number(struct json_writer *writer, const char *key, double value) {
  json_key(writer, key);
  json_number(writer, value);
}

void json_member_string(struct json_writer *writer, const char *key, const char *value) {
  json_key(writer, key);
  json_string(writer, value);
}

void json_print(struct json_writer *writer) {
  puts(writer->text.bytes);
  text_free(&writer->text);
  *writer = (struct json_writer){0};
}
