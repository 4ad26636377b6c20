#include "npy_dictionary.h"

#include <string.h>

#include "failure.h"

struct scanner {
  const struct input_file *file;
  int64_t position;
  int64_t end;
  int64_t buffer_start;
  size_t buffer_size;
  char buffer[512];
};

#define FAIL(scanner, ...) \
  fail_about_file(EXIT_BAD_INPUT, (scanner)->file->path, ".npy header: " __VA_ARGS__)

/* The byte at the position, or -1 at the end. */
static int current(struct scanner *scanner) {
  if (scanner->position >= scanner->end) return -1;
  int64_t offset = scanner->position - scanner->buffer_start;
  if (offset < 0 || offset >= (int64_t)scanner->buffer_size) {
    int64_t left = scanner->end - scanner->position;
    int64_t room = (int64_t)sizeof scanner->buffer;
    scanner->buffer_start = scanner->position;
    scanner->buffer_size = (size_t)(left < room ? left : room);
    input_file_read(scanner->file, scanner->position, scanner->buffer, scanner->buffer_size);
    offset = 0;
  }
  return (unsigned char)scanner->buffer[offset];
}

/* The same behind spaces. */
static int next(struct scanner *scanner) {
  while (current(scanner) == ' ' || current(scanner) == '\n') scanner->position++;
  return current(scanner);
}

static bool accept(struct scanner *scanner, char character) {
  if (next(scanner) != character) return false;
  scanner->position++;
  return true;
}

static void expect(struct scanner *scanner, char character) {
  if (!accept(scanner, character)) FAIL(scanner, "'%c' is missing", character);
}

static void read_string(struct scanner *scanner, char string[LONGEST_STRING + 1]) {
  size_t length = 0;
  int quote = next(scanner), byte;
  if (quote != '\'' && quote != '"') FAIL(scanner, "a quoted string is missing");
  scanner->position++;
  while ((byte = current(scanner)) != quote) {
    if (byte < 0) FAIL(scanner, "a string does not end");
    /* A zero would end the string for C. */
    if (length < LONGEST_STRING) string[length++] = byte == 0 ? ' ' : (char)byte;
    scanner->position++;
  }
  scanner->position++;
  string[length] = 0;
}

static bool accept_word(struct scanner *scanner, const char *word) {
  next(scanner);
  int64_t start = scanner->position;
  for (; *word != 0; word++, scanner->position++) {
    if (current(scanner) != *word) {
      scanner->position = start;
      return false;
    }
  }
  return true;
}

static bool read_boolean(struct scanner *scanner) {
  if (accept_word(scanner, "True")) return true;
  if (accept_word(scanner, "False")) return false;
  FAIL(scanner, "'fortran_order' is neither True nor False");
}

static int64_t read_size(struct scanner *scanner) {
  int64_t value = 0;
  bool is_good = next(scanner) >= '0' && current(scanner) <= '9';
  for (; current(scanner) >= '0' && current(scanner) <= '9'; scanner->position++) {
    is_good = is_good && !__builtin_mul_overflow(value, 10, &value) &&
              !__builtin_add_overflow(value, current(scanner) - '0', &value);
  }
  if (!is_good) FAIL(scanner, "'shape' is not a tuple of sizes");
  /* Python 2 wrote long integers as 12L. */
  if (current(scanner) == 'L') scanner->position++;
  return value;
}

static struct shape read_shape(struct scanner *scanner) {
  struct shape shape = {0};
  expect(scanner, '(');
  while (!accept(scanner, ')')) {
    int64_t size = read_size(scanner);
    if (shape.rank == MOST_AXES) FAIL(scanner, "more than %d axes", MOST_AXES);
    shape.sizes[shape.rank++] = size;
    if (!accept(scanner, ',')) {
      expect(scanner, ')');
      break;
    }
  }
  return shape;
}

void npy_dictionary_read(const struct input_file *file, int64_t start, int64_t end,
                         struct npy_dictionary *dictionary) {
  struct scanner scanner = {.file = file, .position = start, .end = end};
  char key[LONGEST_STRING + 1];
  bool has_descr = false, has_order = false, has_shape = false;
  expect(&scanner, '{');
  while (!accept(&scanner, '}')) {
    read_string(&scanner, key);
    expect(&scanner, ':');
    if (strcmp(key, "descr") == 0 && !has_descr) {
      has_descr = true;
      if (next(&scanner) == '[') {
        FAIL(&scanner, "structured elements are not supported; save each field apart");
      }
      read_string(&scanner, dictionary->descr);
    } else if (strcmp(key, "fortran_order") == 0 && !has_order) {
      has_order = true;
      dictionary->is_fortran_order = read_boolean(&scanner);
    } else if (strcmp(key, "shape") == 0 && !has_shape) {
      has_shape = true;
      dictionary->shape = read_shape(&scanner);
    } else {
      FAIL(&scanner, "key '%s' is unknown or there twice", key);
    }
    if (!accept(&scanner, ',')) {
      expect(&scanner, '}');
      break;
    }
  }
  if (next(&scanner) >= 0) FAIL(&scanner, "text after the closing brace");
  if (!has_descr) FAIL(&scanner, "key 'descr' is missing");
  if (!has_order) FAIL(&scanner, "key 'fortran_order' is missing");
  if (!has_shape) FAIL(&scanner, "key 'shape' is missing");
}
