/// Rotations of neighbouring rows, gathered and then applied to narrow slices of the matrix: a
/// slice stays in the cache while all of them pass over it, and slices are independent of each
/// other.
struct RotationQueue {
  private struct Rotation {
    let row: Int
    let cosine: Double
    let sine: Double
  }

  private var rotations: [Rotation] = []
  private let capacity: Int

  init(rows: Int) {
    // A few sweeps over all rows are enough to make the pass over memory cheap.
    capacity = max(1024, 8 * rows)
    rotations.reserveCapacity(capacity + rows)
  }

  var isFull: Bool { rotations.count >= capacity }

  /// Rows i and i + 1 become c · row i − s · row i+1 and s · row i + c · row i+1.
  mutating func append(row: Int, cosine: Double, sine: Double) {
    rotations.append(Rotation(row: row, cosine: cosine, sine: sine))
  }

  /// Applies the rotations in order and forgets them.
  mutating func flush(to matrix: inout Matrix<Double>) {
    let columns = matrix.columns
    // About 256 KB a slice.
    let width = max(16, min(columns, 32768 / max(matrix.rows, 1) / 8 * 8))
    let slices = (columns + width - 1) / max(width, 1)
    rotations.withUnsafeBufferPointer { rotations in
      matrix.elements.withUnsafeMutableBufferPointer { buffer in
        guard let base = buffer.baseAddress else { return }
        nonisolated(unsafe) let (rotations, matrix) = (rotations, base)
        inParallel(slices) { slice in
          let first = slice * width
          let count = min(width, columns - first)
          for rotation in rotations {
            let x = matrix + rotation.row * columns + first
            rotate(x, x + columns, rotation.cosine, rotation.sine, count)
          }
        }
      }
    }
    rotations.removeAll(keepingCapacity: true)
  }
}
