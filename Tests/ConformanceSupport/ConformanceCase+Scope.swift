extension ConformanceCase {
  /// Cases that must pass: those of which we import every operator, and what they need is supported.
  public static let required: Set<String> = Set(
    """
    node/test_add node/test_add_int8 node/test_add_uint32 node/test_add_uint64 node/test_add_uint8
    node/test_averagepool_2d_ceil_last_window_starts_on_pad node/test_averagepool_2d_default
    node/test_averagepool_2d_pads node/test_averagepool_2d_pads_count_include_pad
    node/test_averagepool_2d_precomputed_pads
    node/test_averagepool_2d_precomputed_pads_count_include_pad
    node/test_averagepool_2d_precomputed_same_upper node/test_averagepool_2d_precomputed_strides
    node/test_averagepool_2d_strides
    node/test_averagepool_3d_dilations_large_count_include_pad_is_0_ceil_mode_is_True
    node/test_averagepool_3d_dilations_large_count_include_pad_is_1_ceil_mode_is_False
    node/test_averagepool_3d_dilations_large_count_include_pad_is_1_ceil_mode_is_True
    node/test_averagepool_3d_dilations_small node/test_basic_conv_without_padding
    node/test_batchnorm_example node/test_batchnorm_example_training_mode node/test_clip
    node/test_clip_default_inbounds node/test_clip_default_int8_inbounds
    node/test_clip_default_int8_inbounds_expanded node/test_clip_default_max
    node/test_clip_default_min node/test_clip_example node/test_clip_min_greater_than_max
    node/test_clip_splitbounds node/test_concat_1d_axis_0 node/test_concat_1d_axis_negative_1
    node/test_concat_2d_axis_negative_1 node/test_concat_2d_axis_negative_2
    node/test_concat_3d_axis_0 node/test_concat_3d_axis_negative_1
    node/test_concat_3d_axis_negative_2 node/test_constant_pad node/test_constant_pad_axes
    node/test_constant_pad_negative_axes node/test_div_example node/test_div_int16
    node/test_div_int32_trunc node/test_div_uint16 node/test_div_uint32 node/test_div_uint64
    node/test_div_uint8 node/test_dropout_default node/test_dropout_default_mask
    node/test_dropout_default_old node/test_dropout_random_old node/test_edge_pad
    node/test_flatten_axis0 node/test_flatten_axis1 node/test_flatten_default_axis
    node/test_flatten_negative_axis1 node/test_gemm_default_matrix_bias
    node/test_gemm_default_vector_bias node/test_globalaveragepool node/test_identity
    node/test_leakyrelu node/test_leakyrelu_default node/test_leakyrelu_example
    node/test_matmul_1d_1d node/test_matmul_2d node/test_matmul_3d node/test_matmul_4d_1d
    node/test_matmul_bcast node/test_maxpool_1d_default node/test_maxpool_2d_pads
    node/test_maxpool_2d_precomputed_pads node/test_maxpool_2d_strides node/test_maxpool_2d_uint8
    node/test_maxpool_3d_dilations_use_ref_impl node/test_maxpool_with_argmax_2d_precomputed_pads
    node/test_maxpool_with_argmax_2d_precomputed_strides node/test_mul node/test_mul_int16
    node/test_mul_uint32 node/test_mul_uint64 node/test_mul_uint8
    node/test_reduce_mean_default_axes_keepdims_random
    node/test_reduce_mean_do_not_keepdims_random node/test_reduce_mean_keepdims_random
    node/test_reduce_mean_negative_axes_keepdims_example node/test_reshape_negative_dim
    node/test_reshape_negative_extended_dims node/test_reshape_reduced_dims
    node/test_reshape_reordered_all_dims node/test_shape node/test_shape_clip_end
    node/test_shape_end_1 node/test_shape_end_negative_1 node/test_shape_start_1
    node/test_shape_start_1_end_2 node/test_shape_start_1_end_negative_1 node/test_softmax_axis_1
    node/test_softmax_axis_2 node/test_softmax_negative_axis node/test_squeeze_negative_axes
    node/test_sub_example node/test_sub_uint16 node/test_sub_uint64 node/test_tanh_example
    node/test_transpose_all_permutations_2 node/test_transpose_all_permutations_3
    node/test_transpose_all_permutations_4 node/test_transpose_all_permutations_5
    node/test_transpose_default node/test_unsqueeze_axis_2 node/test_unsqueeze_three_axes
    node/test_unsqueeze_unsorted_axes node/test_wrap_pad pytorch-converted/test_Conv1d_pad1
    pytorch-converted/test_Conv1d_pad1size1 pytorch-converted/test_Conv1d_pad2size1
    pytorch-converted/test_Conv2d pytorch-converted/test_Conv2d_depthwise
    pytorch-converted/test_Conv2d_depthwise_padded pytorch-converted/test_Conv2d_depthwise_strided
    pytorch-converted/test_Conv2d_groups_thnn pytorch-converted/test_Conv2d_no_bias
    pytorch-converted/test_MaxPool1d pytorch-converted/test_MaxPool2d
    pytorch-converted/test_MaxPool3d pytorch-converted/test_MaxPool3d_stride
    pytorch-converted/test_MaxPool3d_stride_padding pytorch-converted/test_PixelShuffle
    pytorch-converted/test_ReflectionPad2d pytorch-converted/test_Sigmoid
    pytorch-converted/test_Softmax pytorch-converted/test_softmax_functional_dim3
    pytorch-converted/test_softmax_lastdim pytorch-operator/test_operator_flatten
    pytorch-operator/test_operator_pad pytorch-operator/test_operator_reduced_mean
    pytorch-operator/test_operator_reduced_mean_keepdim simple/test_single_relu_model
    """.split(whereSeparator: \.isWhitespace).map(String.init))

  /// Cases of supported operators that are not supported, and why.
  public static let notSupported: [String: String] = [
    "node/test_cast_DOUBLE_to_FLOAT": "a float64 input",
    "node/test_cast_FLOAT16_to_DOUBLE": "a float16 input",
    "node/test_castlike_FLOAT16_to_FLOAT_expanded": "a float16 input",
    "node/test_castlike_FLOAT_to_DOUBLE_expanded": "a conversion at run time",
    "node/test_castlike_FLOAT_to_FLOAT16_expanded": "a conversion at run time",
    "pytorch-converted/test_Conv3d_dilated": "a convolution over three axes",
    "pytorch-converted/test_Conv3d_stride_padding": "a convolution over three axes",
  ]
}
