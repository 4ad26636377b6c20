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
  /// Fills L row by row with dot products of rows; returns the row of a pivot that is not positive.
  @specialized(where Self == Float)
  @specialized(where Self == Double)
  fileprivate static func choleskyFailure(
    _ matrix: Matrix<Self>, _ lower: inout Matrix<Self>
  ) -> Int? {
    let n = matrix.rows
    return lower.elements.withUnsafeMutableBufferPointer { buffer in
      guard let l = buffer.baseAddress else { return nil }
      for i in 0..<n {
        for j in 0..<i {
          l[i * n + j] = (matrix[i, j] - dot(l + i * n, l + j * n, j)) / l[j * n + j]
        }
        let pivot = matrix[i, i] - dot(l + i * n, l + i * n, i)
        guard pivot > 0 else { return i }
        l[i * n + i] = pivot.squareRoot()
      }
      return nil
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
}
