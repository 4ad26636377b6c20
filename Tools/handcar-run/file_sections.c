#include "file_sections.h"

#include <inttypes.h>
#include <stdio.h>

#include "failure.h"
#include "input_file.h"
#include "model_file.h"

enum { HEADER_SIZE = 64, ENTRY_SIZE = 32 };

/* The names of the kinds, which count from 1. */
static const char *const kinds[] = {"inputs",     "outputs", "program",     "layers",
                                    "parameters", "names",   "testVectors", "provenance"};

/* A little-endian number of `size` bytes. */
static uint64_t number_at(const uint8_t *bytes, size_t size) {
  uint64_t number = 0;
  for (size_t i = size; i > 0; i--) number = number << 8 | bytes[i - 1];
  return number;
}

static void describe(struct file_section *section, const uint8_t *entry) {
  uint32_t kind = (uint32_t)number_at(entry, 4);
  if (kind >= 1 && kind <= sizeof kinds / sizeof *kinds) {
    snprintf(section->name, sizeof section->name, "%s", kinds[kind - 1]);
  } else {
    snprintf(section->name, sizeof section->name, "kind %" PRIu32, kind);
  }
  section->offset = limited_count(number_at(entry + 8, 8));
  section->byte_count = limited_count(number_at(entry + 16, 8));
  section->record_count = (int64_t)number_at(entry + 24, 4);
}

void file_sections_read(struct file_sections *sections, const char *path) {
  struct input_file file = input_file_open(path);
  uint8_t header[HEADER_SIZE], entry[ENTRY_SIZE];
  if (!input_file_read(&file, 0, header, sizeof header)) {
    fail(EXIT_BAD_INPUT, "%s: cannot be read again", path);
  }
  sections->major_version = (unsigned)number_at(header + 8, 2);
  sections->minor_version = (unsigned)number_at(header + 10, 2);
  sections->program_arena_size = limited_count(number_at(header + 32, 8));
  int64_t table = (int64_t)number_at(header + 12, 4);
  size_t count = (size_t)number_at(header + 28, 4);
  sections->count = count < MOST_SECTIONS ? count : MOST_SECTIONS;
  for (size_t i = 0; i < sections->count; i++) {
    if (!input_file_read(&file, table + (int64_t)i * ENTRY_SIZE, entry, sizeof entry)) {
      fail(EXIT_BAD_INPUT, "%s: cannot be read again", path);
    }
    describe(&sections->sections[i], entry);
  }
  input_file_close(&file);
}
