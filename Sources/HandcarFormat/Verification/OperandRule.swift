/// What an operation's attributes demand of one operand, in one form for all kinds: the checks that follow are compiled
/// once and not for each of them.
struct OperandRule {
  /// The exact size; 0 where the operand must be absent, nil where the number breaks a limit.
  let byteCount: UInt64?
  let alignment: UInt64
  let isOptional: Bool
  let isWritten: Bool
  /// Whether the output may take its place.
  let isOverwritable: Bool

  /// The attributes must be valid.
  init<Attributes: OperationAttributes>(
    _ attributes: Attributes, of elementType: ElementType, operand index: Int
  ) {
    byteCount = attributes.operandByteCount(index, of: elementType)
    alignment = UInt64(attributes.operandAlignment(index, of: elementType))
    isOptional = attributes.isOptional(index)
    isWritten = OperationRecord.writesOperand(index, kind: Attributes.kind)
    isOverwritable = attributes.mayOverwrite(index)
  }
}
