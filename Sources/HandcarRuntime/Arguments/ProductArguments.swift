internal import _HandcarShims
internal import HandcarFormat

// Each initialiser fills the arguments of one kernel family from a verified record, whose attributes were decodable
// when the file was verified: none returns nil.

extension hck_contraction {
  init?(_ operation: UnsafePointer<OperationRecord>, _ operands: Operands) {
    guard let attributes = ContractionAttributes(operation) else { return nil }
    self.init(
      P: attributes.batch, K: attributes.depth, R: attributes.rows, Q: attributes.columns,
      output_rows: attributes.rows, row_stride: attributes.columns, input: operands.floats(0),
      matrix: operands.floats(1), bias: operands.floats(2),
      output: operands.outputFloats, layout: attributes.layout.rawValue,
      bias_mode: attributes.biasMode.rawValue, bias_period: attributes.biasPeriod,
      activation: operands.activation)
  }
}

extension hck_convolution {
  init?(_ operation: UnsafePointer<OperationRecord>, _ operands: Operands) {
    guard let attributes = ConvolutionAttributes(operation) else { return nil }
    self.init(
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
      output: operands.outputFloats, scratch: operands.floats(OperationRecord.auxiliaryOperand),
      activation: operands.activation)
  }
}

extension hck_matrix_product {
  init?(_ operation: UnsafePointer<OperationRecord>, _ operands: Operands) {
    guard let attributes = MatrixProductAttributes(operation) else { return nil }
    self.init(
      M: attributes.rows, N: attributes.columns, K: attributes.depth, rank: attributes.rank,
      sizes: tuple(attributes.sizes), left_strides: tuple(attributes.leftStrides),
      right_strides: tuple(attributes.rightStrides), left: operands.floats(0),
      right: operands.floats(1), output: operands.outputFloats, activation: operands.activation)
  }
}
