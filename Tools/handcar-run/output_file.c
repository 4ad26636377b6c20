#define _FILE_OFFSET_BITS 64
#include "output_file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "failure.h"

static const char *final_path;
static int descriptor;

/* NULL unless there is a file to be removed. */
static char *volatile temporary_path;

static void remove_temporary(void) {
  if (temporary_path != NULL) unlink(temporary_path);
}

/* The signal has its usual effect afterwards: SA_RESETHAND, and it is raised again. */
static void remove_and_stop(int signal) {
  remove_temporary();
  raise(signal);
}

static _Noreturn void fail_to_write(void) {
  fail_about_file(EXIT_OUTPUT_NOT_WRITTEN, final_path, "cannot be written: %s", strerror(errno));
}

/* Bytes of the path up to its last slash; 0 if it has none. */
static size_t folder_length(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash == NULL ? 0 : (size_t)(slash - path) + 1;
}

static bool is_same_file(const char *first, const char *second) {
  struct stat a, b;
  return stat(first, &a) == 0 && stat(second, &b) == 0 && a.st_dev == b.st_dev &&
         a.st_ino == b.st_ino;
}

void check_output(const char *path, const char *const inputs[]) {
  struct stat status;
  char folder[PATH_MAX];
  for (; *inputs != NULL; inputs++) {
    if (is_same_file(path, *inputs)) {
      fail(EXIT_USAGE, "the output '%s' is an input file as well; choose another name", path);
    }
  }
  if (stat(path, &status) == 0 && !S_ISREG(status.st_mode)) {
    fail(EXIT_OUTPUT_NOT_WRITTEN, "cannot write '%s': %s", path,
         S_ISDIR(status.st_mode) ? "it is a folder; name a file in it"
                                 : "it is a pipe or a device; name a file");
  }
  size_t length = folder_length(path);
  if (length > 1) length--; /* the slash, except that of the root */
  snprintf(folder, sizeof folder, "%.*s", length > 0 ? (int)length : 1, length > 0 ? path : ".");
  if (stat(folder, &status) != 0 || !S_ISDIR(status.st_mode)) {
    fail(EXIT_OUTPUT_NOT_WRITTEN, "cannot write '%s': there is no folder '%s'", path, folder);
  }
  if (access(folder, W_OK) != 0) {
    fail(EXIT_OUTPUT_NOT_WRITTEN, "cannot write '%s': the folder '%s' is not writable", path,
         folder);
  }
}

/* A hidden name beside the path, which no other process uses at the same time. */
static char *hidden_name(const char *path) {
  size_t folder = folder_length(path), size = strlen(path) + 32;
  char *name = malloc(size);
  if (name == NULL) fail_to_write();
  snprintf(name, size, "%.*s.%s.%ld", (int)folder, path, path + folder, (long)getpid());
  return name;
}

void output_file_begin(const char *path) {
  static const int signals[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGXFSZ};
  struct sigaction action = {.sa_handler = remove_and_stop, .sa_flags = (int)SA_RESETHAND};
  final_path = path;
  char *name = hidden_name(path);
  unlink(name); /* of a process that had the same number and was killed */
  descriptor = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  if (descriptor < 0) fail_to_write();
  temporary_path = name;
  atexit(remove_temporary);
  for (size_t i = 0; i < sizeof signals / sizeof *signals; i++) {
    struct sigaction old;
    /* A signal that the caller has told the program to ignore stays ignored. */
    if (sigaction(signals[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN) {
      sigaction(signals[i], &action, NULL);
    }
  }
}

void output_file_append(const void *bytes, size_t count) {
  const char *rest = bytes;
  while (count > 0) {
    ssize_t done = write(descriptor, rest, count);
    if (done < 0 && errno == EINTR) continue;
    if (done < 0) fail_to_write();
    rest += done;
    count -= (size_t)done;
  }
}

void output_file_finish(void) {
  if (close(descriptor) != 0 || rename(temporary_path, final_path) != 0) fail_to_write();
  char *name = temporary_path;
  temporary_path = NULL;
  free(name);
}
