import HandcarFormat

extension NodeEvaluation {
  func pool(_ pool: Pool) -> [Tensor] {
    let windows = PoolWindows(pool, input: Array(x.shape[2...]))
    switch (pool.kind, x.storage) {
    case (.average(let includesPadding), _):
      return [result(windows.averages(of: x.doubles, includesPadding: includesPadding))]
    case (.maximum, .integer(let elements)) where x.elementType == .uint64:
      let (maxima, positions) = windows.maxima(of: elements.map(UInt64.init(bitPattern:)))
      return tensors(.integer(maxima.map(Int64.init(bitPattern:))), positions)
    case (.maximum, .integer(let elements)):
      let (maxima, positions) = windows.maxima(of: elements)
      return tensors(.integer(maxima), positions)
    case (.maximum, _):
      let (maxima, positions) = windows.maxima(of: x.doubles)
      return tensors(.float64(maxima), positions)
    }
  }

  /// The outputs of a maximum pool, as many as are asked for.
  private func tensors(_ maxima: Tensor.Storage, _ positions: [Int64]) -> [Tensor] {
    zip(resultTypes, [maxima, .integer(positions)]).map { Tensor(type: $0, storage: $1) }
  }
}

/// The windows of a pool over `planes × (depth, height, width)`; missing leading axes have size 1.
private struct PoolWindows {
  let pool: Pool
  /// For each spatial axis, then each output: the input positions inside the window, and the number
  /// of positions when padding counts.
  let positions: [[[Int]]]
  let paddedCounts: [[Int]]
  let inputSizes: [Int]

  init(_ pool: Pool, input: [Int]) {
    self.pool = pool
    let missing = 3 - input.count
    inputSizes = Array(repeating: 1, count: missing) + input
    var positions: [[[Int]]] = Array(repeating: [[0]], count: missing)
    var paddedCounts: [[Int]] = Array(repeating: [1], count: missing)
    for axis in input.indices {
      let starts = (0..<pool.outputSizes[axis]).map {
        $0 * pool.strides[axis] - pool.paddingBefore[axis]
      }
      let dilation = pool.dilations[axis]
      let span = pool.kernel[axis] * dilation
      paddedCounts.append(
        starts.map { start in
          // A window that hangs over the padded input, as rounding up makes it, counts what is
          // inside.
          let end = min(start + span, input[axis] + pool.paddingAfter[axis])
          return (end - start + dilation - 1) / dilation
        })
      positions.append(
        starts.map { start in
          let skipped = start < 0 ? (-start + dilation - 1) / dilation : 0
          let first = start + skipped * dilation
          return Array(stride(from: first, to: min(start + span, input[axis]), by: dilation))
        })
    }
    self.positions = positions
    self.paddedCounts = paddedCounts
  }

  /// The maxima and their positions in the whole of x; the first of equal ones.
  func maxima<Element: Comparable>(of x: [Element]) -> ([Element], [Int64]) {
    var maxima: [Element] = []
    var places: [Int64] = []
    forEachWindow(of: x.count) { plane, window, _ in
      var best = plane + window[0]
      for position in window where x[plane + position] > x[best] { best = plane + position }
      maxima.append(x[best])
      places.append(Int64(plane + place(of: best - plane)))
    }
    return (maxima, places)
  }

  func averages(of x: [Double], includesPadding: Bool) -> [Double] {
    var averages: [Double] = []
    forEachWindow(of: x.count) { plane, window, paddedCount in
      let sum = window.reduce(0) { $0 + x[plane + $1] }
      averages.append(sum / Double(includesPadding ? paddedCount : window.count))
    }
    return averages
  }

  /// Calls `body` with the start of the plane, the window's positions in it and its padded count.
  private func forEachWindow(of count: Int, _ body: (Int, [Int], Int) -> Void) {
    let planeCount = inputSizes.reduce(1, *)
    guard planeCount > 0 else { return }
    for plane in stride(from: 0, to: count, by: planeCount) {
      for oz in positions[0].indices {
        for oy in positions[1].indices {
          for ox in positions[2].indices {
            let window = Offsets.sums([
              positions[0][oz].map { $0 * inputSizes[1] * inputSizes[2] },
              positions[1][oy].map { $0 * inputSizes[2] }, positions[2][ox],
            ])
            body(plane, window, paddedCounts[0][oz] * paddedCounts[1][oy] * paddedCounts[2][ox])
          }
        }
      }
    }
  }

  /// A position within a plane, counted column by column over the last two axes if the pool says
  /// so.
  private func place(of position: Int) -> Int {
    guard pool.columnMajorIndices, pool.kernel.count > 1 else { return position }
    let (height, width) = (inputSizes[1], inputSizes[2])
    let (slice, within) = position.quotientAndRemainder(dividingBy: height * width)
    return slice * height * width + within % width * height + within / width
  }
}
