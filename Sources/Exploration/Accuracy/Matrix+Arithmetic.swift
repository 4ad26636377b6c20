import LinearAlgebra

extension Matrix {
  func scaled(by factor: Double) -> Matrix {
    let factor = Scalar(factor)
    return Matrix(rows: rows, columns: columns, elements: elements.map { $0 * factor })
  }

  /// Adds another matrix of the same size, each element times a factor.
  mutating func add(_ other: Matrix, times factor: Scalar = 1) {
    for index in elements.indices { elements[index] += factor * other.elements[index] }
  }
}

extension Matrix<Double> {
  /// The sum of the products of elements at the same place.
  func dot(_ other: Matrix) -> Double {
    zip(elements, other.elements).reduce(0) { $0 + $1.0 * $1.1 }
  }
}
