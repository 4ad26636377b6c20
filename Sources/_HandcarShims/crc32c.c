#include <string.h>

#include "cpu_features.h"
#include "platform.h"

// Inside, a checksum is the raw register: hcos_crc32c complements it on the way in and out. The polynomial is
// 0x82F63B78, bit 31 being x^0.

// Table s maps a byte to its remainder after s more bytes. The map is linear, so each table follows from
// the remainders of the eight single bits.
#define BIT(n, i, remainder) (((n) >> (i) & 1) ? (remainder) : 0u)
#define ENTRY(n, a, b, c, d, e, f, g, h)                                              \
  (BIT(n, 0, a) ^ BIT(n, 1, b) ^ BIT(n, 2, c) ^ BIT(n, 3, d) ^ BIT(n, 4, e) ^ BIT(n, 5, f) ^ \
   BIT(n, 6, g) ^ BIT(n, 7, h))
#define FOUR(n, ...) \
  ENTRY(n, __VA_ARGS__), ENTRY(n + 1, __VA_ARGS__), ENTRY(n + 2, __VA_ARGS__), ENTRY(n + 3, __VA_ARGS__)
#define SIXTEEN(n, ...) \
  FOUR(n, __VA_ARGS__), FOUR(n + 4, __VA_ARGS__), FOUR(n + 8, __VA_ARGS__), FOUR(n + 12, __VA_ARGS__)
#define SIXTY_FOUR(n, ...)                                                              \
  SIXTEEN(n, __VA_ARGS__), SIXTEEN(n + 16, __VA_ARGS__), SIXTEEN(n + 32, __VA_ARGS__), \
      SIXTEEN(n + 48, __VA_ARGS__)
#define SLICE(...)                                                                   \
  {SIXTY_FOUR(0, __VA_ARGS__), SIXTY_FOUR(64, __VA_ARGS__), SIXTY_FOUR(128, __VA_ARGS__), \
   SIXTY_FOUR(192, __VA_ARGS__)}

// How many tables: one where the CPU as a rule has an instruction, so that tables serve the last few bytes; four
// where it never has. Eight would be faster there, for 4 KB more.
#if defined(__x86_64__) || defined(__aarch64__)
#define SLICES 1
#else
#define SLICES 4
#endif

static const uint32_t slices[SLICES][256] = {
    SLICE(0xF26B8303, 0xE13B70F7, 0xC79A971F, 0x8AD958CF,
          0x105EC76F, 0x20BD8EDE, 0x417B1DBC, 0x82F63B78),
#if SLICES == 4
    SLICE(0x13A29877, 0x274530EE, 0x4E8A61DC, 0x9D14C3B8,
          0x3FC5F181, 0x7F8BE302, 0xFF17C604, 0xFBC3FAF9),
    SLICE(0xA541927E, 0x4F6F520D, 0x9EDEA41A, 0x38513EC5,
          0x70A27D8A, 0xE144FB14, 0xC76580D9, 0x8B277743),
    SLICE(0xDD45AAB8, 0xBF672381, 0x7B2231F3, 0xF64463E6,
          0xE964B13D, 0xD725148B, 0xABA65FE7, 0x52A0C93F),
#endif
};

// As many bytes at a time as there are tables (Kounavis and Berry, "A Systematic Approach to Building High
// Performance, Software-based, CRC Generators", 2005).
static uint32_t advance_portable(uint32_t state, const uint8_t *bytes, size_t size) {
#if SLICES == 4
  for (; size >= 4; bytes += 4, size -= 4) {
    uint32_t word;
    memcpy(&word, bytes, sizeof word);
    word ^= state;
    state = slices[3][word & 0xFF] ^ slices[2][word >> 8 & 0xFF] ^ slices[1][word >> 16 & 0xFF] ^
            slices[0][word >> 24];
  }
#endif
  for (; size > 0; bytes++, size--) state = state >> 8 ^ slices[0][(state ^ *bytes) & 0xFF];
  return state;
}

uint32_t hcos_crc32c_portable(uint32_t checksum, const void *bytes, size_t size) {
  return ~advance_portable(~checksum, bytes, size);
}

#if defined(__x86_64__) || defined(__aarch64__)

static uint64_t load64(const uint8_t *bytes) {
  uint64_t word;
  memcpy(&word, bytes, sizeof word);
  return word;
}

#if defined(__x86_64__)
#define WITH_CRC __attribute__((target("sse4.2")))
WITH_CRC static inline uint32_t step64(uint32_t state, uint64_t word) {
  return (uint32_t)__builtin_ia32_crc32di(state, word);
}
#else
#define WITH_CRC
static inline uint32_t step64(uint32_t state, uint64_t word) {
  __asm__(".arch_extension crc\n\tcrc32cx %w0, %w0, %x1" : "+r"(state) : "r"(word));
  return state;
}
#endif

// The product of two polynomials, times x; bit 63 of it is x^0.
static uint64_t multiply(uint32_t a, uint32_t b) {
  uint64_t product = 0;
  for (; b != 0; b &= b - 1) product ^= (uint64_t)a << __builtin_ctz(b);
  return product;
}

// Lengths of runs are the smallest times a power of two; the entry of each is x^(8 · length - 33) modulo the
// polynomial, the last one for the sum of two of the longest runs.
enum { smallest_run = 256, run_lengths = 9 };
static const uint32_t powers[run_lengths + 1] = {0xB9E02B86, 0xDD7E3B0C, 0x170076FA, 0xA51B6135, 0x82F89C77,
                                                 0x54A86326, 0x1DC403CC, 0x5AE703AB, 0xC5013A36, 0xAC2AC6DD};

// The instruction takes one word each cycle but answers after three: three runs at a time hide that. To join them, a
// remainder is moved over the bytes that follow it by a product, which the instruction reduces: it multiplies a word by
// x^32, and `multiply` gives one x (Gopal et al., "Fast CRC Computation for iSCSI Polynomial Using CRC32 Instruction",
// 2011).
WITH_CRC static uint32_t advance_with_instruction(uint32_t state, const uint8_t *bytes, size_t size) {
  for (int i = run_lengths - 1; i >= 0; i--) {
    size_t run = (size_t)smallest_run << i;
    for (; size >= 3 * run; bytes += 3 * run, size -= 3 * run) {
      uint32_t second = 0, third = 0;
      for (size_t j = 0; j < run; j += 8) {
        state = step64(state, load64(bytes + j));
        second = step64(second, load64(bytes + run + j));
        third = step64(third, load64(bytes + 2 * run + j));
      }
      state = step64(0, multiply(state, powers[i + 1]) ^ multiply(second, powers[i])) ^ third;
    }
  }
  for (; size >= 8; bytes += 8, size -= 8) state = step64(state, load64(bytes));
  return advance_portable(state, bytes, size);
}

uint32_t hcos_crc32c(uint32_t checksum, const void *bytes, size_t size) {
  if (size < 64 || !hcs_has_crc32c()) return hcos_crc32c_portable(checksum, bytes, size);
  return ~advance_with_instruction(~checksum, bytes, size);
}

#else

uint32_t hcos_crc32c(uint32_t checksum, const void *bytes, size_t size) {
  return hcos_crc32c_portable(checksum, bytes, size);
}

#endif
