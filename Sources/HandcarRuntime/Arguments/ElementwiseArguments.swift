internal import _HandcarShims
internal import HandcarFormat

extension hck_binary {
  init?(_ operation: UnsafePointer<OperationRecord>, _ operands: Operands) {
    guard let attributes = BinaryAttributes(operation) else { return nil }
    self.init(
      operation: attributes.operation.rawValue,
      element_type: UInt32(operation.pointee.elementType), rank: attributes.rank,
      sizes: tuple(attributes.sizes), left_strides: tuple(attributes.leftStrides),
      right_strides: tuple(attributes.rightStrides), left: operands[0], right: operands[1],
      output: operands.output, activation: operands.activation)
  }
}

extension hck_activate {
  init?(_ operation: UnsafePointer<OperationRecord>, _ operands: Operands) {
    guard let attributes = ActivateAttributes(operation) else { return nil }
    self.init(
      element_type: UInt32(operation.pointee.elementType), count: attributes.count,
      input: operands[0], output: operands.output, activation: operands.activation,
      integer_low: attributes.integerLow, integer_high: attributes.integerHigh)
  }
}

extension hck_normalize {
  init?(_ operation: UnsafePointer<OperationRecord>, _ operands: Operands) {
    guard let attributes = NormalizeAttributes(operation) else { return nil }
    self.init(
      outer: attributes.outer, channels: attributes.channels, inner: attributes.inner,
      epsilon: operation.pointee.epsilon, input: operands.floats(0), scale: operands.floats(1),
      bias: operands.floats(2), mean: operands.floats(3), variance: operands.floats(4),
      output: operands.outputFloats, activation: operands.activation)
  }
}
