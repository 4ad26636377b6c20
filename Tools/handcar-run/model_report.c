#include "model_report.h"

#include <stdio.h>

#include "format_number.h"
#include "input_file.h"
#include "element_type.h"
#include "shape.h"
#include "table.h"
#include "text_wrapping.h"

void model_report_read(struct model_report *report, const struct model_file *file) {
  report->file = file;
  file_sections_read(&report->sections, file->path);
  report->provenance = json_read(hc_model_provenance(&file->model));
  report->bytes_without_reuse = -1;
  const struct json_value *memory = json_find(report->provenance, "memory");
  const struct json_value *recorded = json_find(memory, "bytesWithoutReuse");
  /* The converter has recorded those of the program; a session adds its counters to either. */
  int64_t counters =
      (int64_t)hc_model_arena_size(&file->model) - report->sections.program_arena_size, sum;
  if (recorded != NULL && recorded->kind == JSON_INTEGER &&
      !__builtin_add_overflow(recorded->integer, counters, &sum)) {
    report->bytes_without_reuse = sum;
  }
}

void model_report_free(struct model_report *report) { json_free(report->provenance); }

/* Such as `by handcar 0.1.0 from net.onnx (SHA-256 0123456789ab…)`. */
static void add_origin(struct definition_list *list, const struct json_value *provenance) {
  const struct json_value *tool = json_find(provenance, "tool");
  const struct json_value *source = json_find(provenance, "source");
  const char *tool_name = json_text(json_find(tool, "name"));
  const char *version = json_text(json_find(tool, "version"));
  const char *source_name = json_text(json_find(source, "name"));
  const char *digest = json_text(json_find(source, "sha256"));
  struct text text = {0};
  if (tool_name == NULL) return;
  text_format(&text, "by %s", tool_name);
  if (version != NULL) text_format(&text, " %s", version);
  if (source_name != NULL) text_format(&text, " from %s", source_name);
  if (source_name != NULL && digest != NULL) {
    text_append(&text, " (SHA-256 ");
    text_append_bytes(&text, digest, text_offset(digest, 12));
    text_append(&text, "…)");
  }
  definition_list_add(list, "made", "%s", text.bytes);
  text_free(&text);
}

static void add_options(struct definition_list *list, const struct json_value *provenance) {
  const struct json_value *options = json_find(provenance, "options");
  struct text text = {0};
  if (options == NULL || options->kind != JSON_OBJECT || options->first == NULL) return;
  for (const struct json_value *option = options->first; option != NULL; option = option->next) {
    const char *value = json_text(option);
    text_format(&text, "%s%s%s%s", option == options->first ? "" : " ", option->key,
                value != NULL ? " " : "", value != NULL ? value : "");
  }
  definition_list_add(list, "options", "%s", text.bytes);
  text_free(&text);
}

static void add_arena(struct definition_list *list, int64_t byte_count, int64_t without_reuse) {
  if (without_reuse > 0) {
    double saved = 1 - (double)byte_count / (double)without_reuse;
    definition_list_add(list, "arena", "%s (%s without reuse, %s saved)",
                        format_bytes(byte_count).text, format_bytes(without_reuse).text,
                        format_percent(saved).text);
  } else {
    definition_list_add(list, "arena", "%s", format_bytes(byte_count).text);
  }
}

static void append_facts(struct text *text, const struct model_report *report) {
  const struct model_file *file = report->file;
  struct definition_list list = {0};
  definition_list_add(&list, "file", "%s, %s, format %u.%u", file->path,
                      format_bytes(file_size(file->path)).text, report->sections.major_version,
                      report->sections.minor_version);
  add_origin(&list, report->provenance);
  add_options(&list, report->provenance);
  add_arena(&list, (int64_t)hc_model_arena_size(&file->model), report->bytes_without_reuse);
  definition_list_add(&list, "test vectors", "%zu", hc_model_test_vector_count(&file->model));
  append_definition_list(text, &list, 0);
}

static void add_tensor(struct table *table, const char *role, hc_tensor_info info) {
  struct shape shape = shape_of_tensor(&info);
  TABLE_ADD(table, role, info.name, scalar_types[scalar_of_tensor(info.element_type)].name,
            format_shape(&shape).text, format_bytes((int64_t)info.byte_count).text);
}

static void append_tensors(struct text *text, const struct model_file *file) {
  static const struct table_column columns[] = {
      {"", false}, {"name", false}, {"type", false}, {"shape", false}, {"size", true}};
  struct table table = table_with_columns(columns, 5);
  for (size_t i = 0; i < hc_model_input_count(&file->model); i++) {
    add_tensor(&table, "input", model_file_input(file, i));
  }
  for (size_t i = 0; i < hc_model_output_count(&file->model); i++) {
    add_tensor(&table, "output", model_file_output(file, i));
  }
  append_table(text, &table);
}

static void append_layers(struct text *text, const struct model_file *file) {
  static const struct table_column columns[] = {{"layer", false}, {"kind", false},
                                                {"parameters", true}, {"size", true},
                                                {"MACs", true}, {"detail", false}};
  struct table table = table_with_columns(columns, 6);
  for (size_t i = 0; i < hc_model_layer_count(&file->model); i++) {
    hc_layer_info layer = model_file_layer(file, i);
    int64_t parameters = limited_count(layer.parameter_count);
    int64_t multiply_adds = limited_count(layer.multiply_adds);
    int64_t bytes = limited_count(layer.parameter_byte_count);
    TABLE_ADD(&table, layer.name, layer.kind, parameters > 0 ? format_count(parameters).text : "",
              parameters > 0 ? format_bytes(bytes).text : "",
              multiply_adds > 0 ? format_count(multiply_adds).text : "", layer.detail);
  }
  table_add_rule(&table);
  TABLE_ADD(&table, "sum", "", format_count(model_file_parameter_count(file)).text, "",
            format_count(model_file_multiply_adds(file)).text, "");
  append_table(text, &table);
}

/* Why layers are computed as they are, where there was a choice. */
static void append_reasons(struct text *text, const struct json_value *provenance) {
  struct definition_list list = {0};
  const struct json_value *layers = json_find(provenance, "layers");
  if (layers == NULL || layers->kind != JSON_ARRAY) return;
  for (const struct json_value *layer = layers->first; layer != NULL; layer = layer->next) {
    const char *name = json_text(json_find(layer, "name"));
    const char *reason = json_text(json_find(layer, "reason"));
    if (name != NULL && reason != NULL) definition_list_add(&list, name, "%s", reason);
  }
  if (list.count == 0) return;
  text_append(text, "\n");
  append_definition_list(text, &list, 0);
}

static void append_sections(struct text *text, const struct file_sections *sections) {
  static const struct table_column columns[] = {
      {"section", false}, {"offset", true}, {"size", true}, {"records", true}};
  struct table table = table_with_columns(columns, 4);
  for (size_t i = 0; i < sections->count; i++) {
    const struct file_section *section = &sections->sections[i];
    TABLE_ADD(&table, section->name, format_count(section->offset).text,
              format_bytes(section->byte_count).text,
              section->record_count > 0 ? format_count(section->record_count).text : "");
  }
  append_table(text, &table);
}

void model_report_print(const struct model_report *report) {
  struct text text = {0};
  append_facts(&text, report);
  text_append(&text, "\n");
  append_tensors(&text, report->file);
  text_append(&text, "\n");
  append_layers(&text, report->file);
  append_reasons(&text, report->provenance);
  text_append(&text, "\n");
  append_sections(&text, &report->sections);
  fputs(text.bytes, stdout);
  text_free(&text);
}
