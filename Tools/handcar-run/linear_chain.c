#include "linear_chain.h"

#include <stdlib.h>
#include <string.h>

#include "failure.h"

/* Of the file format: sizes of records, kinds of sections, and the width of a panel. */
enum { HEADER = 64, SECTION = 32, TENSOR = 64, LAYER = 64, OPERATION = 320, OPERAND = 24 };
enum { INPUTS = 1, OUTPUTS, PROGRAM, LAYERS, PARAMETERS, NAMES, SECTION_KINDS };
enum { ABSENT, ARENA, WEIGHTS };
enum { PANEL = 16, FLOAT32 = 1, CONTRACTION = 1 };

/* The empty text at 0, and the name of the layer behind it. */
static const char names[] = "\0layers";

struct section {
  size_t offset, size, count;
};

/* Where everything lies. */
struct plan {
  uint32_t batch;
  const uint32_t *widths;
  size_t layer_count;
  size_t state_size; /* bytes of the largest state, aligned: there are two in turn */
  struct section sections[SECTION_KINDS];
  size_t file_size;
};

static size_t aligned(size_t size) {
  return (size + HC_ALIGNMENT - 1) / HC_ALIGNMENT * HC_ALIGNMENT;
}

static size_t weight_size(const struct plan *plan, size_t layer) {
  size_t panels = (plan->widths[layer + 1] + PANEL - 1) / PANEL;
  return panels * PANEL * plan->widths[layer] * sizeof(float);
}

static struct plan plan_of(uint32_t batch, const uint32_t widths[], size_t count) {
  struct plan plan = {.batch = batch, .widths = widths, .layer_count = count - 1};
  size_t weights = 0, widest = 0;
  for (size_t i = 0; i < count; i++) {
    if (widths[i] > widest) widest = widths[i];
    if (i < plan.layer_count && weight_size(&plan, i) > weights) weights = weight_size(&plan, i);
  }
  plan.state_size = aligned(batch * widest * sizeof(float));
  struct section *sections = plan.sections;
  sections[INPUTS] = (struct section){.size = TENSOR, .count = 1};
  sections[OUTPUTS] = (struct section){.size = TENSOR, .count = 1};
  sections[PROGRAM] =
      (struct section){.size = OPERATION * plan.layer_count, .count = plan.layer_count};
  sections[LAYERS] = (struct section){.size = LAYER, .count = 1};
  sections[NAMES] = (struct section){.size = sizeof names};
  /* Every layer uses the same weights, or their beginning. */
  sections[PARAMETERS] = (struct section){.size = weights};
  size_t end = HEADER + SECTION * (SECTION_KINDS - 1);
  for (int kind = INPUTS; kind < SECTION_KINDS; kind++) {
    sections[kind].offset = aligned(end);
    end = sections[kind].offset + sections[kind].size;
  }
  plan.file_size = end;
  return plan;
}

static void put(unsigned char *place, uint64_t value, size_t size) {
  for (size_t i = 0; i < size; i++) place[i] = (unsigned char)(value >> 8 * i);
}

/* The state that a layer reads; the next one is what it writes. */
static size_t state_offset(const struct plan *plan, size_t layer) {
  return layer % 2 * plan->state_size;
}

static size_t state_size(const struct plan *plan, size_t layer) {
  return plan->batch * plan->widths[layer] * sizeof(float);
}

static void put_tensor(const struct plan *plan, unsigned char *record, size_t layer) {
  record[8] = FLOAT32;
  record[9] = 2;
  put(record + 16, plan->batch, 4);
  put(record + 20, plan->widths[layer], 4);
  put(record + 48, state_offset(plan, layer), 8);
  put(record + 56, state_size(plan, layer), 8);
}

static void put_operand(unsigned char *operation, size_t place, uint32_t space, size_t offset,
                        size_t size) {
  unsigned char *operand = operation + 32 + OPERAND * place;
  put(operand, space, 4);
  put(operand + 8, offset, 8);
  put(operand + 16, size, 8);
}

static void put_operation(const struct plan *plan, unsigned char *operation, size_t layer) {
  enum { BATCH, DEPTH, ROWS, COLUMNS, LAYOUT };
  unsigned char *attributes = operation + 176;
  put(operation, CONTRACTION, 2);
  operation[2] = FLOAT32;
  put(attributes + 4 * BATCH, plan->batch, 4);
  put(attributes + 4 * DEPTH, plan->widths[layer], 4);
  put(attributes + 4 * ROWS, plan->widths[layer + 1], 4);
  put(attributes + 4 * COLUMNS, 1, 4);
  put(attributes + 4 * LAYOUT, 1, 4);
  put_operand(operation, 0, ARENA, state_offset(plan, layer), state_size(plan, layer));
  put_operand(operation, 1, WEIGHTS, 0, weight_size(plan, layer));
  put_operand(operation, 5, ARENA, state_offset(plan, layer + 1), state_size(plan, layer + 1));
}

/* CRC-32C, a byte at a time. */
static uint32_t checksum(const unsigned char *bytes, size_t count) {
  uint32_t table[256], sum = 0xFFFFFFFF;
  for (uint32_t i = 0; i < 256; i++) {
    table[i] = i;
    for (int bit = 0; bit < 8; bit++) {
      table[i] = table[i] >> 1 ^ (table[i] & 1 ? 0x82F63B78 : 0);
    }
  }
  for (size_t i = 0; i < count; i++) sum = sum >> 8 ^ table[(sum ^ bytes[i]) & 255];
  return ~sum;
}

static void put_header(const struct plan *plan, unsigned char *bytes) {
  static const unsigned char magic[] = {0x48, 0x43, 0x41, 0x52, 0x0D, 0x0A, 0x1A, 0x0A};
  memcpy(bytes, magic, sizeof magic);
  put(bytes + 10, 1, 2); /* version 0.1, which has no head: the whole file is verified */
  put(bytes + 12, HEADER, 4);
  put(bytes + 16, plan->file_size, 8);
  put(bytes + 28, SECTION_KINDS - 1, 4);
  put(bytes + 32, 2 * plan->state_size, 8);
  put(bytes + 40, 0x01020304, 4);
  static const uint32_t record_sizes[SECTION_KINDS] = {
      [INPUTS] = TENSOR, [OUTPUTS] = TENSOR, [PROGRAM] = OPERATION, [LAYERS] = LAYER};
  /* In the order of their offsets, which is that of the kinds. */
  for (int kind = INPUTS; kind < SECTION_KINDS; kind++) {
    unsigned char *entry = bytes + HEADER + SECTION * (kind - INPUTS);
    const struct section *section = &plan->sections[kind];
    put(entry, (uint64_t)kind, 4);
    put(entry + 8, section->offset, 8);
    put(entry + 16, section->size, 8);
    put(entry + 24, section->count, 4);
    put(entry + 28, record_sizes[kind], 4);
  }
}

static void put_model(const struct plan *plan, unsigned char *bytes) {
  const struct section *sections = plan->sections;
  put_header(plan, bytes);
  put_tensor(plan, bytes + sections[INPUTS].offset, 0);
  put_tensor(plan, bytes + sections[OUTPUTS].offset, plan->layer_count);
  for (size_t layer = 0; layer < plan->layer_count; layer++) {
    put_operation(plan, bytes + sections[PROGRAM].offset + OPERATION * layer, layer);
  }
  unsigned char *layer = bytes + sections[LAYERS].offset;
  put(layer, 1, 4);
  put(layer + 4, sizeof names - 2, 4);
  put(layer + 28, plan->layer_count, 4);
  memcpy(bytes + sections[NAMES].offset, names, sizeof names);
  /* Written, not left as zeros: pages that were never written are all one page. */
  float *weights = (float *)(void *)(bytes + sections[PARAMETERS].offset);
  for (size_t i = 0; i < sections[PARAMETERS].size / sizeof *weights; i++) weights[i] = 0.5F;
  put(bytes + 24, checksum(bytes, plan->file_size), 4);
}

void linear_chain_make(struct linear_chain *chain, uint32_t batch, const uint32_t widths[],
                       size_t count) {
  struct plan plan = plan_of(batch, widths, count);
  chain->bytes = aligned_alloc(HC_ALIGNMENT, aligned(plan.file_size));
  if (chain->bytes == NULL) fail(EXIT_REFUSED, "there is not enough memory to measure");
  memset(chain->bytes, 0, plan.sections[PARAMETERS].offset);
  put_model(&plan, chain->bytes);
  chain->file.path = "the model to be measured";
  hc_status status = hc_model_open_memory(chain->bytes, plan.file_size, &chain->file.model);
  if (status != HC_OK) fail(EXIT_REFUSED, "%s: %s", chain->file.path, hc_status_string(status));
}

void linear_chain_free(struct linear_chain *chain) {
  hc_model_close(&chain->file.model);
  free(chain->bytes);
}
