internal import _HandcarShims
internal import HandcarFormat

extension Session {
  /// Computes the outputs from the inputs. Never fails, allocates nothing, and reads the clock only when
  /// layers are measured.
  public mutating func run() {
    guard let layerTimes else {
      runOperations(0..<view.operations.count)
      return
    }
    var start = hcos_monotonic_nanoseconds()
    for layer in 0..<view.layers.count {
      let record = view.layers.address(layer)
      let first = Int(truncatingIfNeeded: record.pointee.firstOperation)
      let count = Int(truncatingIfNeeded: record.pointee.operationCount)
      runOperations(first..<first &+ count)
      let end = hcos_monotonic_nanoseconds()
      layerTimes[layer] &+= end &- start
      start = end
    }
    measuredRuns &+= 1
  }

  public var isMeasured: Bool { layerTimes != nil }

  /// Nanoseconds spent in a layer over all measured runs; 0 when nothing is measured. The layer must exist.
  public func nanoseconds(inLayer index: Int) -> UInt64 { layerTimes?[index] ?? 0 }

  private func runOperations(_ range: Range<Int>) {
    for index in range { run(view.operations.address(index)) }
  }

  /// Verification has refused every kind and attribute that this does not know.
  private func run(_ operation: UnsafePointer<OperationRecord>) {
    let operands = Operands(operation, arena: arena, parameters: parameters)
    switch OperationKind(rawValue: operation.pointee.kind) {
    case .contraction: contract(operation, operands)
    case .convolution: convolve(operation, operands)
    case .pool: pool(operation, operands)
    case .binary: combine(operation, operands)
    case .activate: activate(operation, operands)
    case .softmax: softmax(operation, operands)
    case .permute: permute(operation, operands)
    case .copy: copy(operation, operands)
    case .pad: pad(operation, operands)
    case .reduceMean: reduceMean(operation, operands)
    case .matrixProduct: multiply(operation, operands)
    case .normalize: normalize(operation, operands)
    case nil: break
    }
  }
}
