internal import _HandcarShims
internal import HandcarFormat
internal import HandcarKernels

extension Session {
  func combine(_ operation: UnsafePointer<OperationRecord>, _ operands: Operands, _ share: Share?) {
    guard let attributes = BinaryAttributes(operation.pointee) else { return }
    let arguments = hck_binary(
      operation: attributes.operation.rawValue,
      element_type: UInt32(operation.pointee.elementType), rank: attributes.rank,
      sizes: tuple(attributes.sizes), left_strides: tuple(attributes.leftStrides),
      right_strides: tuple(attributes.rightStrides), left: operands[0], right: operands[1],
      output: operands.output, activation: operands.activation)
    perform(kernels.binary, arguments, operation, share)
  }

  func activate(_ operation: UnsafePointer<OperationRecord>, _ operands: Operands, _ share: Share?)
  {
    guard let attributes = ActivateAttributes(operation.pointee) else { return }
    let arguments = hck_activate(
      element_type: UInt32(operation.pointee.elementType), count: attributes.count,
      input: operands[0], output: operands.output, activation: operands.activation,
      integer_low: attributes.integerLow, integer_high: attributes.integerHigh)
    perform(kernels.activate, arguments, operation, share)
  }

  func normalize(_ operation: UnsafePointer<OperationRecord>, _ operands: Operands, _ share: Share?)
  {
    guard let attributes = NormalizeAttributes(operation.pointee) else { return }
    let arguments = hck_normalize(
      outer: attributes.outer, channels: attributes.channels, inner: attributes.inner,
      epsilon: operation.pointee.epsilon, input: operands.floats(0), scale: operands.floats(1),
      bias: operands.floats(2), mean: operands.floats(3), variance: operands.floats(4),
      output: operands.outputFloats, activation: operands.activation)
    perform(kernels.normalize, arguments, operation, share)
  }
}
