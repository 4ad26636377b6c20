import HandcarFormat

extension Program.Step {
  /// Buffers that this step could write its output over, if nothing reads them later.
  var overwritableBuffers: [Int] {
    guard case .buffer(let output, 0, let byteCount) = output else { return [] }
    return overwritable.compactMap { place in
      guard case .buffer(let input, 0, byteCount) = operands[place], input != output else {
        return nil
      }
      // Every operand that reads the buffer must allow it.
      let isSafe = operands.indices.allSatisfy {
        guard case .buffer(input, _, _) = operands[$0] else { return true }
        return overwritable.contains($0)
      }
      return isSafe ? input : nil
    }
  }
}
