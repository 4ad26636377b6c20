import HandcarFormat

/// The records of the file format, field by field in the order of `HandcarFormat`.
extension ByteWriter {
  /// Where the checksums lie in a file: that of the whole and that of the head.
  static let checksumField = 24..<28
  static let headChecksumField = 44..<48

  mutating func append(_ header: FileHeader) {
    append(header.magic)
    append(header.majorVersion)
    append(header.minorVersion)
    append(header.headerSize)
    append(header.fileSize)
    append(header.checksum)
    append(header.sectionCount)
    append(header.arenaSize)
    append(header.byteOrder)
    append(header.headChecksum)
    append(header.headSize)
    append(header.reserved)
  }

  mutating func append(_ section: SectionRecord) {
    append(section.kind)
    append(section.flags)
    append(section.offset)
    append(section.size)
    append(section.recordCount)
    append(section.recordSize)
  }

  mutating func append(_ text: TextReference) {
    append(text.offset)
    append(text.size)
  }

  mutating func append(_ tensor: TensorRecord) {
    append(tensor.name)
    append(tensor.elementType)
    append(tensor.rank)
    append(tensor.reserved)
    append(tensor.reserved2)
    for index in tensor.dimensions.indices { append(tensor.dimensions[index]) }
    append(tensor.arenaOffset)
    append(tensor.byteCount)
  }

  mutating func append(_ operand: Operand) {
    append(operand.space)
    append(operand.reserved)
    append(operand.offset)
    append(operand.byteCount)
  }

  mutating func append(_ operation: OperationRecord) {
    append(operation.kind)
    append(operation.elementType)
    append(operation.activation)
    append(operation.layer)
    append(operation.alpha)
    append(operation.beta)
    append(operation.epsilon)
    append(operation.reserved)
    append(operation.reserved2)
    for index in operation.operands.indices { append(operation.operands[index]) }
    for index in operation.attributes.indices { append(operation.attributes[index]) }
  }

  mutating func append(_ layer: LayerRecord) {
    append(layer.name)
    append(layer.kind)
    append(layer.detail)
    append(layer.firstOperation)
    append(layer.operationCount)
    append(layer.multiplyAdds)
    append(layer.parameterCount)
    append(layer.parameterByteCount)
    append(layer.reserved)
  }

  mutating func append(_ testVector: TestVectorRecord) {
    append(testVector.offset)
    append(testVector.size)
    append(testVector.absoluteTolerance)
    append(testVector.relativeTolerance)
    append(testVector.reserved)
  }
}
