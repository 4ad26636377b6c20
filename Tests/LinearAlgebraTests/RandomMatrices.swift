import LinearAlgebra
import TestSupport

/// A matrix of uniform elements in −1…1.
func randomMatrix<Scalar: MatrixScalar>(
  _ rows: Int, _ columns: Int, _ random: inout SeededGenerator, as: Scalar.Type = Scalar.self
) -> Matrix<Scalar> {
  Matrix(
    rows: rows, columns: columns, elements: random.doubles(rows * columns).map { Scalar($0) })
}

/// The product by its definition, in Double.
func naiveProduct<Scalar>(_ a: Matrix<Scalar>, _ b: Matrix<Scalar>) -> Matrix<Double> {
  var product = Matrix<Double>(zerosOfRows: a.rows, columns: b.columns)
  for i in 0..<a.rows {
    for j in 0..<b.columns {
      var sum = 0.0
      for k in 0..<a.columns { sum += Double(a[i, k]) * Double(b[k, j]) }
      product[i, j] = sum
    }
  }
  return product
}

/// ‖A − B‖_F
func distance<A, B>(_ a: Matrix<A>, _ b: Matrix<B>) -> Double {
  zip(a.elements, b.elements).reduce(0) {
    let difference = Double($1.0) - Double($1.1)
    return $0 + difference * difference
  }.squareRoot()
}

/// ‖AᵀA − I‖_F: how far the columns are from orthonormal.
func orthonormalityError<Scalar>(_ a: Matrix<Scalar>) -> Double {
  let a = a.inDouble
  return distance(a.transposeMultiplied(by: a), Matrix<Double>(identity: a.columns))
}

/// A matrix of given singular values, with random singular vectors.
func matrix(
  _ rows: Int, _ columns: Int, singularValues: [Double], _ random: inout SeededGenerator
) throws -> Matrix<Double> {
  let count = singularValues.count
  var u = try randomMatrix(rows, count, &random, as: Double.self).qr().q
  let v = try randomMatrix(columns, count, &random, as: Double.self).qr().q
  for i in 0..<rows {
    for k in 0..<count { u[i, k] *= singularValues[k] }
  }
  return u.multiplied(byTransposeOf: v)
}
