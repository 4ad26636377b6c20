/* Telling valid UTF-8 (Unicode 15, table 3-7) from other bytes. */
#ifndef UTF8_H
#define UTF8_H

#include <stddef.h>
#include <stdint.h>

/* Bytes of the valid character at `bytes`, of which there are `count` > 0; 0 if there is none. */
size_t utf8_size(const char *bytes, size_t count);

/* Where there is none: bytes that one replacement character stands for, the longest beginning of
 * some valid character, at least 1. */
size_t utf8_broken_size(const char *bytes, size_t count);

/* Writes a scalar value, not a surrogate, and returns its 1 to 4 bytes. */
size_t utf8_encode(uint32_t scalar, char bytes[4]);

#endif
