internal import _HandcarShims
internal import HandcarFormat

extension Session {
  /// Computes the outputs from the inputs. Never fails, allocates nothing, and reads the clock only when
  /// layers are measured. Of all system calls it makes only those that wake threads and wait for them.
  public mutating func run() {
    var step = firstStep
    guard let layerTimes else {
      run(view.operations.count, from: &step)
      return
    }
    var start = hcos_monotonic_nanoseconds()
    for layer in 0..<view.layers.count {
      // Verified: the layers own the operations in order, without gaps.
      let count = view.layers.address(layer).pointee.operationCount
      run(Int(truncatingIfNeeded: count), from: &step)
      let end = hcos_monotonic_nanoseconds()
      layerTimes[layer] &+= end &- start
      start = end
    }
    measuredRuns &+= 1
  }

  public var isMeasured: Bool { layerTimes != nil }

  /// Nanoseconds spent in a layer over all measured runs; 0 when nothing is measured. The layer must exist.
  public func nanoseconds(inLayer index: Int) -> UInt64 { layerTimes?[index] ?? 0 }

  /// Runs some steps and leaves the address of the one behind them.
  private func run(_ count: Int, from step: inout UnsafePointer<Step>) {
    for _ in 0..<count {
      if step.pointee.shares > 1 {
        runOnThreads(step)
      } else {
        step.pointee.kernel(step.arguments)
      }
      step = step.next
    }
  }
}
