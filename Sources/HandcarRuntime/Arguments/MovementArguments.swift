internal import _HandcarShims
internal import HandcarFormat
internal import HandcarKernels

extension Session {
  func permute(_ operation: UnsafePointer<OperationRecord>, _ operands: Operands) {
    guard let attributes = PermuteAttributes(operation.pointee) else { return }
    var arguments = hck_permute(
      element_size: operation.pointee.elementSize, rank: attributes.rank,
      sizes: tuple(attributes.sizes), strides: tuple(attributes.strides), input: operands[0],
      output: operands.output)
    kernels.permute(&arguments)
  }

  func copy(_ operation: UnsafePointer<OperationRecord>, _ operands: Operands) {
    guard let attributes = CopyAttributes(operation.pointee) else { return }
    var arguments = hck_copy(
      outer: attributes.outer, run: attributes.run, source_stride: attributes.sourceStride,
      destination_stride: attributes.destinationStride, source: operands[0],
      destination: operands.output)
    kernels.copy(&arguments)
  }

  func pad(_ operation: UnsafePointer<OperationRecord>, _ operands: Operands) {
    guard let attributes = PadAttributes(operation.pointee) else { return }
    var arguments = hck_pad(
      mode: attributes.mode.rawValue, element_size: operation.pointee.elementSize,
      rank: attributes.rank, input_sizes: tuple(attributes.inputSizes),
      output_sizes: tuple(attributes.outputSizes), before: tuple(attributes.before),
      value: UInt64(bitPattern: attributes.value), input: operands[0], output: operands.output)
    kernels.pad(&arguments)
  }
}

extension OperationRecord {
  /// Bytes of an element of the record's type, which verification has found to be known.
  fileprivate var elementSize: Int { ElementType(rawValue: elementType)?.byteCount ?? 1 }
}
