/* Numbers as people read them: grouped digits, decimal units, three significant digits. */
#ifndef FORMAT_NUMBER_H
#define FORMAT_NUMBER_H

#include <stdint.h>

/* Returned by value: `format_bytes(n).text` lives until the end of the statement. */
struct figure {
  char text[48];
};

struct figure format_count(int64_t value);               /* 1234567 -> 1,234,567 */
struct figure format_bytes(int64_t value);               /* 1508902 -> 1.51 MB, in powers of 1000 */
struct figure format_magnitude(double value);            /* 371712 -> 372 k, in powers of 1000 */
struct figure format_duration(double nanoseconds);       /* 1234 -> 1.23 µs */
struct figure format_percent(double fraction);           /* 0.98742 -> 98.74 % */
struct figure format_scientific(double value);           /* 0.0000012 -> 1.2e-06; zero is 0 */
struct figure format_fixed(double value, int decimals);  /* a given number of decimals */

/* The shortest text that gives the same number again, as `0.1` or `1e-05`. The number is finite. */
struct figure format_exact(double value);

#endif
