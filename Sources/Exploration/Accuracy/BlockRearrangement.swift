import LinearAlgebra

extension Matrix {
  /// The block rearrangement at a cut (Van Loan and Pitsianis 1993), pq × MN/(pq):
  ///
  ///     R[(i_hi, j_hi), (i_lo, j_lo)] = W[i_hi · M/p + i_lo, j_hi · N/q + j_lo]
  ///
  /// It has the singular values of the unfolding at this cut of every shape that has it.
  /// - Precondition: p divides the rows and q the columns.
  func rearranged(at cut: Cut) -> Matrix {
    let (p, q) = (cut.rowPrefix, cut.columnPrefix)
    precondition(rows % p == 0 && columns % q == 0, "a cut of another matrix")
    let (height, width) = (rows / p, columns / q)
    // Row-major, the axes (i_hi, i_lo, j_hi, j_lo) become (i_hi, j_hi, i_lo, j_lo): runs of `width`
    // elements stay together.
    let elements = [Scalar](unsafeUninitializedCapacity: self.elements.count) { target, count in
      self.elements.withUnsafeBufferPointer { source in
        guard let source = source.baseAddress, let target = target.baseAddress else { return }
        nonisolated(unsafe) let (from, to) = (source, target)
        let parts = self.elements.count < 1 << 21 ? 1 : min(rows, 2 * processorCount)
        inParallel(parts) { part in
          for row in rows * part / parts..<rows * (part + 1) / parts {
            let (high, low) = row.quotientAndRemainder(dividingBy: height)
            for block in 0..<q {
              (to + ((high * q + block) * height + low) * width)
                .initialize(from: from + row * columns + block * width, count: width)
            }
          }
        }
      }
      count = self.elements.count
    }
    return Matrix(rows: p * q, columns: height * width, elements: elements)
  }
}
