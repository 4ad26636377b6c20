extension Matrix {
  /// The matrix product.
  ///
  /// - Precondition: the inner sizes agree.
  public static func * (left: Matrix, right: Matrix) -> Matrix {
    precondition(left.columns == right.rows, "inner sizes differ")
    return product(
      rows: left.rows, columns: right.columns, depth: left.columns, left, right,
      transposesLeft: false, transposesRight: false)
  }

  /// The product of this matrix's transpose with another.
  public func transposeMultiplied(by right: Matrix) -> Matrix {
    precondition(rows == right.rows, "inner sizes differ")
    return Matrix.product(
      rows: columns, columns: right.columns, depth: rows, self, right, transposesLeft: true,
      transposesRight: false)
  }

  /// The product of this matrix with another's transpose.
  public func multiplied(byTransposeOf right: Matrix) -> Matrix {
    precondition(columns == right.columns, "inner sizes differ")
    return Matrix.product(
      rows: rows, columns: right.rows, depth: columns, self, right, transposesLeft: false,
      transposesRight: true)
  }

  private static func product(
    rows: Int, columns: Int, depth: Int, _ left: Matrix, _ right: Matrix, transposesLeft: Bool,
    transposesRight: Bool
  ) -> Matrix {
    var result = Matrix(zerosOfRows: rows, columns: columns)
    left.withOperand { a in
      right.withOperand { b in
        result.withTarget(depth: depth) { c in
          Scalar._multiplyAdd(
            transposesLeft ? a.transposed : a, transposesRight ? b.transposed : b, c)
        }
      }
    }
    return result
  }

  func withOperand<Result>(_ body: (Operand<Scalar>) -> Result) -> Result {
    elements.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress else {
        // An empty array may have no address; no product reads from an empty operand.
        return withUnsafePointer(to: Scalar.zero) {
          body(Operand($0, rowStride: columns, columnStride: 1))
        }
      }
      return body(Operand(base, rowStride: columns, columnStride: 1))
    }
  }

  mutating func withTarget(depth: Int, _ body: (ProductTarget<Scalar>) -> Void) {
    let (rows, columns) = (rows, columns)
    elements.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress else { return }
      body(ProductTarget(base: base, stride: columns, rows: rows, columns: columns, depth: depth))
    }
  }
}
