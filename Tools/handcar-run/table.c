#include "table.h"

#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "text_wrapping.h"

/* A wrapped column narrower than this would be harder to read than a line too long. */
enum { TABLE_WIDTH = 100, NARROWEST = 16, GAP = 2, MOST_COLUMNS = 8 };

/* What the lines of a table have in common. */
struct layout {
  const struct table *table;
  size_t used[MOST_COLUMNS]; /* the columns that are shown */
  size_t used_count;
  size_t widths[MOST_COLUMNS]; /* by column */
};

struct table table_with_columns(const struct table_column *columns, size_t count) {
  return (struct table){.columns = columns, .column_count = count};
}

static void add_row(struct table *table, const char *const cells[], bool is_rule) {
  size_t columns = table->column_count, first = table->row_count * columns;
  table->cells = reallocate(table->cells, first + columns, sizeof *table->cells);
  table->row_is_rule = reallocate(table->row_is_rule, table->row_count + 1, sizeof(bool));
  for (size_t i = 0; i < columns; i++) {
    struct text cell = {0};
    text_append(&cell, is_rule ? "" : cells[i]);
    table->cells[first + i] = text_take(&cell);
  }
  table->row_is_rule[table->row_count++] = is_rule;
}

void table_add(struct table *table, const char *const cells[]) { add_row(table, cells, false); }

void table_add_rule(struct table *table) { add_row(table, NULL, true); }

static struct layout measure(const struct table *table) {
  struct layout layout = {.table = table};
  size_t before = 0;
  for (size_t column = 0; column < table->column_count; column++) {
    size_t widest = 0;
    for (size_t row = 0; row < table->row_count; row++) {
      size_t width = text_width(table->cells[row * table->column_count + column]);
      if (width > widest) widest = width;
    }
    if (widest == 0) continue;
    size_t title = text_width(table->columns[column].title);
    layout.widths[column] = widest > title ? widest : title;
    layout.used[layout.used_count++] = column;
  }
  if (layout.used_count == 0) return layout;
  for (size_t i = 0; i + 1 < layout.used_count; i++) before += layout.widths[layout.used[i]] + GAP;
  size_t last = layout.used[layout.used_count - 1];
  if (!table->columns[last].is_number) {
    size_t room = before + NARROWEST < TABLE_WIDTH ? TABLE_WIDTH - before : NARROWEST;
    if (layout.widths[last] > room) layout.widths[last] = room;
  }
  return layout;
}

/* A line of the cells of all columns; NULL in place of a cell makes a rule. */
static void append_line(struct text *output, const struct layout *layout,
                        const char *const cells[]) {
  struct text line = {0};
  for (size_t i = 0; i < layout->used_count; i++) {
    size_t column = layout->used[i], width = layout->widths[column];
    text_repeat(&line, " ", i > 0 ? GAP : 0);
    if (cells == NULL) {
      text_repeat(&line, "─", width);
      continue;
    }
    size_t length = text_width(cells[column]), space = width > length ? width - length : 0;
    bool is_number = layout->table->columns[column].is_number;
    text_repeat(&line, " ", is_number ? space : 0);
    text_append(&line, cells[column]);
    text_repeat(&line, " ", is_number ? 0 : space);
  }
  text_trim_spaces_at_end(&line);
  text_append(output, line.bytes);
  text_append(output, "\n");
  text_free(&line);
}

/* The last cell may take several lines. */
static void append_row(struct text *output, const struct layout *layout, char *const cells[]) {
  const char *line[MOST_COLUMNS];
  struct text pieces = {0};
  size_t last = layout->used[layout->used_count - 1];
  for (size_t i = 0; i < layout->table->column_count; i++) line[i] = cells[i];
  append_wrapped(&pieces, cells[last], layout->widths[last], "\n");
  for (char *piece = pieces.bytes; piece != NULL;) {
    char *end = strchr(piece, '\n');
    if (end != NULL) *end = 0;
    line[last] = piece;
    append_line(output, layout, line);
    for (size_t i = 0; i < layout->table->column_count; i++) line[i] = "";
    piece = end == NULL ? NULL : end + 1;
  }
  text_free(&pieces);
}

void append_table(struct text *output, struct table *table) {
  struct layout layout = measure(table);
  const char *titles[MOST_COLUMNS];
  for (size_t i = 0; i < table->column_count; i++) titles[i] = table->columns[i].title;
  if (layout.used_count > 0) {
    append_line(output, &layout, titles);
    append_line(output, &layout, NULL);
    for (size_t row = 0; row < table->row_count; row++) {
      if (table->row_is_rule[row]) {
        append_line(output, &layout, NULL);
      } else {
        append_row(output, &layout, table->cells + row * table->column_count);
      }
    }
  }
  for (size_t i = 0; i < table->row_count * table->column_count; i++) free(table->cells[i]);
  free(table->cells);
  free(table->row_is_rule);
  *table = table_with_columns(table->columns, table->column_count);
}
