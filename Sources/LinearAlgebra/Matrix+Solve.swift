extension Matrix {
  /// The lower triangular L with A = L Lᵀ; only the lower triangle is read.
  ///
  /// - Throws: `notFinite`, or `notPositiveDefinite` with the row where it shows.
  /// - Precondition: the matrix is square.
  public func cholesky() throws(LinearAlgebraError) -> Matrix {
    precondition(rows == columns, "Cholesky needs a square matrix")
    guard isFinite else { throw .notFinite }
    var lower = Matrix(zerosOfRows: rows, columns: rows)
    if let row = Scalar.choleskyFailure(self, &lower) { throw .notPositiveDefinite(row: row) }
    return lower
  }

  /// X with T X = B for this triangular T; only its triangle is read.
  ///
  /// - Throws: `singular` when a diagonal element is zero or not a number.
  /// - Precondition: T is square and B has as many rows.
  public func triangularSolve(
    _ right: Matrix, lower: Bool
  ) throws(LinearAlgebraError) -> Matrix {
    precondition(rows == columns && right.rows == rows, "sizes differ")
    for i in 0..<rows where !(abs(self[i, i]) > 0) { throw .singular(row: i) }
    var x = right
    Scalar.substitute(self, &x, forward: lower)
    return x
  }

  /// X with L Lᵀ X = B for this lower triangular L, as `cholesky` returns it.
  ///
  /// - Throws: `singular` when a diagonal element is zero or not a number.
  /// - Precondition: L is square and B has as many rows.
  public func choleskySolve(_ right: Matrix) throws(LinearAlgebraError) -> Matrix {
    var x = try triangularSolve(right, lower: true)
    Scalar.substituteTransposed(self, &x)
    return x
  }

  /// The X that minimises ‖A X − B‖, for A of full column rank and rows ≥ columns.
  ///
  /// By QR, so the condition number is not squared.
  /// - Throws: `notFinite`; `singular` when a column depends on those before it to working
  ///   precision.
  public func leastSquares(_ right: Matrix) throws(LinearAlgebraError) -> Matrix {
    precondition(rows >= columns && right.rows == rows, "sizes differ")
    guard right.isFinite else { throw .notFinite }
    let (q, r) = try qr()
    let largest = (0..<columns).map { abs(r[$0, $0]) }.max() ?? 0
    let threshold = largest * Scalar(max(rows, 1)) * Scalar.ulpOfOne
    for i in 0..<columns where abs(r[i, i]) <= threshold { throw .singular(row: i) }
    return try r.triangularSolve(q.transposeMultiplied(by: right), lower: false)
  }
}

extension MatrixScalar {
  /// Fills L block of columns by block; returns the row of a pivot that is not positive.
  @specialized(where Self == Float)
  @specialized(where Self == Double)
  fileprivate static func choleskyFailure(
    _ matrix: Matrix<Self>, _ lower: inout Matrix<Self>
  ) -> Int? {
    let (n, block) = (matrix.rows, 128)
    return lower.elements.withUnsafeMutableBufferPointer { buffer in
      guard let l = buffer.baseAddress else { return nil }
      matrix.elements.withUnsafeBufferPointer { a in
        for i in 0..<n { for j in 0...i { l[i * n + j] = a[i * n + j] } }
      }
      for first in stride(from: 0, to: n, by: block) {
        let width = min(block, n - first)
        subtractColumns(
          before: first, from: l + first * n, rows: n - first, width: width, stride: n)
        for i in first..<first + width {
          let row = l + i * n + first
          substitute(into: row, l + first * n + first, count: i - first, stride: n)
          let pivot = row[i - first] - dot(row, row, i - first)
          guard pivot > 0 else { return i }
          row[i - first] = pivot.squareRoot()
          // What the product wrote beyond the diagonal.
          for j in i - first + 1..<max(width, i - first + 1) { row[j] = 0 }
        }
        nonisolated(unsafe) let target = l
        let (below, parts) = (n - first - width, n - first > 512 ? processorCount : 1)
        inParallel(parts) { part in
          for i in below * part / parts..<below * (part + 1) / parts {
            let row = target + (first + width + i) * n + first
            substitute(into: row, target + first * n + first, count: width, stride: n)
          }
        }
      }
      return nil
    }
  }

  /// Solves x Tᵀ = b for one row, which holds b and then x.
  private static func substitute(
    into row: UnsafeMutablePointer<Self>, _ triangle: UnsafePointer<Self>, count: Int, stride: Int
  ) {
    for j in 0..<count {
      let other = triangle + j * stride
      row[j] = (row[j] - dot(row, other, j)) / other[j]
    }
  }

  /// What the columns of L before a block take off it: one product, nearly all of the work.
  private static func subtractColumns(
    before first: Int, from rows: UnsafeMutablePointer<Self>, rows count: Int, width: Int,
    stride: Int
  ) {
    guard first > 0 else { return }
    let negative = (0..<width).flatMap { row in (0..<first).map { -rows[row * stride + $0] } }
    negative.withUnsafeBufferPointer { negative in
      guard let base = negative.baseAddress else { return }
      _multiplyAdd(
        Operand(UnsafePointer(rows), rowStride: stride, columnStride: 1),
        Operand(base, rowStride: 1, columnStride: first),
        ProductTarget(base: rows + first, stride: stride, rows: count, columns: width, depth: first)
      )
    }
  }

  @specialized(where Self == Float)
  @specialized(where Self == Double)
  fileprivate static func substitute(
    _ triangle: Matrix<Self>, _ x: inout Matrix<Self>, forward: Bool
  ) {
    let (n, width) = (x.rows, x.columns)
    x.elements.withUnsafeMutableBufferPointer { buffer in
      guard let x = buffer.baseAddress else { return }
      for step in 0..<n {
        let i = forward ? step : n - 1 - step
        for k in forward ? 0..<i : (i + 1)..<n {
          addScaled(-triangle[i, k], x + k * width, to: x + i * width, width)
        }
        for j in 0..<width { x[i * width + j] /= triangle[i, i] }
      }
    }
  }

  /// Back substitution with Lᵀ, which is never made: a row of L serves when its x is known.
  @specialized(where Self == Float)
  @specialized(where Self == Double)
  fileprivate static func substituteTransposed(_ lower: Matrix<Self>, _ x: inout Matrix<Self>) {
    let (n, width) = (x.rows, x.columns)
    x.elements.withUnsafeMutableBufferPointer { buffer in
      guard let x = buffer.baseAddress else { return }
      for i in (0..<n).reversed() {
        for j in 0..<width { x[i * width + j] /= lower[i, i] }
        for k in 0..<i {
          addScaled(-lower[i, k], x + i * width, to: x + k * width, width)
        }
      }
    }
  }
}
