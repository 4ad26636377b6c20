/* A table of text with aligned columns, for a terminal. */
#ifndef TABLE_H
#define TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "text.h"

struct table_column {
  const char *title;
  bool is_number; /* aligned to the right */
};

struct table {
  const struct table_column *columns;
  size_t column_count;
  char **cells;      /* row after row */
  bool *row_is_rule; /* a horizontal rule, as above a row of sums: its cells are empty */
  size_t row_count;
};

/* `columns` must outlive the table. */
struct table table_with_columns(const struct table_column *columns, size_t count);

/* A row of `column_count` strings, which are copied. */
void table_add(struct table *table, const char *const cells[]);

#define TABLE_ADD(table, ...) table_add((table), (const char *const[]){__VA_ARGS__})

void table_add_rule(struct table *table);

/* Appends the lines and empties the table. A column in which every cell is empty is left out;
 * the last one, when it is text, is wrapped so that lines keep within 100 characters. */
void append_table(struct text *output, struct table *table);

#endif
