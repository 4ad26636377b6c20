/// What an operation's attributes demand of its operands, in one form for all kinds: the checks that
/// follow are compiled once and not for each of them.
struct OperandRules {
  let kind: OperationKind
  /// Exact sizes; 0 where an operand must be absent, nil where the number breaks a limit.
  private(set) var byteCounts = InlineArray<6, UInt64?>(repeating: nil)
  private(set) var alignments = InlineArray<6, UInt64>(repeating: 1)
  private(set) var isOptional = InlineArray<6, Bool>(repeating: false)
  /// Whether the output may take the place of an input.
  private(set) var mayBeOverwritten = InlineArray<6, Bool>(repeating: false)

  /// The attributes must be valid.
  init<Attributes: OperationAttributes>(_ attributes: Attributes, of elementType: ElementType) {
    kind = Attributes.kind
    for index in 0..<OperationRecord.operandCount {
      byteCounts[index] = attributes.operandByteCount(index, of: elementType)
      alignments[index] = UInt64(attributes.operandAlignment(index, of: elementType))
      isOptional[index] = attributes.isOptional(index)
      mayBeOverwritten[index] = attributes.mayOverwrite(index)
    }
  }

  func isWritten(_ index: Int) -> Bool { OperationRecord.writesOperand(index, kind: kind) }
}
