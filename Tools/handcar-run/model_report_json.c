/* The report of model_report.h for scripts. */
#include <stdio.h>

#include "element_type.h"
#include "input_file.h"
#include "model_report.h"
#include "shape.h"

static void write_tensor(struct json_writer *writer, hc_tensor_info info) {
  struct shape shape = shape_of_tensor(&info);
  json_begin_object(writer);
  json_member_string(writer, "name", info.name);
  json_member_string(writer, "type", scalar_types[scalar_of_tensor(info.element_type)].name);
  json_key(writer, "shape");
  json_begin_plain_array(writer);
  for (size_t axis = 0; axis < shape.rank; axis++) json_integer(writer, shape.sizes[axis]);
  json_end_array(writer);
  json_member_integer(writer, "bytes", (int64_t)info.byte_count);
  json_end_object(writer);
}

static void write_tensors(struct json_writer *writer, const struct model_file *file) {
  json_key(writer, "inputs");
  json_begin_array(writer);
  for (size_t i = 0; i < hc_model_input_count(&file->model); i++) {
    write_tensor(writer, model_file_input(file, i));
  }
  json_end_array(writer);
  json_key(writer, "outputs");
  json_begin_array(writer);
  for (size_t i = 0; i < hc_model_output_count(&file->model); i++) {
    write_tensor(writer, model_file_output(file, i));
  }
  json_end_array(writer);
}

static void write_layers(struct json_writer *writer, const struct model_file *file) {
  json_key(writer, "layers");
  json_begin_array(writer);
  for (size_t i = 0; i < hc_model_layer_count(&file->model); i++) {
    hc_layer_info layer = model_file_layer(file, i);
    json_begin_object(writer);
    json_member_string(writer, "name", layer.name);
    json_member_string(writer, "kind", layer.kind);
    json_member_string(writer, "detail", layer.detail);
    json_member_integer(writer, "parameters", limited_count(layer.parameter_count));
    json_member_integer(writer, "bytes", limited_count(layer.parameter_byte_count));
    json_member_integer(writer, "multiply_adds", limited_count(layer.multiply_adds));
    json_end_object(writer);
  }
  json_end_array(writer);
}

static void write_sections(struct json_writer *writer, const struct file_sections *sections) {
  json_key(writer, "sections");
  json_begin_array(writer);
  for (size_t i = 0; i < sections->count; i++) {
    const struct file_section *section = &sections->sections[i];
    json_begin_object(writer);
    json_member_string(writer, "name", section->name);
    json_member_integer(writer, "offset", section->offset);
    json_member_integer(writer, "bytes", section->byte_count);
    json_member_integer(writer, "records", section->record_count);
    json_end_object(writer);
  }
  json_end_array(writer);
}

static void write_arena(struct json_writer *writer, const struct model_report *report) {
  json_key(writer, "arena");
  json_begin_object(writer);
  json_member_integer(writer, "bytes", (int64_t)hc_model_arena_size(&report->file->model));
  json_key(writer, "bytes_without_reuse");
  if (report->bytes_without_reuse < 0) {
    json_null(writer);
  } else {
    json_integer(writer, report->bytes_without_reuse);
  }
  json_end_object(writer);
}

void model_report_print_json(const struct model_report *report) {
  const struct model_file *file = report->file;
  struct json_writer writer = {0};
  char format[24];
  snprintf(format, sizeof format, "%u.%u", report->sections.major_version,
           report->sections.minor_version);
  json_begin_object(&writer);
  json_member_string(&writer, "file", file->path);
  json_member_integer(&writer, "bytes", file_size(file->path));
  json_member_string(&writer, "format", format);
  write_tensors(&writer, file);
  json_member_integer(&writer, "parameters", model_file_parameter_count(file));
  json_member_integer(&writer, "multiply_adds", model_file_multiply_adds(file));
  write_arena(&writer, report);
  json_member_integer(&writer, "test_vectors",
                      (int64_t)hc_model_test_vector_count(&file->model));
  write_layers(&writer, file);
  write_sections(&writer, &report->sections);
  json_key(&writer, "provenance");
  json_copy(&writer, report->provenance);
  json_end_object(&writer);
  json_print(&writer);
}
