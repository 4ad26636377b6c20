/* The protocol between timing.py and a long-lived process that measures: one line of words in, one of JSON out.
 *
 *   open ID MODEL INPUT OUTPUT    loads, reads the input, runs once, writes the output; {"ns": …, "macs": …}
 *   run ID MICROSECONDS COLD      {"count": …, "median": …, "minimum": …}, nanoseconds of one call
 *   load COUNT MODEL              {"ns": […], "answered_ns": […]}, opened COUNT times; until a first run, too
 *   memory                        {"bytes": …}, resident
 *   close ID
 *
 * The same for the Python side is in worker.py. */
#ifndef PEERS_SERVE_H
#define PEERS_SERVE_H

#include <stdint.h>

typedef struct {
  const char *(*open)(const char *model, void **state); /* null, or what went wrong */
  void (*fill)(void *state, const char *path);
  void (*dump)(void *state, const char *path);
  void (*prepare)(void *state); /* before every call, not timed; or null */
  intptr_t (*call)(void *state, void *unused);
  uint64_t (*multiply_adds)(void *state);
  void (*close)(void *state);
} served;

/* Answers commands on standard input until it ends. `greeting` is a JSON object. */
int serve(const served *with, const char *greeting);

#endif
