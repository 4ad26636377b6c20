internal import _HandcarShims
internal import HandcarFormat

extension Session {
  /// Computes the outputs from the inputs. Never fails, allocates nothing, and reads the clock only when
  /// layers are measured. Of all system calls it makes only those that wake threads and wait for them.
  public mutating func run() {
    defer { if let pool { hcos_pool_rest(pool) } }
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
    for index in range { run(view.operations.address(index), nil) }
  }

  /// Runs an operation, or one thread's share of it. Verification has refused every kind and attribute that this
  /// does not know. Kept a call, so that the executor and the threads have one body of it.
  @inline(never)
  func run(_ operation: UnsafePointer<OperationRecord>, _ share: Share?) {
    let operands = Operands(operation, arena: arena, parameters: parameters)
    switch OperationKind(rawValue: operation.pointee.kind) {
    case .contraction: contract(operation, operands, share)
    case .convolution: convolve(operation, operands, share)
    case .pool: pool(operation, operands, share)
    case .binary: combine(operation, operands, share)
    case .activate: activate(operation, operands, share)
    case .softmax: softmax(operation, operands, share)
    case .permute: permute(operation, operands, share)
    case .copy: copy(operation, operands, share)
    case .pad: pad(operation, operands, share)
    case .reduceMean: reduceMean(operation, operands, share)
    case .matrixProduct: multiply(operation, operands, share)
    case .normalize: normalize(operation, operands, share)
    case nil: break
    }
  }
}
