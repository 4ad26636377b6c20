#include "kernel_arguments.h"

// Functions of a C file, although they are small: inline ones would bring unwind tables for all code of the Swift
// modules that use them.

int hck_convolution_is_inside(const hck_convolution *a) {
  return a->padding_top == 0 && a->padding_left == 0 &&
         (a->output_height - 1) * a->stride_height + (a->kernel_height - 1) * a->dilation_height < a->input_height &&
         (a->output_width - 1) * a->stride_width + (a->kernel_width - 1) * a->dilation_width < a->input_width;
}

int hck_convolution_is_direct(const hck_convolution *a) {
  ptrdiff_t width = a->output_width, overhang = (8 - width % 8) % 8;
  int is_channelwise = a->groups == a->input_channels;
  if (a->stride_width != 1 || width < 12 || overhang > width / 3 || a->output_channels / a->groups < 4) return 0;
  if (hck_convolution_is_inside(a)) {
    return is_channelwise || a->kernel_height > 1 || a->kernel_width > 1 || a->output_height != a->input_height ||
           width != a->input_width;
  }
  return !is_channelwise && (width + (a->kernel_width - 1) * a->dilation_width + 47) / 48 <= a->kernel_width;
}
