import LinearAlgebra

/// Where the elements of a matrix lie when its row and column digits are interleaved:
/// `W[i_1…i_d, j_1…j_d]` at row-major index `(i_1, j_1, …, i_d, j_d)`.
///
/// The position is a sum of a part that depends on the row and one that depends on the column.
struct ModeInterleaving {
  /// `[M]`
  let rowOffsets: [Int]
  /// `[N]`
  let columnOffsets: [Int]

  init(rowModes: [Int], columnModes: [Int]) {
    var rowOffsets = [0]
    var columnOffsets = [0]
    var stride = zip(rowModes, columnModes).reduce(1) { $0 * $1.0 * $1.1 }
    for (m, n) in zip(rowModes, columnModes) {
      stride /= m
      rowOffsets = rowOffsets.flatMap { offset in (0..<m).map { offset + $0 * stride } }
      stride /= n
      columnOffsets = columnOffsets.flatMap { offset in (0..<n).map { offset + $0 * stride } }
    }
    self.rowOffsets = rowOffsets
    self.columnOffsets = columnOffsets
  }

  /// The elements of a row-major matrix in interleaved order.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func interleave<Scalar: MatrixScalar>(_ elements: [Scalar]) -> [Scalar] {
    [Scalar](unsafeUninitializedCapacity: elements.count) { target, count in
      let target = target.baseAddress
      elements.withUnsafeBufferPointer { source in
        columnOffsets.withUnsafeBufferPointer { columnOffsets in
          var next = 0
          for rowOffset in rowOffsets {
            for columnOffset in columnOffsets {
              (target! + (rowOffset + columnOffset)).initialize(to: source[next])
              next += 1
            }
          }
        }
      }
      count = elements.count
    }
  }

  /// The row-major matrix of elements in interleaved order.
  @specialized(where Scalar == Float)
  @specialized(where Scalar == Double)
  func separate<Scalar: MatrixScalar>(_ elements: [Scalar]) -> [Scalar] {
    [Scalar](unsafeUninitializedCapacity: elements.count) { target, count in
      let target = target.baseAddress
      elements.withUnsafeBufferPointer { source in
        columnOffsets.withUnsafeBufferPointer { columnOffsets in
          var next = 0
          for rowOffset in rowOffsets {
            for columnOffset in columnOffsets {
              (target! + next).initialize(to: source[rowOffset + columnOffset])
              next += 1
            }
          }
        }
      }
      count = elements.count
    }
  }
}
