internal import HandcarFormat

extension ModelView {
  /// The largest scratch memory of any operation, a multiple of `Limits.alignment`.
  var largestScratchByteCount: Int {
    var largest: UInt64 = 0
    for index in 0..<operations.count {
      let operation = operations.address(index)
      guard operation.pointee.kind == OperationKind.convolution.rawValue else { continue }
      largest = max(
        largest, operation.pointee.operands[OperationRecord.auxiliaryOperand].byteCount)
    }
    // It has its place in the arena, whose size is an Int.
    return Int(truncatingIfNeeded: largest)
  }
}
