internal import _HandcarShims
internal import HandcarFormat
internal import HandcarKernels

extension Session {
  func softmax(_ operation: UnsafePointer<OperationRecord>, _ operands: Operands, _ share: Share?) {
    guard let attributes = SoftmaxAttributes(operation.pointee) else { return }
    let arguments = hck_softmax(
      outer: attributes.outer, length: attributes.length, inner: attributes.inner,
      input: operands.floats(0), output: operands.outputFloats)
    perform(kernels.softmax, arguments, operation, share)
  }

  func reduceMean(
    _ operation: UnsafePointer<OperationRecord>, _ operands: Operands, _ share: Share?
  ) {
    guard let attributes = ReduceMeanAttributes(operation.pointee) else { return }
    let arguments = hck_reduce_mean(
      outer: attributes.outer, length: attributes.length, inner: attributes.inner,
      input: operands.floats(0), output: operands.outputFloats)
    perform(kernels.reduceMean, arguments, operation, share)
  }

  func pool(_ operation: UnsafePointer<OperationRecord>, _ operands: Operands, _ share: Share?) {
    guard let attributes = PoolAttributes(operation.pointee) else { return }
    let arguments = hck_pool(
      kind: attributes.pool.rawValue, element_type: UInt32(operation.pointee.elementType),
      planes: attributes.planes, input: tuple(attributes.input),
      output: tuple(attributes.output), kernel: tuple(attributes.kernel),
      stride: tuple(attributes.stride), dilation: tuple(attributes.dilation),
      padding_before: tuple(attributes.paddingBefore),
      padding_after: tuple(attributes.paddingAfter), source: operands[0],
      destination: operands.output,
      indices: operands.auxiliary?.assumingMemoryBound(to: Int64.self),
      column_major_indices: attributes.columnMajorIndices ? 1 : 0)
    perform(kernels.pool, arguments, operation, share)
  }
}
