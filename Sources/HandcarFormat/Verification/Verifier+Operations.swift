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
        if let fault = fault(of: operation.pointee) {
          throw VerificationError(fault, in: .program, at: index)
        }
      }
    }
  }

  private func fault(of record: borrowing OperationRecord) -> VerificationError.Fault? {
    switch OperationKind(rawValue: record.kind) {
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
    of record: borrowing OperationRecord, _ decoded: Attributes?
  ) -> VerificationError.Fault? {
    guard let attributes = decoded, attributes.isValid else { return .operationAttributes }
    guard let elementType = ElementType(rawValue: record.elementType) else { return .elementType }
    guard let activation = ActivationKind(rawValue: record.activation),
      attributes.supports(elementType, activation: activation)
    else { return .operationType }
    return fault(of: record, OperandRules(attributes, of: elementType))
  }

  private func fault(
    of record: borrowing OperationRecord, _ rules: OperandRules
  ) -> VerificationError.Fault? {
    for index in 0..<OperationRecord.operandCount {
      let operand = record.operands[index]
      guard let expected = rules.byteCounts[index] else { return .operandSize }
      if operand.space == Operand.Space.absent.rawValue {
        guard expected == 0 || rules.isOptional[index] else { return .operandPresence }
        continue
      }
      guard expected > 0 else { return .operandPresence }
      guard operand.byteCount == expected else { return .operandSize }
      guard let end = size(of: operand.space, forWriting: rules.isWritten(index)),
        isRange(operand.offset, operand.byteCount, within: end),
        operand.offset % rules.alignments[index] == 0
      else { return .operandPlace }
    }
    return hasForbiddenOverlap(record, rules) ? .operandOverlap : nil
  }

  /// Bytes of the memory that an operand's offset counts in; parameters are never written.
  private func size(of space: UInt32, forWriting isWritten: Bool) -> UInt64? {
    switch Operand.Space(rawValue: space) {
    case .arena: UInt64(arenaSize)
    case .parameters: isWritten ? nil : UInt64(sections[.parameters].size)
    case .absent, nil: nil
    }
  }

  /// Whether something written overlaps any other operand, but for an output exactly in the place of an
  /// input that allows it. Operands lie inside their memories already, so sums cannot overflow.
  private func hasForbiddenOverlap(
    _ record: borrowing OperationRecord, _ rules: OperandRules
  ) -> Bool {
    for written in OperationRecord.auxiliaryOperand..<OperationRecord.operandCount {
      guard rules.isWritten(written) else { continue }
      for other in 0..<written {
        let a = record.operands[written]
        let b = record.operands[other]
        guard a.space == Operand.Space.arena.rawValue, b.space == a.space,
          a.offset < b.offset + b.byteCount, b.offset < a.offset + a.byteCount
        else { continue }
        let isInPlace =
          written == OperationRecord.outputOperand && a.offset == b.offset
          && rules.mayBeOverwritten[other]
        if !isInPlace { return true }
      }
    }
    return false
  }
}
