internal import _HandcarShims
internal import HandcarFormat

extension hck_softmax {
  init?(_ operation: UnsafePointer<OperationRecord>, _ operands: Operands) {
    guard let attributes = SoftmaxAttributes(operation) else { return nil }
    self.init(
      outer: attributes.outer, length: attributes.length, inner: attributes.inner,
      input: operands.floats(0), output: operands.outputFloats)
  }
}

extension hck_reduce_mean {
  init?(_ operation: UnsafePointer<OperationRecord>, _ operands: Operands) {
    guard let attributes = ReduceMeanAttributes(operation) else { return nil }
    self.init(
      outer: attributes.outer, length: attributes.length, inner: attributes.inner,
      input: operands.floats(0), output: operands.outputFloats)
  }
}

extension hck_pool {
  init?(_ operation: UnsafePointer<OperationRecord>, _ operands: Operands) {
    guard let attributes = PoolAttributes(operation) else { return nil }
    self.init(
      kind: attributes.pool.rawValue, element_type: UInt32(operation.pointee.elementType),
      planes: attributes.planes, input: tuple(attributes.input),
      output: tuple(attributes.output), kernel: tuple(attributes.kernel),
      stride: tuple(attributes.stride), dilation: tuple(attributes.dilation),
      padding_before: tuple(attributes.paddingBefore),
      padding_after: tuple(attributes.paddingAfter), source: operands[0],
      destination: operands.output,
      indices: operands.auxiliary?.assumingMemoryBound(to: Int64.self),
      column_major_indices: attributes.columnMajorIndices ? 1 : 0)
  }
}
