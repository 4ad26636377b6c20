/// A dense matrix in row-major order.
public struct Matrix<Scalar: MatrixScalar>: Equatable, Sendable {
  public let rows: Int
  public let columns: Int
  /// Element (i, j) lies at `i * columns + j`.
  public var elements: [Scalar]

  /// - Precondition: there are `rows * columns` elements.
  public init(rows: Int, columns: Int, elements: [Scalar]) {
    precondition(rows >= 0 && columns >= 0 && elements.count == rows * columns)
    self.rows = rows
    self.columns = columns
    self.elements = elements
  }

  /// A matrix of zeros.
  public init(zerosOfRows rows: Int, columns: Int) {
    self.init(rows: rows, columns: columns, elements: Scalar._zeros(rows * columns))
  }

  /// The identity of a size.
  public init(identity size: Int) {
    self.init(zerosOfRows: size, columns: size)
    for i in 0..<size { self[i, i] = 1 }
  }

  public subscript(row: Int, column: Int) -> Scalar {
    get { elements[row * columns + column] }
    set { elements[row * columns + column] = newValue }
  }

  /// The same elements, read as another matrix of as many.
  public func reshaped(rows: Int, columns: Int) -> Matrix {
    Matrix(rows: rows, columns: columns, elements: elements)
  }

  /// Rows and columns exchanged.
  public var transposed: Matrix {
    var result = Scalar._zeros(elements.count)
    Scalar._transpose(elements, rows: rows, columns: columns, into: &result)
    return Matrix(rows: columns, columns: rows, elements: result)
  }

  /// The first `count` columns.
  public func leadingColumns(_ count: Int) -> Matrix {
    var result: [Scalar] = []
    result.reserveCapacity(rows * count)
    for i in 0..<rows { result += elements[i * columns..<i * columns + count] }
    return Matrix(rows: rows, columns: count, elements: result)
  }

  /// The first `count` rows.
  public func leadingRows(_ count: Int) -> Matrix {
    Matrix(rows: count, columns: columns, elements: Array(elements[..<(count * columns)]))
  }

  /// The Frobenius norm, summed in `Double`; not finite exactly when an element is not (or when
  /// squares of elements pass the range of `Double`).
  public var norm: Double { Scalar._sumOfSquares(elements).squareRoot() }

  /// Whether no element is infinite or not a number.
  public var isFinite: Bool { Scalar._isFinite(elements) }

  /// The same matrix in `Double`.
  public var inDouble: Matrix<Double> {
    Matrix<Double>(rows: rows, columns: columns, elements: Scalar._doubles(elements))
  }

  /// A matrix rounded from `Double`.
  public init(rounding matrix: Matrix<Double>) {
    self.init(
      rows: matrix.rows, columns: matrix.columns, elements: Scalar._rounded(matrix.elements))
  }
}
