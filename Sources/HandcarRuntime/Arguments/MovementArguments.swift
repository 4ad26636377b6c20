internal import _HandcarShims
internal import HandcarFormat

extension hck_permute {
  init?(_ operation: UnsafePointer<OperationRecord>, _ operands: Operands) {
    guard let attributes = PermuteAttributes(operation) else { return nil }
    self.init(
      element_size: operation.pointee.elementSize, rank: attributes.rank,
      sizes: tuple(attributes.sizes), strides: tuple(attributes.strides), input: operands[0],
      output: operands.output)
  }
}

extension hck_copy {
  init?(_ operation: UnsafePointer<OperationRecord>, _ operands: Operands) {
    guard let attributes = CopyAttributes(operation) else { return nil }
    self.init(
      outer: attributes.outer, run: attributes.run, source_stride: attributes.sourceStride,
      destination_stride: attributes.destinationStride, source: operands[0],
      destination: operands.output)
  }
}

extension hck_pad {
  init?(_ operation: UnsafePointer<OperationRecord>, _ operands: Operands) {
    guard let attributes = PadAttributes(operation) else { return nil }
    self.init(
      mode: attributes.mode.rawValue, element_size: operation.pointee.elementSize,
      rank: attributes.rank, input_sizes: tuple(attributes.inputSizes),
      output_sizes: tuple(attributes.outputSizes), before: tuple(attributes.before),
      value: UInt64(bitPattern: attributes.value), input: operands[0], output: operands.output)
  }
}

extension OperationRecord {
  /// Bytes of an element of the record's type, which verification has found to be known.
  fileprivate var elementSize: Int { ElementType(rawValue: elementType)?.byteCount ?? 1 }
}
