extension Verifier {
  func verifyOperations() throws(VerificationError) {
    let layers: RecordTable<LayerRecord> = sections.records(.layers)
    let operations: RecordTable<OperationRecord> = sections.records(.program)
    for layer in 0..<layers.count {
      let first = Int(layers[layer].firstOperation)
      for index in first..<first + Int(layers[layer].operationCount) {
        let operation = operations.address(index)
        guard operation.pointee.layer == UInt32(layer) else {
          throw VerificationError(.operationLayer, in: .program, at: index)
        }
        if let fault = fault(of: operation) {
          throw VerificationError(fault, in: .program, at: index)
        }
      }
    }
  }

  private func fault(of record: UnsafePointer<OperationRecord>) -> VerificationError.Fault? {
    switch OperationKind(rawValue: record.pointee.kind) {
    case .contraction: fault(of: record, ContractionAttributes(record))
    case .convolution: fault(of: record, ConvolutionAttributes(record))
    case .pool: fault(of: record, PoolAttributes(record))
    case .binary: fault(of: record, BinaryAttributes(record))
    case .activate: fault(of: record, ActivateAttributes(record))
    case .softmax: fault(of: record, SoftmaxAttributes(record))
    case .permute: fault(of: record, PermuteAttributes(record))
    case .copy: fault(of: record, CopyAttributes(record))
    case .pad: fault(of: record, PadAttributes(record))
    case .reduceMean: fault(of: record, ReduceMeanAttributes(record))
    case .matrixProduct: fault(of: record, MatrixProductAttributes(record))
    case .normalize: fault(of: record, NormalizeAttributes(record))
    case nil: .operationKind
    }
  }

  private func fault<Attributes: OperationAttributes>(
    of record: UnsafePointer<OperationRecord>, _ decoded: Attributes?
  ) -> VerificationError.Fault? {
    guard let attributes = decoded, attributes.isValid else { return .operationAttributes }
    return fault(of: record) { index, elementType, activation in
      guard attributes.supports(elementType, activation: activation) else { return nil }
      return OperandRule(attributes, of: elementType, operand: index)
    }
  }

  /// Compiled once: the rules, nil for what the operation does not support, are all that differs between kinds.
  @inline(never)
  private func fault(
    of record: UnsafePointer<OperationRecord>,
    rule: (Int, ElementType, ActivationKind) -> OperandRule?
  ) -> VerificationError.Fault? {
    guard let elementType = ElementType(rawValue: record.pointee.elementType) else {
      return .elementType
    }
    guard let activation = ActivationKind(rawValue: record.pointee.activation) else {
      return .operationType
    }
    var overwritable: UInt32 = 0
    for index in 0..<OperationRecord.operandCount {
      guard let rule = rule(index, elementType, activation) else { return .operationType }
      if let fault = fault(of: record.operands, index, rule, overwritable) { return fault }
      if rule.isOverwritable { overwritable |= 1 << UInt32(index) }
    }
    return nil
  }

  /// Operands in front of `index` have been verified; the bits of `overwritable` say which of them the output may
  /// replace.
  private func fault(
    of operands: UnsafePointer<Operand>, _ index: Int, _ rule: OperandRule, _ overwritable: UInt32
  ) -> VerificationError.Fault? {
    let operand = operands[index]
    guard let expected = rule.byteCount else { return .operandSize }
    if operand.space == Operand.Space.absent.rawValue {
      return expected == 0 || rule.isOptional ? nil : .operandPresence
    }
    guard expected > 0 else { return .operandPresence }
    guard operand.byteCount == expected else { return .operandSize }
    guard let end = size(of: operand.space, forWriting: rule.isWritten),
      isRange(operand.offset, operand.byteCount, within: end), operand.offset % rule.alignment == 0
    else { return .operandPlace }
    return rule.isWritten && hasForbiddenOverlap(operands, index, overwritable)
      ? .operandOverlap : nil
  }

  /// Bytes of the memory that an operand's offset counts in; parameters are never written.
  private func size(of space: UInt32, forWriting isWritten: Bool) -> UInt64? {
    switch Operand.Space(rawValue: space) {
    case .arena: UInt64(arenaSize)
    case .parameters: isWritten ? nil : UInt64(parameters.size)
    case .absent, nil: nil
    }
  }

  /// Whether an operand that is written overlaps one in front of it, but for an output exactly in the place of an input
  /// that allows it. All of them lie inside their memories already, so sums cannot overflow.
  private func hasForbiddenOverlap(
    _ operands: UnsafePointer<Operand>, _ written: Int, _ overwritable: UInt32
  ) -> Bool {
    let a = operands[written]
    for other in 0..<written {
      let b = operands[other]
      guard a.space == Operand.Space.arena.rawValue, b.space == a.space,
        a.offset < b.offset + b.byteCount, b.offset < a.offset + a.byteCount
      else { continue }
      let isInPlace =
        written == OperationRecord.outputOperand && a.offset == b.offset
        && overwritable >> UInt32(other) & 1 == 1
      if !isInPlace { return true }
    }
    return false
  }
}
