/* Writes a model of one linear layer, y = A x + b with 4 inputs and 4 outputs, byte by byte as the format's
 * reference page describes it, opens it from memory and compares a run with the same sum in C.
 *
 *     smallest_model [FILE.hcar]      also saves the model
 */
#include <handcar.h>
#include <stdio.h>
#include <string.h>

/* Where the sections lie, and where the head ends: behind the record of the test vector. */
enum {
  INPUTS = 320,
  OUTPUTS = 384,
  PROGRAM = 448,
  LAYERS = 768,
  NAMES = 832,
  VECTORS = 896,
  HEAD = VECTORS + 32,
  PARAMETERS = 1088,
  SIZE = 1168
};

/* Room to start the model, and the arena, on a multiple of HC_ALIGNMENT. */
static uint8_t file_room[SIZE + HC_ALIGNMENT];
static uint8_t arena_room[1024 + HC_ALIGNMENT];
static uint8_t *file;

static uint8_t *aligned(uint8_t *room) {
  return room + (HC_ALIGNMENT - (uintptr_t)room % HC_ALIGNMENT) % HC_ALIGNMENT;
}

static void put(size_t offset, uint64_t value, int size) {
  for (int i = 0; i < size; i++) file[offset + i] = (uint8_t)(value >> 8 * i);
}

static void put_float(size_t offset, float value) {
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  put(offset, bits, 4);
}

static void put_section(int index, uint32_t kind, size_t offset, size_t size, uint32_t count, uint32_t record) {
  size_t entry = 64 + 32 * (size_t)index;
  put(entry, kind, 4);
  put(entry + 4, 1, 4);
  put(entry + 8, offset, 8);
  put(entry + 16, size, 8);
  put(entry + 24, count, 4);
  put(entry + 28, record, 4);
}

static void put_tensor(size_t offset, uint32_t name, uint32_t name_size, uint64_t place) {
  put(offset, name, 4);
  put(offset + 4, name_size, 4);
  put(offset + 8, HC_FLOAT32, 1);
  put(offset + 9, 2, 1);
  put(offset + 16, 1, 4);
  put(offset + 20, 4, 4);
  put(offset + 48, place, 8);
  put(offset + 56, 16, 8);
}

static void put_operand(int index, uint32_t space, uint64_t offset, uint64_t size) {
  size_t operand = PROGRAM + 32 + 24 * (size_t)index;
  put(operand, space, 4);
  put(operand + 8, offset, 8);
  put(operand + 16, size, 8);
}

static uint32_t crc32c(const uint8_t *bytes, size_t size) {
  uint32_t state = 0xFFFFFFFF;
  for (size_t i = 0; i < size; i++) {
    state ^= bytes[i];
    for (int bit = 0; bit < 8; bit++) state = state >> 1 ^ (state & 1 ? 0x82F63B78 : 0);
  }
  return ~state;
}

static float matrix(int row, int column) { return (float)(row - column) / 2; }
static float bias(int row) { return (float)row; }
static float input(int index) { return (float)(index + 1); }

static float expected(int row) {
  float sum = bias(row);
  for (int k = 0; k < 4; k++) sum += matrix(row, k) * input(k);
  return sum;
}

static void write_header(void) {
  memcpy(file, "HCAR\r\n\x1A\n", 8);
  put(10, 2, 2);
  put(12, 64, 4);
  put(16, SIZE, 8);
  put(28, 7, 4);
  put(32, 128, 8);
  put(40, 0x01020304, 4);
  put(48, HEAD, 8);
  put_section(0, 1, INPUTS, 64, 1, 64);
  put_section(1, 2, OUTPUTS, 64, 1, 64);
  put_section(2, 3, PROGRAM, 320, 1, 320);
  put_section(3, 4, LAYERS, 64, 1, 64);
  put_section(4, 6, NAMES, 16, 0, 0);
  put_section(5, 7, VECTORS, 192, 1, 32);
  put_section(6, 5, PARAMETERS, 80, 0, 0);
}

static void write_layer(void) {
  memcpy(file + NAMES, "x\0y\0fc\0linear\0\0", 15); /* x 0, y 2, fc 4, linear 7, empty 14 */
  put(LAYERS, 4, 4);
  put(LAYERS + 4, 2, 4);
  put(LAYERS + 8, 7, 4);
  put(LAYERS + 12, 6, 4);
  put(LAYERS + 16, 14, 4);
  put(LAYERS + 28, 1, 4);
  put(LAYERS + 32, 16, 8);
  put(LAYERS + 40, 20, 8);
  put(LAYERS + 48, 80, 8);
}

static void write_operation(void) {
  put(PROGRAM, 1, 2); /* contraction */
  put(PROGRAM + 2, HC_FLOAT32, 1);
  put_operand(0, 1, 0, 16); /* input: arena */
  put_operand(1, 2, 0, 64); /* matrix and bias: parameters */
  put_operand(2, 2, 64, 16);
  put_operand(5, 1, 64, 16);  /* output: arena */
  put(PROGRAM + 176, 1, 4); /* P, K, R, Q */
  put(PROGRAM + 180, 4, 4);
  put(PROGRAM + 184, 4, 4);
  put(PROGRAM + 188, 1, 4);
  put(PROGRAM + 196, 1, 4); /* bias per row */
}

static void write_model(void) {
  write_header();
  put_tensor(INPUTS, 0, 1, 0);
  put_tensor(OUTPUTS, 2, 1, 64);
  write_layer();
  write_operation();
  for (size_t row = 0; row < 4; row++) {
    for (size_t column = 0; column < 4; column++) {
      put_float(PARAMETERS + 16 * row + 4 * column, matrix((int)row, (int)column));
    }
    put_float(PARAMETERS + 64 + 4 * row, bias((int)row));
  }
  put(VECTORS, 64, 8);
  put(VECTORS + 8, 80, 8);
  put_float(VECTORS + 16, 1e-6F);
  for (size_t i = 0; i < 4; i++) {
    put_float(VECTORS + 64 + 4 * i, input((int)i));
    put_float(VECTORS + 128 + 4 * i, expected((int)i));
  }
  /* Each with both fields still zero, or its own. */
  put(44, crc32c(file, HEAD), 4);
  put(24, crc32c(file, SIZE), 4);
}

static int fail(const char *what, hc_status status) {
  fprintf(stderr, "smallest_model: %s: %s\n", what, hc_status_string(status));
  return 1;
}

int main(int count, char **arguments) {
  static hc_model model;
  static hc_session session;
  uint8_t *arena = aligned(arena_room);
  void *x;
  const void *y;
  hc_status status;

  file = aligned(file_room);
  write_model();
  if (count > 1) {
    FILE *saved = fopen(arguments[1], "wb");
    if (saved == NULL || fwrite(file, 1, SIZE, saved) != SIZE || fclose(saved) != 0) {
      fprintf(stderr, "smallest_model: cannot write %s\n", arguments[1]);
      return 1;
    }
  }

  if ((status = hc_model_open_memory(file, SIZE, &model)) != HC_OK) return fail("open", status);
  if ((status = hc_model_check(&model)) != HC_OK) return fail("check", status);
  size_t size = hc_model_arena_size(&model);
  if (hc_session_init(&session, &model, arena, size - 1, NULL) != HC_ERROR_ARENA_TOO_SMALL) {
    return fail("one byte less than the arena's size", HC_ERROR_TEST_FAILED);
  }
  if ((status = hc_session_init(&session, &model, arena, size, NULL)) != HC_OK) return fail("init", status);
  hc_session_input(&session, 0, &x);
  for (int i = 0; i < 4; i++) ((float *)x)[i] = input(i);
  if ((status = hc_session_run(&session)) != HC_OK) return fail("run", status);
  hc_session_output(&session, 0, &y);
  for (int row = 0; row < 4; row++) {
    if (((const float *)y)[row] != expected(row)) return fail("compare", HC_ERROR_TEST_FAILED);
  }
  hc_session_end(&session);
  file[PARAMETERS] ^= 1;
  if (hc_model_check(&model) != HC_ERROR_CHECKSUM) return fail("a damaged parameter", HC_ERROR_TEST_FAILED);
  hc_model_close(&model);
  if (hc_model_open_memory(file, SIZE, &model) != HC_OK) return fail("open with it", HC_ERROR_TEST_FAILED);
  hc_model_close(&model);
  file[NAMES] ^= 1;
  if (hc_model_open_memory(file, SIZE, &model) != HC_ERROR_CHECKSUM) return fail("a bad name", HC_ERROR_TEST_FAILED);
  puts("smallest_model: written by hand, verified, run and correct");
  return 0;
}
