import HandcarFormat

extension Program.Step {
  /// Buffers that the output may overwrite while they are read: those of which each element is read just before
  /// the output's element at the same place is written.
  var overwritableInputs: [Int] {
    let candidates: [Int]
    switch kind {
    case .activate, .softmax: candidates = [0]
    case .binary: candidates = [0, 1].filter { readsDensely(operand: $0) }
    default: return []
    }
    guard case .buffer(let output, 0, let byteCount) = output else { return [] }
    return candidates.compactMap { candidate in
      guard case .buffer(let input, 0, byteCount) = operands[candidate], input != output else {
        return nil
      }
      // Read through another operand, too, the buffer must be walked in the same order there.
      let isSafe = operands.indices.allSatisfy { place in
        guard place < 4, case .buffer(input, _, _) = operands[place] else { return true }
        return candidates.contains(place)
      }
      return isSafe ? input : nil
    }
  }

  /// Whether an operand of a `binary` record has the strides of the output.
  private func readsDensely(operand: Int) -> Bool {
    guard let attributes = BinaryAttributes(record) else { return false }
    let strides = operand == 0 ? attributes.leftStrides : attributes.rightStrides
    let sizes = (0..<attributes.rank).map { attributes.sizes[$0] }
    return (0..<attributes.rank).map { strides[$0] } == denseStrides(of: sizes)
  }
}
