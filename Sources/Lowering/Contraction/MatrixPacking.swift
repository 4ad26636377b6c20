import HandcarFormat

/// Layouts of constant matrices.
enum MatrixPacking {
  /// A row-major matrix as panels `[ceil(rows/16)][depth][16]`, rows beyond the last zero.
  static func panels(_ matrix: [Float], rows: Int, depth: Int) -> [Float] {
    let width = Limits.panelWidth
    let panelCount = (rows + width - 1) / width
    var packed = [Float](repeating: 0, count: panelCount * depth * width)
    packed.withUnsafeMutableBufferPointer { packed in
      matrix.withUnsafeBufferPointer { matrix in
        for row in 0..<rows {
          let panel = row / width * depth * width + row % width
          for column in 0..<depth {
            packed[panel + column * width] = matrix[row * depth + column]
          }
        }
      }
    }
    return packed
  }

  /// The elements of a dense tensor with its axes in another order: result axis a is axis `axes[a]`.
  static func permuted(_ elements: [Float], extents: [Int], axes: [Int]) -> [Float] {
    let strides = denseStrides(of: extents)
    var offsets = [0]
    for axis in axes {
      let steps = (0..<extents[axis]).map { $0 * strides[axis] }
      offsets = offsets.flatMap { offset in steps.map { offset + $0 } }
    }
    return offsets.map { elements[$0] }
  }
}
