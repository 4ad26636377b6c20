/* What `inspect` prints about a model. */
#ifndef MODEL_REPORT_H
#define MODEL_REPORT_H

#include "file_sections.h"
#include "json_reader.h"
#include "model_file.h"

struct model_report {
  const struct model_file *file;
  struct file_sections sections;
  struct json_value *provenance;  /* NULL when the file does not say where it came from */
  int64_t bytes_without_reuse;    /* of the arena if no memory were used twice; -1 if not known */
};

/* Reads what the library does not tell. Fails with a message. */
void model_report_read(struct model_report *report, const struct model_file *file);
void model_report_free(struct model_report *report);

void model_report_print(const struct model_report *report);
void model_report_print_json(const struct model_report *report);

#endif
