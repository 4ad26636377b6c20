internal import _HandcarShims
internal import HandcarFormat
internal import HandcarKernels

extension Session {
  func permute(_ operation: UnsafePointer<OperationRecord>, _ operands: Operands, _ share: Share?) {
    guard let attributes = PermuteAttributes(operation.pointee) else { return }
    let arguments = hck_permute(
      element_size: operation.pointee.elementSize, rank: attributes.rank,
      sizes: tuple(attributes.sizes), strides: tuple(attributes.strides), input: operands[0],
      output: operands.output)
    perform(kernels.permute, arguments, operation, share)
  }

  func copy(_ operation: UnsafePointer<OperationRecord>, _ operands: Operands, _ share: Share?) {
    guard let attributes = CopyAttributes(operation.pointee) else { return }
    let arguments = hck_copy(
      outer: attributes.outer, run: attributes.run, source_stride: attributes.sourceStride,
      destination_stride: attributes.destinationStride, source: operands[0],
      destination: operands.output)
    perform(kernels.copy, arguments, operation, share)
  }

  func pad(_ operation: UnsafePointer<OperationRecord>, _ operands: Operands, _ share: Share?) {
    guard let attributes = PadAttributes(operation.pointee) else { return }
    let arguments = hck_pad(
      mode: attributes.mode.rawValue, element_size: operation.pointee.elementSize,
      rank: attributes.rank, input_sizes: tuple(attributes.inputSizes),
      output_sizes: tuple(attributes.outputSizes), before: tuple(attributes.before),
      value: UInt64(bitPattern: attributes.value), input: operands[0], output: operands.output)
    perform(kernels.pad, arguments, operation, share)
  }
}

extension OperationRecord {
  /// Bytes of an element of the record's type, which verification has found to be known.
  fileprivate var elementSize: Int { ElementType(rawValue: elementType)?.byteCount ?? 1 }
}
