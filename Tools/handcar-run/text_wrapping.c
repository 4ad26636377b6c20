#include "text_wrapping.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"

enum { LIST_WIDTH = 90, LONGEST_TERM = 26 };

void append_wrapped(struct text *output, const char *text, size_t width, const char *separator) {
  size_t used = 0;
  for (const char *rest = text; *rest != 0;) {
    if (*rest == '\n') {
      text_append(output, separator);
      used = 0;
      rest++;
      continue;
    }
    size_t length = strcspn(rest, " \n");
    if (length > 0) {
      char *word = copy_string(rest);
      word[length] = 0;
      size_t word_width = text_width(word);
      if (used == 0) {
        used = word_width;
      } else if (used + 1 + word_width <= width) {
        text_append(output, " ");
        used += 1 + word_width;
      } else {
        text_append(output, separator);
        used = word_width;
      }
      text_append(output, word);
      free(word);
    }
    rest += length;
    rest += *rest == ' ';
  }
  text_append(output, "");
}

void definition_list_add(struct definition_list *list, const char *term, const char *format, ...) {
  struct text text = {0};
  va_list arguments;
  va_start(arguments, format);
  text_format_list(&text, format, arguments);
  va_end(arguments);
  list->entries = reallocate(list->entries, list->count + 1, sizeof *list->entries);
  list->entries[list->count++] = (struct definition){copy_string(term), text_take(&text)};
}

static void append_definition(struct text *output, const struct definition *entry, size_t indent,
                              size_t column) {
  struct text separator = {0}, line = {0};
  size_t hanging = indent + column + 2, term_width = text_width(entry->term);
  text_append(&separator, "\n");
  text_repeat(&separator, " ", hanging);
  text_repeat(&line, " ", indent);
  text_append(&line, entry->term);
  if (term_width > column) {
    text_append(&line, separator.bytes);
  } else {
    text_repeat(&line, " ", column + 2 - term_width);
  }
  append_wrapped(&line, entry->text, LIST_WIDTH - hanging, separator.bytes);
  text_trim_spaces_at_end(&line);
  text_append(output, line.bytes);
  text_append(output, "\n");
  text_free(&line);
  text_free(&separator);
}

void append_definition_list(struct text *output, struct definition_list *list, size_t indent) {
  size_t column = 0;
  for (size_t i = 0; i < list->count; i++) {
    size_t width = text_width(list->entries[i].term);
    if (width > column) column = width;
  }
  if (column > LONGEST_TERM) column = LONGEST_TERM;
  for (size_t i = 0; i < list->count; i++) {
    append_definition(output, &list->entries[i], indent, column);
    free(list->entries[i].term);
    free(list->entries[i].text);
  }
  free(list->entries);
  *list = (struct definition_list){0};
}
