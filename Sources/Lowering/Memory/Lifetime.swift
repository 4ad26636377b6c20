/// When the content of a buffer matters, in steps of one run.
struct Lifetime: Hashable, Sendable {
  /// From the first step that mentions the buffer, or that it is reserved from, to the last. An input lives from before
  /// the first step (−1), an output until after the last.
  var steps: ClosedRange<Int>
  /// Whether it belongs to the caller between runs. Then the caller may fill the inputs for the next run while
  /// it still reads the outputs of the last, so that no two such buffers may share memory.
  var crossesRuns: Bool

  func conflicts(with other: Lifetime) -> Bool {
    (crossesRuns && other.crossesRuns) || steps.overlaps(other.steps)
  }

  /// The lifetime of memory that holds one buffer after the other.
  func merged(with other: Lifetime) -> Lifetime {
    Lifetime(
      steps: min(
        steps.lowerBound, other.steps.lowerBound)...max(
          steps.upperBound, other.steps.upperBound),
      crossesRuns: crossesRuns || other.crossesRuns)
  }
}

extension Program {
  /// The lifetime of each buffer; nil for one that nothing mentions.
  func lifetimes() -> [Lifetime?] {
    var lifetimes = [Lifetime?](repeating: nil, count: buffers.count)
    func mention(_ buffer: Int, at step: Int, crossesRuns: Bool = false) {
      let mentioned = Lifetime(steps: step...step, crossesRuns: crossesRuns)
      lifetimes[buffer] = lifetimes[buffer]?.merged(with: mentioned) ?? mentioned
    }
    for (index, buffer) in buffers.enumerated() {
      if let step = buffer.reservedFrom { mention(index, at: step) }
    }
    for input in inputs { mention(input.buffer, at: -1, crossesRuns: true) }
    for (index, step) in steps.enumerated() {
      for case .buffer(let buffer, _, _) in step.operands { mention(buffer, at: index) }
    }
    for output in outputs { mention(output.buffer, at: steps.count, crossesRuns: true) }
    return lifetimes
  }
}
