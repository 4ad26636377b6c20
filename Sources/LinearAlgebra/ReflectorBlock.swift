/// A product of Householder reflectors H_1 H_2 … H_b = I − Vᵀ T V, applied to the rows of a
/// matrix by two matrix products (the compact WY form of Schreiber and Van Loan 1989).
struct ReflectorBlock<Scalar: MatrixScalar> {
  /// The reflectors' vectors, `b × length`.
  let vectors: Matrix<Scalar>
  /// Upper triangular, `b × b`.
  let triangle: Matrix<Scalar>

  /// - Parameters:
  ///   - vectors: one vector v_i for each row; H_i = I − scales[i] v_i v_iᵀ.
  init(vectors: Matrix<Scalar>, scales: [Scalar]) {
    let count = vectors.rows
    let products = vectors.multiplied(byTransposeOf: vectors)
    var triangle = Matrix<Scalar>(zerosOfRows: count, columns: count)
    for i in 0..<count {
      triangle[i, i] = scales[i]
      for row in 0..<i {
        var sum = Scalar.zero
        for k in row..<i { sum += triangle[row, k] * products[k, i] }
        triangle[row, i] = -scales[i] * sum
      }
    }
    self.vectors = vectors
    self.triangle = triangle
  }

  /// Rows `rows` of a matrix of `length` columns, each taken as a vector x, become x H_1 … H_b,
  /// or, transposed, x H_b … H_1.
  func apply(transposed: Bool = false, to matrix: inout Matrix<Scalar>, rows: Range<Int>) {
    guard !rows.isEmpty else { return }
    let length = vectors.columns
    var weights = Matrix<Scalar>(zerosOfRows: rows.count, columns: vectors.rows)
    matrix.withOperand { operand in
      vectors.withOperand { v in
        weights.withTarget(depth: length) {
          Scalar._multiplyAdd(operand.from(row: rows.lowerBound, column: 0), v.transposed, $0)
        }
      }
    }
    weights =
      transposed ? weights.multiplied(byTransposeOf: triangle) : weights * triangle
    for i in weights.elements.indices { weights.elements[i].negate() }
    let columns = matrix.columns
    weights.withOperand { w in
      vectors.withOperand { v in
        matrix.elements.withUnsafeMutableBufferPointer { buffer in
          guard let base = buffer.baseAddress else { return }
          Scalar._multiplyAdd(
            w, v,
            ProductTarget(
              base: base + rows.lowerBound * columns, stride: columns, rows: rows.count,
              columns: length, depth: vectors.rows))
        }
      }
    }
  }
}
