#define _GNU_SOURCE
#include "machine_state.h"

#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "format_number.h"
#include "system_file.h"

#define CLOCK "/sys/devices/system/cpu/cpu0/cpufreq/"

static bool cpu_field(const char *name, char *value, size_t capacity) {
  return system_file_field("/proc/cpuinfo", name, value, capacity);
}

static int available_processors(void) {
  cpu_set_t set;
  return sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
}

/* The number in a file, or NaN. */
static double number_in(const char *path) {
  char text[64], *end;
  if (!system_file_text(path, text, sizeof text)) return NAN;
  double number = strtod(text, &end);
  return *end == 0 ? number : NAN;
}

static void read_throttling(struct machine_state *machine) {
  static const char path[] = "/sys/devices/platform/soc/soc:firmware/get_throttled";
  char text[32], *end;
  if (!system_file_text(path, text, sizeof text)) return;
  unsigned long bits = strtoul(text, &end, 16);
  /* Bits 0 to 3 are the present state, 16 to 19 the past (raspberrypi.com documentation,
   * get_throttled). */
  if (*end == 0) machine->throttled = (bits & 0xF) != 0 ? THROTTLED_YES : THROTTLED_NO;
}

struct machine_state machine_state_read(void) {
  static const char *const processor_fields[] = {"model name", "cpu model", "Hardware", "uarch"};
  struct machine_state machine = {.processor_count = available_processors()};
  struct utsname system;
  char text[64];
  if (!system_file_text("/proc/device-tree/model", machine.board, sizeof machine.board)) {
    if (!cpu_field("Model", machine.board, sizeof machine.board)) machine.board[0] = 0;
  }
  for (size_t i = 0; i < sizeof processor_fields / sizeof *processor_fields; i++) {
    if (cpu_field(processor_fields[i], machine.processor, sizeof machine.processor)) break;
  }
  if (uname(&system) == 0) {
    snprintf(machine.architecture, sizeof machine.architecture, "%.64s", system.machine);
    snprintf(machine.kernel, sizeof machine.kernel, "%.64s %.64s", system.sysname, system.release);
  }
  if (!system_file_text(CLOCK "scaling_governor", machine.governor, sizeof machine.governor)) {
    machine.governor[0] = 0;
  }
  machine.megahertz = number_in(CLOCK "scaling_cur_freq") / 1000;
  if (isnan(machine.megahertz) && cpu_field("cpu MHz", text, sizeof text)) {
    machine.megahertz = strtod(text, NULL);
  }
  machine.celsius = number_in("/sys/class/thermal/thermal_zone0/temp") / 1000;
  read_throttling(&machine);
  return machine;
}

struct text machine_state_summary(const struct machine_state *machine) {
  struct text text = {0};
  if (machine->board[0]) text_format(&text, "%s; ", machine->board);
  if (machine->processor[0]) text_format(&text, "%s; ", machine->processor);
  text_format(&text, "%d CPUs, %s", machine->processor_count, machine->architecture);
  if (!isnan(machine->megahertz)) {
    text_format(&text, "; %s MHz", format_fixed(machine->megahertz, 0).text);
    if (machine->governor[0]) text_format(&text, " (%s)", machine->governor);
  }
  if (!isnan(machine->celsius)) {
    text_format(&text, "; %s °C", format_fixed(machine->celsius, 1).text);
  }
  if (machine->throttled == THROTTLED_YES) text_append(&text, "; THROTTLED");
  return text;
}

static void write_text(struct json_writer *writer, const char *key, const char *value) {
  json_member_string(writer, key, value[0] ? value : NULL);
}

void machine_state_write(const struct machine_state *machine, struct json_writer *writer) {
  json_begin_object(writer);
  write_text(writer, "board", machine->board);
  write_text(writer, "processor", machine->processor);
  json_member_integer(writer, "processor_count", machine->processor_count);
  json_member_string(writer, "architecture", machine->architecture);
  json_member_string(writer, "kernel", machine->kernel);
  write_text(writer, "governor", machine->governor);
  json_member_number(writer, "megahertz", machine->megahertz);
  json_member_number(writer, "celsius", machine->celsius);
  json_key(writer, "throttled");
  if (machine->throttled == THROTTLED_UNKNOWN) {
    json_null(writer);
  } else {
    json_bool(writer, machine->throttled == THROTTLED_YES);
  }
  json_end_object(writer);
}
