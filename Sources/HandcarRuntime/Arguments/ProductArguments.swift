internal import _HandcarShims
internal import HandcarFormat
internal import HandcarKernels

// Each function fills the arguments of one kernel family from a verified record and calls the kernel, for the whole or a share. The
// attributes were decodable when the file was verified, so the early returns are never taken.

extension Session {
  func contract(_ operation: UnsafePointer<OperationRecord>, _ operands: Operands, _ share: Share?)
  {
    guard let attributes = ContractionAttributes(operation.pointee) else { return }
    let arguments = hck_contraction(
      P: attributes.batch, K: attributes.depth, R: attributes.rows, Q: attributes.columns,
      output_rows: attributes.rows, input: operands.floats(0), matrix: operands.floats(1),
      bias: operands.floats(2),
      output: operands.outputFloats, layout: attributes.layout.rawValue,
      bias_mode: attributes.biasMode.rawValue, bias_period: attributes.biasPeriod,
      activation: operands.activation)
    perform(kernels.contraction, arguments, operation, share)
  }

  func convolve(_ operation: UnsafePointer<OperationRecord>, _ operands: Operands, _ share: Share?)
  {
    guard let attributes = ConvolutionAttributes(operation.pointee) else { return }
    let arguments = hck_convolution(
      batch: attributes.batch, input_channels: attributes.inputChannels,
      input_height: attributes.inputHeight, input_width: attributes.inputWidth,
      output_channels: attributes.outputChannels, output_height: attributes.outputHeight,
      output_width: attributes.outputWidth, kernel_height: attributes.kernelHeight,
      kernel_width: attributes.kernelWidth, stride_height: attributes.strideHeight,
      stride_width: attributes.strideWidth, dilation_height: attributes.dilationHeight,
      dilation_width: attributes.dilationWidth, padding_top: attributes.paddingTop,
      padding_left: attributes.paddingLeft, groups: attributes.groups,
      first_position: 0, end_position: attributes.outputHeight &* attributes.outputWidth,
      input: operands.floats(0), weights: operands.floats(1), bias: operands.floats(2),
      output: operands.outputFloats, scratch: scratch(operands, share),
      activation: operands.activation)
    perform(kernels.convolution, arguments, operation, share)
  }

  func multiply(_ operation: UnsafePointer<OperationRecord>, _ operands: Operands, _ share: Share?)
  {
    guard let attributes = MatrixProductAttributes(operation.pointee) else { return }
    let arguments = hck_matrix_product(
      M: attributes.rows, N: attributes.columns, K: attributes.depth, rank: attributes.rank,
      sizes: tuple(attributes.sizes), left_strides: tuple(attributes.leftStrides),
      right_strides: tuple(attributes.rightStrides), left: operands.floats(0),
      right: operands.floats(1), output: operands.outputFloats, activation: operands.activation)
    perform(kernels.matrixProduct, arguments, operation, share)
  }
}
