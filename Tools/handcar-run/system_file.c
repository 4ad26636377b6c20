#include "system_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool is_space(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f' || c == 0;
}

/* Moves `length` bytes without the white space around them to the front and ends them. */
static void trim(char *value, size_t length) {
  size_t start = 0;
  while (length > 0 && is_space(value[length - 1])) length--;
  while (start < length && is_space(value[start])) start++;
  memmove(value, value + start, length - start);
  value[length - start] = 0;
}

bool system_file_text(const char *path, char *value, size_t capacity) {
  int descriptor = open(path, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return false;
  ssize_t count = read(descriptor, value, capacity - 1);
  close(descriptor);
  if (count <= 0) return false;
  trim(value, (size_t)count);
  return value[0] != 0;
}

bool system_file_field(const char *path, const char *name, char *value, size_t capacity) {
  char line[1024];
  FILE *file = fopen(path, "re");
  if (file == NULL) return false;
  bool found = false;
  while (!found && fgets(line, sizeof line, file) != NULL) {
    char *colon = strchr(line, ':');
    if (colon == NULL || colon[1] == '\n') continue;
    *colon = 0;
    trim(line, (size_t)(colon - line));
    if (strcmp(line, name) != 0) continue;
    trim(colon + 1, strlen(colon + 1));
    snprintf(value, capacity, "%s", colon + 1);
    found = true;
  }
  fclose(file);
  return found;
}
