#include "element_type.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "elements are read and written as they lie"
#endif

const struct scalar_type scalar_types[] = {
    [SCALAR_FLOAT16] = {"float16", "f2", 2}, [SCALAR_FLOAT32] = {"float32", "f4", 4},
    [SCALAR_FLOAT64] = {"float64", "f8", 8}, [SCALAR_INT8] = {"int8", "i1", 1},
    [SCALAR_INT16] = {"int16", "i2", 2},     [SCALAR_INT32] = {"int32", "i4", 4},
    [SCALAR_INT64] = {"int64", "i8", 8},     [SCALAR_UINT8] = {"uint8", "u1", 1},
    [SCALAR_UINT16] = {"uint16", "u2", 2},   [SCALAR_UINT32] = {"uint32", "u4", 4},
    [SCALAR_UINT64] = {"uint64", "u8", 8},   [SCALAR_BOOL] = {"bool", "b1", 1},
};

enum scalar scalar_of_tensor(hc_element_type type) {
  switch (type) {
    case HC_FLOAT32: return SCALAR_FLOAT32;
    case HC_UINT8: return SCALAR_UINT8;
    case HC_INT8: return SCALAR_INT8;
    case HC_UINT16: return SCALAR_UINT16;
    case HC_INT16: return SCALAR_INT16;
    case HC_INT32: return SCALAR_INT32;
    case HC_INT64: return SCALAR_INT64;
    case HC_BOOL: return SCALAR_BOOL;
    case HC_FLOAT64: return SCALAR_FLOAT64;
    case HC_UINT32: return SCALAR_UINT32;
    case HC_UINT64: return SCALAR_UINT64;
  }
  return SCALAR_UINT8;
}

bool is_integer_type(hc_element_type type) { return type != HC_FLOAT32 && type != HC_FLOAT64; }

static float widened(uint16_t half) {
  uint32_t sign = (uint32_t)(half & 0x8000) << 16, exponent = half >> 10 & 0x1F;
  uint32_t fraction = half & 0x3FF, bits;
  float number;
  if (exponent == 0) {
    /* Zero or subnormal: a multiple of 2^-24. */
    number = (float)fraction * 0x1p-24f;
    return sign ? -number : number;
  }
  bits = sign | (exponent == 0x1F ? 0xFFu : exponent + 112) << 23 | fraction << 13;
  memcpy(&number, &bits, sizeof number);
  return number;
}

#define READ_AS(type, convert)                            \
  for (size_t i = 0; i < count; i++) {                    \
    type x;                                               \
    memcpy(&x, bytes + i * sizeof x, sizeof x);           \
    numbers[i] = (convert);                               \
  }                                                       \
  break

void read_floats(const void *elements, enum scalar scalar, size_t count, float *numbers) {
  const uint8_t *bytes = elements;
  switch (scalar) {
    case SCALAR_FLOAT16: READ_AS(uint16_t, widened(x));
    case SCALAR_FLOAT32: READ_AS(float, x);
    case SCALAR_FLOAT64: READ_AS(double, (float)x);
    case SCALAR_INT8: READ_AS(int8_t, (float)x);
    case SCALAR_INT16: READ_AS(int16_t, (float)x);
    case SCALAR_INT32: READ_AS(int32_t, (float)x);
    case SCALAR_INT64: READ_AS(int64_t, (float)x);
    case SCALAR_UINT8: READ_AS(uint8_t, (float)x);
    case SCALAR_UINT16: READ_AS(uint16_t, (float)x);
    case SCALAR_UINT32: READ_AS(uint32_t, (float)x);
    case SCALAR_UINT64: READ_AS(uint64_t, (float)x);
    case SCALAR_BOOL: READ_AS(uint8_t, x != 0 ? 1.0f : 0.0f);
  }
}

/* To the nearest whole number, halves away from zero; roundf is in libm. */
static float rounded(float number) {
  if (!(number > -0x1p23f && number < 0x1p23f)) return number; /* whole, or NaN */
  float whole = (float)(int32_t)number, rest = number - whole;
  return rest >= 0.5f ? whole + 1 : rest <= -0.5f ? whole - 1 : whole;
}

/* Every bound is one beyond the type's range, or its first number, so that it is a Float. */
static int64_t limited(float number, float bound, int64_t lowest, int64_t highest) {
  number = rounded(number);
  if (isnan(number)) return 0;
  if (number >= bound) return highest;
  return number < (float)lowest ? lowest : (int64_t)number;
}

static uint64_t limited_unsigned(float number) {
  number = rounded(number);
  if (!(number > 0)) return 0;
  return number >= 0x1p64f ? UINT64_MAX : (uint64_t)number;
}

#define WRITE_AS(type, convert)                           \
  for (size_t i = 0; i < count; i++) {                    \
    float x = numbers[i];                                 \
    type element = (type)(convert);                       \
    memcpy(bytes + i * sizeof element, &element, sizeof element); \
  }                                                       \
  break

void write_floats(const float *numbers, size_t count, enum scalar scalar, void *elements) {
  uint8_t *bytes = elements;
  switch (scalar) {
    case SCALAR_FLOAT16: break;
    case SCALAR_FLOAT32: WRITE_AS(float, x);
    case SCALAR_FLOAT64: WRITE_AS(double, x);
    case SCALAR_INT8: WRITE_AS(int8_t, limited(x, 0x1p7f, INT8_MIN, INT8_MAX));
    case SCALAR_INT16: WRITE_AS(int16_t, limited(x, 0x1p15f, INT16_MIN, INT16_MAX));
    case SCALAR_INT32: WRITE_AS(int32_t, limited(x, 0x1p31f, INT32_MIN, INT32_MAX));
    case SCALAR_INT64: WRITE_AS(int64_t, limited(x, 0x1p63f, INT64_MIN, INT64_MAX));
    case SCALAR_UINT8: WRITE_AS(uint8_t, limited(x, 0x1p8f, 0, UINT8_MAX));
    case SCALAR_UINT16: WRITE_AS(uint16_t, limited(x, 0x1p16f, 0, UINT16_MAX));
    case SCALAR_UINT32: WRITE_AS(uint32_t, limited(x, 0x1p32f, 0, UINT32_MAX));
    case SCALAR_UINT64: WRITE_AS(uint64_t, limited_unsigned(x));
    case SCALAR_BOOL: WRITE_AS(uint8_t, x != 0);
  }
}
