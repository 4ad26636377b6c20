#include "utf8.h"

#include <stdbool.h>

/* Bytes of a character by its first one; 0 for a byte that begins none. */
static size_t expected_size(uint8_t first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return 2;
  if (first >= 0xE0 && first <= 0xEF) return 3;
  if (first >= 0xF0 && first <= 0xF4) return 4;
  return 0;
}

/* The second byte has a narrower range behind some first ones: no overlong forms, no surrogates,
 * nothing beyond U+10FFFF. */
static bool may_be_second(uint8_t first, uint8_t second) {
  uint8_t low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  uint8_t high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  return second >= low && second <= high;
}

/* How many of the bytes are the beginning of a character. */
static size_t good_bytes(const char *bytes, size_t count, size_t expected) {
  if (count > expected) count = expected;
  size_t good = 1;
  while (good < count) {
    uint8_t byte = (uint8_t)bytes[good];
    bool continues = good == 1 ? may_be_second((uint8_t)bytes[0], byte) : (byte & 0xC0) == 0x80;
    if (!continues) break;
    good++;
  }
  return good;
}

size_t utf8_size(const char *bytes, size_t count) {
  size_t expected = expected_size((uint8_t)bytes[0]);
  return expected > 0 && good_bytes(bytes, count, expected) == expected ? expected : 0;
}

size_t utf8_broken_size(const char *bytes, size_t count) {
  size_t expected = expected_size((uint8_t)bytes[0]);
  return expected == 0 ? 1 : good_bytes(bytes, count, expected);
}

size_t utf8_encode(uint32_t scalar, char bytes[4]) {
  static const uint8_t marks[] = {0, 0xC0, 0xE0, 0xF0};
  size_t size = scalar < 0x80 ? 1 : scalar < 0x800 ? 2 : scalar < 0x10000 ? 3 : 4;
  for (size_t i = size - 1; i > 0; i--) {
    bytes[i] = (char)(0x80 | (scalar & 0x3F));
    scalar >>= 6;
  }
  bytes[0] = (char)(marks[size - 1] | scalar);
  return size;
}
