#ifndef HANDCAR_KERNEL_ARGUMENTS_H
#define HANDCAR_KERNEL_ARGUMENTS_H

// Arguments of the compute kernels: one structure per kernel family, filled by the executor from a
// verified operation record and passed by pointer. C structures, so that a kernel may be written in
// Swift or in C and both fit the same dispatch table.
//
// Contract of every kernel: sizes are verified by the caller; input and output do not overlap except
// where a comment allows it; not one byte outside the declared ranges is read or written; no pointer
// needs more than element alignment; matrix operands in panel layout start on a 64-byte boundary.

#include <stddef.h>
#include <stdint.h>

// The numbers of the file format that kernels look at. They are repeated here, and compared with the
// format's enumerations in a test, because a kernel module must not call into another Swift module:
// Embedded Swift would emit the callee again with the kernel module's CPU flags. Macros, because the type of
// an enumeration depends on the target.
#define HCK_ACTIVATION_NONE 0u
#define HCK_ACTIVATION_RELU 1u
#define HCK_ACTIVATION_LEAKY_RELU 2u
#define HCK_ACTIVATION_CLIP 3u
#define HCK_ACTIVATION_SIGMOID 4u
#define HCK_ACTIVATION_TANH 5u
#define HCK_LAYOUT_ROW_MAJOR 0u
#define HCK_LAYOUT_PANELS 1u
#define HCK_BIAS_NONE 0u
#define HCK_BIAS_PER_ROW 1u
#define HCK_BIAS_FULL 2u
#define HCK_POOL_MAXIMUM 0u
#define HCK_POOL_AVERAGE 1u
#define HCK_POOL_AVERAGE_INCLUDING_PADDING 2u
#define HCK_BINARY_ADD 0u
#define HCK_BINARY_SUBTRACT 1u
#define HCK_BINARY_MULTIPLY 2u
#define HCK_BINARY_DIVIDE 3u
#define HCK_PAD_CONSTANT 0u
#define HCK_PAD_REFLECT 1u
#define HCK_PAD_EDGE 2u
#define HCK_PAD_WRAP 3u
#define HCK_TYPE_FLOAT32 1u
#define HCK_TYPE_UINT8 2u
#define HCK_TYPE_INT8 3u
#define HCK_TYPE_UINT16 4u
#define HCK_TYPE_INT16 5u
#define HCK_TYPE_INT32 6u
#define HCK_TYPE_INT64 7u
#define HCK_TYPE_UINT32 12u
#define HCK_TYPE_UINT64 13u
#define HCK_PANEL_WIDTH 16  // Limits.panelWidth
#define HCK_CONVOLUTION_COLUMNS 48  // ConvolutionAttributes.scratchColumns

/// Which function follows the sum. Values are those of the file format (`ActivationKind`).
typedef struct {
  uint32_t kind;
  float alpha;  // leaky slope, or lower bound of a clip
  float beta;   // upper bound of a clip
} hck_activation;

/// A batched product, the one form of every linear layer and every tensor-train stage:
/// output[p] (R×Q) = activation(matrix (R×K) · input[p] (K×Q) + bias), p = 0…P−1.
typedef struct {
  ptrdiff_t P, K, R, Q;
  ptrdiff_t output_rows;  // rows of output[p] and of a full bias: R, or more when only some of them are computed
  // Columns of input[p], output[p] and a full bias: Q, or more when only some of them, two at least, are computed.
  ptrdiff_t row_stride;
  const float *input;   // [P][K][row_stride]
  const float *matrix;  // layout row-major [R][K], or panels [ceil(R/16)][K][16], zero-padded
  const float *bias;    // by bias_mode: null, [R], or [bias_period][output_rows][row_stride] indexed by p % bias_period
  float *output;        // [P][output_rows][row_stride]
  uint32_t layout;      // MatrixLayout
  uint32_t bias_mode;   // BiasMode
  ptrdiff_t bias_period;
  hck_activation activation;
} hck_contraction;

/// A grouped 2-D convolution over NCHW tensors (a 1-D one has height 1).
typedef struct {
  ptrdiff_t batch;
  ptrdiff_t input_channels, input_height, input_width;
  ptrdiff_t output_channels, output_height, output_width;
  ptrdiff_t kernel_height, kernel_width;
  ptrdiff_t stride_height, stride_width;
  ptrdiff_t dilation_height, dilation_width;
  ptrdiff_t padding_top, padding_left;
  ptrdiff_t groups;
  // The outputs of each plane to compute, counted row by row: first…end − 1. All of them, where groups is
  // input_channels.
  ptrdiff_t first_position, end_position;
  const float *input;    // [batch][input_channels][input_height][input_width]
  const float *weights;  // [output_channels][input_channels / groups][kernel_height][kernel_width]
  const float *bias;     // [output_channels] or null
  float *output;         // [batch][output_channels][output_height][output_width]
  float *scratch;        // ConvolutionAttributes.scratchByteCount bytes
  hck_activation activation;
} hck_convolution;

/// Whether no window reaches outside the input.
int hck_convolution_is_inside(const hck_convolution *a);

/// Whether a convolution reads its input row by row and is not unrolled: windows that move one by one, rows of outputs
/// that fill two or more vectors of 8 to three quarters, tiles of four output channels, and, where zeros must surround
/// the input, scratch memory that holds the lines of a row. A 1×1 kernel over the input's own positions is a plain
/// matrix product. The portable kernels unroll all the same.
int hck_convolution_is_direct(const hck_convolution *a);

/// Pooling over up to three spatial axes (leading axes of size 1 when there are fewer).
typedef struct {
  uint32_t kind;          // PoolKind
  uint32_t element_type;  // ElementType; averages are float32 only
  ptrdiff_t planes;       // batch × channels
  ptrdiff_t input[3], output[3], kernel[3], stride[3], dilation[3], padding_before[3],
      padding_after[3];
  const void *source;     // [planes][input…]
  void *destination;      // [planes][output…]
  int64_t *indices;       // null, or [planes][output…]: where each maximum was found, counted over the whole tensor
  uint32_t column_major_indices;
} hck_pool;

/// An elementwise operation of two tensors with broadcasting (a stride of 0 repeats an axis).
/// The output may be the same memory as an input whose strides are those of the output.
typedef struct {
  uint32_t operation;     // BinaryKind
  uint32_t element_type;  // ElementType
  ptrdiff_t rank;         // 0…8
  ptrdiff_t sizes[8], left_strides[8], right_strides[8];  // in elements
  const void *left, *right;
  void *output;           // dense, row-major
  hck_activation activation;
} hck_binary;

/// An elementwise function of one tensor. The output may be the input's memory.
typedef struct {
  uint32_t element_type;  // float32; integer types for clip and relu only
  ptrdiff_t count;
  const void *input;
  void *output;
  hck_activation activation;
  int64_t integer_low, integer_high;  // bounds of an integer clip
} hck_activate;

/// Softmax over the middle axis of [outer][length][inner]. The output may be the input's memory.
typedef struct {
  ptrdiff_t outer, length, inner;
  const float *input;
  float *output;
} hck_softmax;

/// Mean over the middle axis of [outer][length][inner].
typedef struct {
  ptrdiff_t outer, length, inner;
  const float *input;
  float *output;
} hck_reduce_mean;

/// output[index] = input[Σ index[a] · strides[a]]: a transposition, or any strided copy.
typedef struct {
  ptrdiff_t element_size;  // 1, 2, 4 or 8 bytes
  ptrdiff_t rank;          // 0…8
  ptrdiff_t sizes[8], strides[8];  // of the output; of the input, in elements
  const void *input;
  void *output;
} hck_permute;

/// A copy of `outer` runs: destination + i · destination_stride ← source + i · source_stride (bytes).
typedef struct {
  ptrdiff_t outer, run, source_stride, destination_stride;
  const void *source;
  void *destination;
} hck_copy;

/// Padding (or, where negative, cropping) of up to eight axes.
typedef struct {
  uint32_t mode;           // PadMode
  ptrdiff_t element_size;
  ptrdiff_t rank;
  ptrdiff_t input_sizes[8], output_sizes[8], before[8];
  uint64_t value;          // the constant's bits, in the low element_size bytes
  const void *input;
  void *output;
} hck_pad;

/// Batched product of two run-time matrices: output[b] (M×N) = left[b] (M×K) · right[b] (K×N).
typedef struct {
  ptrdiff_t M, N, K;
  ptrdiff_t rank;          // 0…6 batch axes
  ptrdiff_t sizes[6], left_strides[6], right_strides[6];  // in matrices; 0 repeats
  const float *left, *right;
  float *output;
  hck_activation activation;
} hck_matrix_product;

/// Batch normalization whose statistics are run-time tensors:
/// output = (input − mean) / sqrt(variance + epsilon) · scale + bias over [outer][channels][inner].
typedef struct {
  ptrdiff_t outer, channels, inner;
  float epsilon;
  const float *input, *scale, *bias, *mean, *variance;  // [channels] each but the input
  float *output;
  hck_activation activation;
} hck_normalize;

#endif
