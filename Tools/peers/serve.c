#include "serve.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "loop.h"

enum { model_limit = 4096, call_limit = 20000, eviction_size = 64 << 20, cold_calls = 3 };

static void *states[model_limit];
static uint64_t times[call_limit];

static int ascending(const void *a, const void *b) {
  uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;
  return (left > right) - (left < right);
}

static void answer_error(const char *what) { printf("{\"error\": \"%s\"}\n", what); }

static void run(const served *with, void *state, uint64_t microseconds, int cold) {
  static unsigned char *eviction;
  if (cold && !eviction) eviction = calloc(1, eviction_size);
  loop_plan plan = {
      .budget = microseconds * 1000, .minimum = cold_calls, .capacity = call_limit, .prepare = with->prepare};
  if (cold) {
    plan.eviction = eviction;
    plan.eviction_size = eviction_size;
  } else {
    loop_plan warm = {.minimum = 2, .capacity = 2, .prepare = with->prepare};
    loop_run(with->call, state, NULL, &warm, times); /* what ran before has taken the caches */
  }
  size_t count = loop_run(with->call, state, NULL, &plan, times);
  qsort(times, count, sizeof *times, ascending);
  printf("{\"count\": %zu, \"median\": %" PRIu64 ", \"minimum\": %" PRIu64 "}\n", count, times[count / 2], times[0]);
}

static void print_times(const char *name, const uint64_t *values, int count) {
  printf("\"%s\": [", name);
  for (int i = 0; i < count; i++) printf(i ? ", %" PRIu64 : "%" PRIu64, values[i]);
  printf("]");
}

/* Some runtimes prepare their weights only when they first run, so that is told, too. */
static void load(const served *with, const char *model, int count) {
  static uint64_t answered[call_limit];
  if (count > call_limit) count = call_limit;
  for (int i = 0; i < count; i++) {
    void *state;
    uint64_t begin = loop_clock();
    const char *failure = with->open(model, &state);
    times[i] = loop_clock() - begin;
    if (failure) {
      answer_error(failure);
      return;
    }
    with->fill(state, "");
    if (with->prepare) with->prepare(state);
    begin = loop_clock();
    with->call(state, NULL);
    answered[i] = times[i] + loop_clock() - begin;
    with->close(state);
  }
  printf("{");
  print_times("ns", times, count);
  printf(", ");
  print_times("answered_ns", answered, count);
  printf("}\n");
}

static void print_memory(void) {
  long pages = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  if (!file || fscanf(file, "%*s %ld", &pages) != 1) pages = 0;
  if (file) fclose(file);
  printf("{\"bytes\": %ld}\n", pages * sysconf(_SC_PAGESIZE));
}

static void open_model(const served *with, int id, const char *model, const char *input, const char *output) {
  uint64_t begin = loop_clock();
  const char *failure = with->open(model, &states[id]);
  uint64_t elapsed = loop_clock() - begin;
  if (failure) {
    states[id] = NULL;
    answer_error(failure);
    return;
  }
  with->fill(states[id], input);
  if (with->prepare) with->prepare(states[id]);
  with->call(states[id], NULL);
  with->dump(states[id], output);
  printf("{\"ns\": %" PRIu64 ", \"macs\": %" PRIu64 "}\n", elapsed, with->multiply_adds(states[id]));
}

int serve(const served *with, const char *greeting) {
  char line[4096], model[1024], input[1024], output[1024];
  int id, cold, count;
  uint64_t microseconds;
  puts(greeting);
  fflush(stdout);
  while (fgets(line, sizeof line, stdin)) {
    if (sscanf(line, "open %d %1023s %1023s %1023s", &id, model, input, output) == 4 && id >= 0 && id < model_limit) {
      open_model(with, id, model, input, output);
    } else if (sscanf(line, "load %d %1023s", &count, model) == 2) {
      load(with, model, count);
    } else if (sscanf(line, "run %d %" SCNu64 " %d", &id, &microseconds, &cold) == 3 && id >= 0 && id < model_limit &&
               states[id]) {
      run(with, states[id], microseconds, cold);
    } else if (sscanf(line, "close %d", &id) == 1 && id >= 0 && id < model_limit && states[id]) {
      with->close(states[id]);
      states[id] = NULL;
      puts("{}");
    } else if (strcmp(line, "memory\n") == 0) {
      print_memory();
    } else {
      answer_error("not understood");
    }
    fflush(stdout);
  }
  return 0;
}
