internal import HandcarFormat

/// An operation that is ready to run: a kernel, and behind this header its arguments.
///
/// Steps lie one behind the other in the arena, in the order of the program, each on a multiple of
/// `Limits.alignment`. They are written when a session begins, so that a run has nothing to decode or to choose.
struct Step {
  /// Any kernel of the table: they all take the address of their arguments.
  typealias Kernel = @convention(c) (UnsafeRawPointer) -> Void

  /// From a step to its arguments, on every machine.
  static var headerByteCount: Int { 16 }

  let kernel: Kernel
  /// From this step to the next.
  let byteCount: UInt32
  /// `OperationKind`: of which type the arguments are.
  let kind: UInt16
  /// How many threads divide the operation, and into how many shares; 1 when the caller computes it alone.
  let threads: UInt8
  let shares: UInt8
}

extension UnsafePointer<Step> {
  var arguments: UnsafeRawPointer { UnsafeRawPointer(self) + Step.headerByteCount }

  var next: UnsafePointer<Step> {
    (UnsafeRawPointer(self) + Int(truncatingIfNeeded: pointee.byteCount))
      .assumingMemoryBound(to: Step.self)
  }
}

extension OperationKind {
  /// Bytes of a step with the arguments of a 64-bit machine, so that a session needs the same memory on every
  /// machine.
  var stepByteCount: Int {
    switch self {
    case .softmax, .copy, .reduceMean: 64
    case .contraction, .activate, .normalize: 128
    case .permute: 192
    case .convolution, .pool, .pad, .matrixProduct: 256
    case .binary: 320
    }
  }
}

extension ModelView {
  /// Bytes of all steps.
  var stepByteCount: Int {
    var sum = 0
    for index in 0..<operations.count {
      sum &+= OperationKind(rawValue: operations.address(index).pointee.kind)?.stepByteCount ?? 0
    }
    return sum
  }
}
