import HandcarFormat

/// Operations that move elements and compute nothing.
extension NodeEvaluation {
  func transpose(_ permutation: [Int]) -> Tensor {
    let strides = Offsets.rowMajorStrides(x.shape)
    return gather(Offsets.strided(resultType.shape, permutation.map { strides[$0] }))
  }

  func pad(_ padding: Padding) -> Tensor {
    let strides = Offsets.rowMajorStrides(x.shape)
    let axes = x.shape.indices.map { axis in
      padding.sources(axis: axis, size: x.shape[axis]).map { $0 < 0 ? -1 : $0 * strides[axis] }
    }
    var fill = 0.0
    if case .constant(let value) = padding.mode { fill = value }
    return gather(Offsets.sums(axes), fill: fill)
  }

  func concat(axis: Int) -> Tensor {
    let runs = inputs.map { $0.shape[axis...].reduce(1, *) }
    let outer = x.shape[..<axis].reduce(1, *)
    let storage: Tensor.Storage =
      x.elementType.isInteger
      ? .integer(Self.interleave(inputs.compactMap(\.integers), runs, outer))
      : .float64(Self.interleave(inputs.map(\.doubles), runs, outer))
    return Tensor(type: resultType, storage: storage)
  }

  /// One run of each part after the other, `outer` times.
  private static func interleave<Element>(
    _ parts: [[Element]], _ runs: [Int], _ outer: Int
  ) -> [Element] {
    var result: [Element] = []
    for index in 0..<outer {
      for (part, run) in zip(parts, runs) { result += part[(index * run)..<((index + 1) * run)] }
    }
    return result
  }

  /// The elements of x at these positions, `fill` for negative ones.
  private func gather(_ positions: [Int], fill: Double = 0) -> Tensor {
    switch x.storage {
    case .integer(let elements):
      let fill = x.elementType.clip(0, low: fill, high: fill)
      return Tensor(
        type: resultType, storage: .integer(positions.map { $0 < 0 ? fill : elements[$0] }))
    case .float32, .float64:
      let elements = x.doubles
      return result(positions.map { $0 < 0 ? fill : elements[$0] })
    }
  }
}

extension Padding {
  /// For each place of the padded axis, the place in the input that it repeats, or −1 for the
  /// constant.
  ///
  /// Cropping comes first, so that the other modes repeat what is left.
  fileprivate func sources(axis: Int, size: Int) -> [Int] {
    let start = max(-before[axis], 0)
    let length = size - start - max(-after[axis], 0)
    let leading = max(before[axis], 0)
    return (0..<(leading + length + max(after[axis], 0))).map { place in
      let offset = place - leading
      return 0..<length ~= offset ? start + offset : source(offset, length).map { start + $0 } ?? -1
    }
  }

  /// The place in `0..<length` that a place outside repeats.
  private func source(_ offset: Int, _ length: Int) -> Int? {
    switch mode {
    case .constant: return nil
    case .edge: return min(max(offset, 0), length - 1)
    case .wrap: return offset.modulo(length)
    case .reflect:
      // There and back again without repeating the ends.
      let period = max(2 * (length - 1), 1)
      let phase = offset.modulo(period)
      return min(phase, period - phase)
    }
  }
}

extension Int {
  /// The remainder that is never negative.
  fileprivate func modulo(_ divisor: Int) -> Int {
    let remainder = self % divisor
    return remainder < 0 ? remainder + divisor : remainder
  }
}
