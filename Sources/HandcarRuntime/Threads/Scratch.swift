internal import HandcarFormat

// A convolution unrolls its input into scratch memory. The caller's thread uses the place in the program's arena that
// the file gives; that of the workers lies behind the arena of one thread, one piece each.

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

extension Session {
  /// The scratch memory of an operation for the thread that runs it.
  func scratch(_ operands: Operands, _ share: Share?) -> UnsafeMutablePointer<Float>? {
    guard let share, share.thread > 0 else {
      return operands.floats(OperationRecord.auxiliaryOperand)
    }
    let place = workerScratch + (share.thread &- 1) &* workerScratchSize
    return place.assumingMemoryBound(to: Float.self)
  }
}
