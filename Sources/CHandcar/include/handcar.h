/* handcar.h: run tensor-train factorized neural networks on small boards.
 *
 * The library allocates no memory, prints nothing and never aborts. A model is immutable and may be shared by
 * threads; a session belongs to one thread at a time. Bytes of a model file are treated as hostile: whatever could lead
 * a run out of its memory is verified once, when the model is opened. Pointers and sizes given by the caller are
 * trusted.
 *
 *     hc_model model;
 *     hc_session session;
 *     void *input;
 *     const void *output;
 *     if (hc_model_open_file("digits.hcar", &model) != HC_OK) return 1;
 *     // Finds damaged parameters, but reads the whole file: after a copy, or where the storage is not trusted.
 *     if (hc_model_check(&model) != HC_OK) return 1;
 *     size_t size = hc_model_arena_size(&model);
 *     void *arena = aligned_alloc(HC_ALIGNMENT, size);
 *     hc_session_init(&session, &model, arena, size, NULL);
 *     hc_session_input(&session, 0, &input);
 *     memcpy(input, pixels, 64 * sizeof(float));
 *     hc_session_run(&session);
 *     hc_session_output(&session, 0, &output);
 *     ...
 *     hc_model_close(&model);
 *     free(arena);
 */
#ifndef HANDCAR_H
#define HANDCAR_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Of this header. A library whose hc_abi_version() differs must not be used with it. */
#define HC_ABI_VERSION 1

/* Of the library that this header came with; hc_version() tells it of the one that is linked. */
#define HC_VERSION "0.1.0"

/* Required alignment, in bytes, of an arena and of the bytes given to hc_model_open_memory. */
#define HC_ALIGNMENT 64

/* Axes of a tensor at most. */
#define HC_MAX_RANK 8

/* Threads of a session at most. */
#define HC_MAX_THREADS 32

/* Grouped by range and never renumbered. hc_status_string gives a sentence for each. */
typedef enum {
  HC_OK = 0,

  /* 1…: the call */
  HC_ERROR_INVALID_ARGUMENT = 1,   /* a required pointer is null, or an option has an impossible value */
  HC_ERROR_INDEX_OUT_OF_RANGE = 2, /* there is no such input, output, layer or test vector */
  HC_ERROR_MISALIGNED = 3,         /* an arena or a model does not start on HC_ALIGNMENT bytes */
  HC_ERROR_ARENA_TOO_SMALL = 4,    /* see hc_session_arena_size */
  HC_ERROR_BUFFER_TOO_SMALL = 5,   /* the needed count has been stored */

  /* 20…: the state */
  HC_ERROR_NOT_OPEN = 20,          /* the model is closed, or the session was not initialised */

  /* 40…: the file */
  HC_ERROR_NOT_A_MODEL = 40,       /* the magic number is missing */
  HC_ERROR_VERSION = 41,           /* made for another major version of the format */
  HC_ERROR_TRUNCATED = 42,         /* shorter, or longer, than it says */
  HC_ERROR_CHECKSUM = 43,          /* damaged */
  HC_ERROR_MALFORMED = 44,         /* a record contradicts the format */
  HC_ERROR_UNSUPPORTED = 45,       /* uses an operation or a layout that this build does not know */

  /* 60…: the platform */
  HC_ERROR_FILE = 60,              /* cannot be opened, read or mapped */
  HC_ERROR_KERNEL_SET = 61,        /* HANDCAR_KERNELS names a set that is unknown, or that this CPU lacks */
  HC_ERROR_THREADS = 62,           /* the system refuses to start the threads */
  HC_ERROR_FILE_NOT_FOUND = 63,    /* there is no file at the path */
  HC_ERROR_FILE_NOT_REGULAR = 64,  /* the path names a folder, a pipe or a device */

  /* 80…: checks */
  HC_ERROR_TEST_FAILED = 80        /* a test vector's outputs differ from the expected ones */
} hc_status;

/* Element types; the values are those of ONNX TensorProto.DataType. */
typedef enum {
  HC_FLOAT32 = 1,
  HC_UINT8 = 2,
  HC_INT8 = 3,
  HC_UINT16 = 4,
  HC_INT16 = 5,
  HC_INT32 = 6,
  HC_INT64 = 7,
  HC_BOOL = 9,
  HC_FLOAT64 = 11,
  HC_UINT32 = 12,
  HC_UINT64 = 13
} hc_element_type;

/* Storage of an open model; the content is private. Do not copy or move it while a session uses it. */
typedef struct hc_model {
  uint64_t opaque[32];
} hc_model;

/* Storage of a session; the content is private. Do not copy or move it. */
typedef struct hc_session {
  uint64_t opaque[160];
} hc_session;

/* An input or an output. Strings belong to the model and live until it is closed. */
typedef struct hc_tensor_info {
  size_t struct_size; /* set to sizeof(hc_tensor_info) before the call */
  const char *name;
  hc_element_type element_type;
  size_t rank;
  size_t dimensions[HC_MAX_RANK]; /* the batch included, where the model has one */
  size_t byte_count;
} hc_tensor_info;

/* A layer, for reports. Strings belong to the model and live until it is closed. */
typedef struct hc_layer_info {
  size_t struct_size; /* set to sizeof(hc_layer_info) before the call */
  const char *name;
  const char *kind;   /* such as "linear", "tt", "convolution" */
  const char *detail; /* such as shapes and ranks; may be empty */
  uint64_t multiply_adds;        /* of one run */
  uint64_t parameter_count;      /* trained numbers */
  uint64_t parameter_byte_count; /* their bytes in the file */
} hc_layer_info;

/* Time spent in one layer since profiling began. */
typedef struct hc_layer_profile {
  uint64_t nanoseconds;
  uint64_t runs;
} hc_layer_profile;

typedef struct hc_options {
  size_t struct_size; /* set to sizeof(hc_options) before the call */
  uint32_t threads;   /* threads that compute, the caller's included: up to HC_MAX_THREADS; 0 means 1 */
  uint32_t profile;   /* 1 measures every layer of every run (two clock readings each) */
} hc_options;

/* Version of the binary interface: HC_ABI_VERSION of the header it was built with. */
uint32_t hc_abi_version(void);

/* Version of the library, such as "0.1.0". */
const char *hc_version(void);

/* A sentence that says what a status means. Never null. */
const char *hc_status_string(hc_status status);

/* Name of the kernel set that a session uses on this CPU: "portable", "avx2", "avx512", "neon". The environment
 * variable HANDCAR_KERNELS overrides the choice; if it names a set that is unknown or that this CPU lacks, the answer is
 * "unavailable", and hc_session_init returns HC_ERROR_KERNEL_SET. */
const char *hc_kernel_set(void);

/* Maps the file at `path` read-only and verifies its size and its head: everything but the parameters and the data of
 * the test vectors. Whatever these are, no run leaves the file and the arena; hc_model_check tells whether they are
 * damaged. hc_model_close unmaps the file; until then it must not be changed or shortened. On an error nothing stays
 * open. Errors: the file and platform ranges. Cost: one pass over the head, some kilobytes, however many parameters
 * there are; the system reads those from the disk when a run first needs them. */
hc_status hc_model_open_file(const char *path, hc_model *model);

/* Verifies a model that lies in memory in the same way and borrows its bytes: they must stay unchanged until
 * hc_model_close. `bytes` must be aligned to HC_ALIGNMENT. */
hc_status hc_model_open_memory(const void *bytes, size_t size, hc_model *model);

/* Compares every byte of an open model, parameters and test vectors included, with the checksum of the file: for a file
 * that was just copied or downloaded, or at each start where the storage is not trusted. Errors: HC_ERROR_CHECKSUM,
 * HC_ERROR_NOT_OPEN, HC_ERROR_INVALID_ARGUMENT. Cost: one pass over all bytes, from the disk where they are not in
 * memory yet. */
hc_status hc_model_check(const hc_model *model);

/* Releases what opening took. Sessions of the model must not be used any more. Closing twice does nothing. */
void hc_model_close(hc_model *model);

/* Counts; 0 for a model that is not open. */
size_t hc_model_input_count(const hc_model *model);
size_t hc_model_output_count(const hc_model *model);
size_t hc_model_layer_count(const hc_model *model);
size_t hc_model_test_vector_count(const hc_model *model);

/* Describes an input, an output or a layer. Fields beyond what this library knows are left as they are. */
hc_status hc_model_input_info(const hc_model *model, size_t index, hc_tensor_info *info);
hc_status hc_model_output_info(const hc_model *model, size_t index, hc_tensor_info *info);
hc_status hc_model_layer_info(const hc_model *model, size_t index, hc_layer_info *info);

/* Where the model came from, as JSON text; "" when the file does not say. Never null for an open model. */
const char *hc_model_provenance(const hc_model *model);

/* Bytes of working memory that a session of one thread of this model needs: exact, a multiple of HC_ALIGNMENT; 0 for
 * a model that is not open. It is the arena that the file states, 64 to 320 bytes for each operation, in which it
 * stands ready to run, and eight bytes for each layer, rounded up. */
size_t hc_model_arena_size(const hc_model *model);

/* The same for a session with `options`, which may be null: each thread beyond the first adds the largest scratch
 * memory of any operation (only convolutions have some). The same on every machine. 0 also for options that
 * hc_session_init refuses, or if the number does not fit. */
size_t hc_session_arena_size(const hc_model *model, const hc_options *options);

/* Prepares a session in `arena`, which the caller owns, keeps alive and frees after the end of the session; until then
 * nobody else may write there but to the inputs. `options` may be null. With several threads it starts all but the
 * caller's, each with a stack of the size that libc gives it; they sleep from some tens of microseconds after a run
 * until the next one, and take no signals. A session of several threads must be ended before its storage is used
 * again. Errors: HC_ERROR_INVALID_ARGUMENT, HC_ERROR_NOT_OPEN, HC_ERROR_ARENA_TOO_SMALL, HC_ERROR_MISALIGNED,
 * HC_ERROR_KERNEL_SET, HC_ERROR_THREADS: after any of them no thread is left. */
hc_status hc_session_init(hc_session *session, const hc_model *model, void *arena, size_t arena_size,
                          const hc_options *options);

/* Stops the threads of a session, if it has any, and waits for them. A session of one thread needs no ending. Ending
 * twice does nothing. */
void hc_session_end(hc_session *session);

/* Address of an input inside the arena, to be filled before each run: a run may overwrite it. */
hc_status hc_session_input(hc_session *session, size_t index, void **data);

/* Address of an output inside the arena, valid after a run and until the next one. */
hc_status hc_session_output(const hc_session *session, size_t index, const void **data);

/* Computes the outputs from the inputs: the same bits for any number of threads. No allocation; no system call with
 * one thread and no profile. Operations too small to be worth several threads are computed by the caller alone. */
hc_status hc_session_run(hc_session *session);

/* Copies the times of the layers into `rows`, and their number into `count`, which holds the capacity before.
 * Requires options.profile. With rows null only the number is stored. */
hc_status hc_session_profile(const hc_session *session, hc_layer_profile *rows, size_t *count);

/* Runs test vector `index` of the file and compares. Overwrites the inputs. `largest_error`, if not null, receives
 * the largest absolute difference. Errors: HC_ERROR_TEST_FAILED. */
hc_status hc_session_self_test(hc_session *session, size_t index, double *largest_error);

#ifdef __cplusplus
}
#endif

#endif
