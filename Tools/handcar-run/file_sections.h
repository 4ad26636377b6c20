/* The header and the section table of a .hcar file, for reports. */
#ifndef FILE_SECTIONS_H
#define FILE_SECTIONS_H

#include <stddef.h>
#include <stdint.h>

/* A verified file has no more sections. */
enum { MOST_SECTIONS = 64 };

struct file_sections {
  unsigned major_version, minor_version;
  int64_t program_arena_size; /* working memory of the program alone */
  size_t count;
  struct file_section {
    char name[24];
    int64_t offset, byte_count, record_count;
  } sections[MOST_SECTIONS];
};

/* Meant for a file that the library has opened, and so verified, before. Fails with a message. */
void file_sections_read(struct file_sections *sections, const char *path);

#endif
