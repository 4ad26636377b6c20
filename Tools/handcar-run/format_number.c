#include "format_number.h"

#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct figure format_count(int64_t value) {
  char digits[24];
  struct figure figure;
  int count = snprintf(digits, sizeof digits, "%" PRIu64,
                       value < 0 ? -(uint64_t)value : (uint64_t)value);
  char *end = figure.text;
  if (value < 0) *end++ = '-';
  for (int i = 0; i < count; i++) {
    if (i > 0 && (count - i) % 3 == 0) *end++ = ',';
    *end++ = digits[i];
  }
  *end = 0;
  return figure;
}

struct figure format_fixed(double value, int decimals) {
  struct figure figure;
  snprintf(figure.text, sizeof figure.text, "%.*f", decimals, value);
  return figure;
}

/* Three significant digits without an exponent. */
static struct figure significant(double value) {
  double size = value < 0 ? -value : value;
  return format_fixed(value, size < 9.995 ? 2 : size < 99.95 ? 1 : 0);
}

static struct figure scaled(double value, const char *const units[], size_t count) {
  struct figure figure;
  size_t unit = 0;
  if (!isfinite(value)) return format_fixed(value, 0);
  /* 999.5 would round to four digits. */
  while ((value >= 999.5 || value <= -999.5) && unit + 1 < count) {
    value /= 1000;
    unit++;
  }
  snprintf(figure.text, sizeof figure.text, units[unit][0] ? "%.36s %s" : "%.36s%s",
           significant(value).text, units[unit]);
  return figure;
}

struct figure format_bytes(int64_t value) {
  static const char *const units[] = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
  struct figure figure;
  if (value >= 1000) return scaled((double)value, units, sizeof units / sizeof *units);
  snprintf(figure.text, sizeof figure.text, "%" PRId64 " B", value);
  return figure;
}

struct figure format_magnitude(double value) {
  static const char *const units[] = {"", "k", "M", "G", "T", "P", "E"};
  if (value > -1000 && value < 1000 && value == (double)(int)value) return format_fixed(value, 0);
  return scaled(value, units, sizeof units / sizeof *units);
}

struct figure format_duration(double nanoseconds) {
  static const char *const units[] = {"ns", "µs", "ms", "s"};
  struct figure figure;
  if (!(nanoseconds >= 60e9)) return scaled(nanoseconds, units, sizeof units / sizeof *units);
  int64_t seconds = nanoseconds < 9e18 ? (int64_t)(nanoseconds / 1e9) : INT64_MAX / 1000000000;
  int64_t minutes = seconds / 60;
  if (minutes < 60) {
    snprintf(figure.text, sizeof figure.text, "%" PRId64 " min %" PRId64 " s", minutes,
             seconds % 60);
  } else {
    snprintf(figure.text, sizeof figure.text, "%" PRId64 " h %" PRId64 " min", minutes / 60,
             minutes % 60);
  }
  return figure;
}

struct figure format_percent(double fraction) {
  struct figure figure;
  snprintf(figure.text, sizeof figure.text, "%.40s %%", format_fixed(fraction * 100, 2).text);
  return figure;
}

struct figure format_scientific(double value) {
  struct figure figure = {"0"};
  if (value != 0) snprintf(figure.text, sizeof figure.text, "%.1e", value);
  return figure;
}

/* The digits of a scientific notation `d.ddde±xx`, written out with the point where it belongs. */
static struct figure written_out(const char *scientific, int exponent) {
  struct figure figure;
  char digits[DBL_DECIMAL_DIG + 1];
  int count = 0;
  const char *rest = scientific;
  char *end = figure.text;
  if (*rest == '-') *end++ = *rest++;
  for (; *rest != 'e'; rest++) {
    if (*rest != '.') digits[count++] = *rest;
  }
  if (exponent < 0) {
    *end++ = '0';
    *end++ = '.';
    for (int i = -1; i > exponent; i--) *end++ = '0';
    for (int i = 0; i < count; i++) *end++ = digits[i];
  } else {
    for (int i = 0; i < count || i <= exponent + 1; i++) {
      if (i == exponent + 1) *end++ = '.';
      *end++ = i < count ? digits[i] : '0';
    }
  }
  *end = 0;
  return figure;
}

struct figure format_exact(double value) {
  struct figure figure;
  for (int precision = 0; precision < DBL_DECIMAL_DIG; precision++) {
    snprintf(figure.text, sizeof figure.text, "%.*e", precision, value);
    if (strtod(figure.text, NULL) == value) break;
  }
  int exponent = atoi(strchr(figure.text, 'e') + 1);
  /* Beyond 2^53 not every digit written out would mean something. */
  bool is_long = (value != 0 && exponent < -4) || value > 0x1p53 || value < -0x1p53;
  return is_long ? figure : written_out(figure.text, exponent);
}
