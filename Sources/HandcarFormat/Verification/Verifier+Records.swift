extension Verifier {
  func verifyTensors(_ kind: SectionKind) throws(VerificationError) {
    let tensors: RecordTable<TensorRecord> = sections.records(kind)
    for index in 0..<tensors.count {
      let tensor = tensors[index]
      guard isText(tensor.name) else { throw VerificationError(.text, in: kind, at: index) }
      guard let elementType = ElementType(rawValue: tensor.elementType) else {
        throw VerificationError(.elementType, in: kind, at: index)
      }
      guard let byteCount = tensor.expectedByteCount(elementType), byteCount == tensor.byteCount
      else { throw VerificationError(.tensorShape, in: kind, at: index) }
      guard tensor.arenaOffset % UInt64(Limits.alignment) == 0,
        isRange(tensor.arenaOffset, tensor.byteCount, within: UInt64(arenaSize))
      else { throw VerificationError(.tensorPlace, in: kind, at: index) }
    }
  }

  /// Layers own the operations of the program in order, without gaps.
  func verifyLayers() throws(VerificationError) {
    let layers: RecordTable<LayerRecord> = sections.records(.layers)
    var next: UInt64 = 0
    for index in 0..<layers.count {
      let layer = layers[index]
      guard isText(layer.name), isText(layer.kind), isText(layer.detail) else {
        throw VerificationError(.text, in: .layers, at: index)
      }
      guard UInt64(layer.firstOperation) == next else {
        throw VerificationError(.layerOperations, in: .layers, at: index)
      }
      next += UInt64(layer.operationCount)
    }
    guard next == UInt64(sections[.program].recordCount) else {
      throw VerificationError(.layerOperations, in: .layers, at: max(layers.count - 1, 0))
    }
  }

  func verifyTestVectors() throws(VerificationError) {
    let section = sections[.testVectors]
    let vectors: RecordTable<TestVectorRecord> = sections.records(.testVectors)
    guard vectors.count > 0 else { return }
    let needed = end(of: .outputs, after: end(of: .inputs, after: 0))
    for index in 0..<vectors.count {
      let vector = vectors[index]
      guard vector.size >= needed, vector.offset % UInt64(Limits.alignment) == 0,
        isRange(vector.offset, vector.size, within: UInt64(section.size))
      else { throw VerificationError(.testVectorPlace, in: .testVectors, at: index) }
      guard vector.absoluteTolerance.isFinite, vector.absoluteTolerance >= 0,
        vector.relativeTolerance.isFinite, vector.relativeTolerance >= 0
      else { throw VerificationError(.testVectorTolerance, in: .testVectors, at: index) }
    }
  }

  /// Where the tensors end when each starts on a multiple of `Limits.alignment` after `start`. At most
  /// 2^11 tensors of 2^40 bytes: the sum fits.
  private func end(of kind: SectionKind, after start: UInt64) -> UInt64 {
    let tensors: RecordTable<TensorRecord> = sections.records(kind)
    var end = start
    for index in 0..<tensors.count {
      end = Limits.aligned(end) + tensors[index].byteCount
    }
    return end
  }

  private func isText(_ reference: TextReference) -> Bool {
    let size = UInt64(reference.size)
    guard size <= UInt64(Limits.maximumNameByteCount),
      isRange(UInt64(reference.offset), size + 1, within: UInt64(names.size))
    else { return false }
    return isText(at: base + names.start + Int(reference.offset), size: Int(size))
  }

  /// Whether a range lies in `0..<end`, compared by subtraction because a sum could overflow.
  func isRange(_ offset: UInt64, _ size: UInt64, within end: UInt64) -> Bool {
    offset <= end && size <= end - offset
  }
}

extension TensorRecord {
  /// Bytes of a dense tensor of these dimensions; a dimension may be zero. Nil beyond the limits.
  fileprivate func expectedByteCount(_ elementType: ElementType) -> UInt64? {
    guard Int(rank) <= Limits.maximumRank else { return nil }
    var extent = Extent(elementType.byteCount)
    var isEmpty = false
    for axis in 0..<Int(rank) {
      let dimension = Int(truncatingIfNeeded: dimensions[axis])
      if dimension == 0 { isEmpty = true } else { extent = extent * dimension }
    }
    guard let byteCount = extent.value else { return nil }
    return isEmpty ? 0 : byteCount
  }
}
