/// One-sided Jacobi (Hestenes 1958): rotates pairs of rows until all are orthogonal, B = J A with
/// J orthogonal.
///
/// Small singular values keep their relative accuracy, which methods that first reduce the matrix
/// to a band do not promise, and J is orthogonal to working precision even when A is singular.
struct JacobiRotations {
  /// B: orthogonal rows, in no order.
  private(set) var rows: Matrix<Double>
  /// J, square.
  private(set) var rotation: Matrix<Double>

  private static var sweepLimit: Int { 60 }
  /// A row this much shorter than the longest, squared, counts as zero: rows of a singular matrix
  /// are rounding errors of rounding errors and would shrink for ever.
  private static var negligibleSquare: Double {
    Double.ulpOfOne * Double.ulpOfOne * Double.ulpOfOne * Double.ulpOfOne
  }

  /// - Parameters:
  ///   - start: an orthogonal matrix that already makes the rows of `start · matrix` nearly
  ///     orthogonal.
  /// - Throws: `noConvergence`.
  init(_ matrix: Matrix<Double>, start: Matrix<Double>?) throws(LinearAlgebraError) {
    rows = start.map { $0 * matrix } ?? matrix
    rotation = start ?? Matrix(identity: matrix.rows)
    guard matrix.rows > 1 else { return }
    for _ in 0..<Self.sweepLimit where !sweep() { return }
    throw .noConvergence
  }

  /// The lengths of the rows: the singular values, in no order; 0 where negligible.
  var norms: [Double] {
    let length = rows.columns
    let squares = (0..<rows.rows).map { i in
      rows.elements[i * length..<(i + 1) * length].reduce(0) { $0 + $1 * $1 }
    }
    let floor = (squares.max() ?? 0) * Self.negligibleSquare
    return squares.map { $0 > floor ? $0.squareRoot() : 0 }
  }

  /// Visits every pair of rows once; returns whether any was rotated.
  ///
  /// Round-robin order: in each round every row meets one other, so that the pairs of a round are
  /// independent.
  private mutating func sweep() -> Bool {
    let count = rows.rows
    let length = rows.columns
    let players = count + count % 2
    let isLarge = count * length > 1 << 15
    var rotated = [Bool](repeating: false, count: players / 2)
    var squares = [Double](repeating: 0, count: count)
    rows.elements.withUnsafeMutableBufferPointer { rows in
      rotation.elements.withUnsafeMutableBufferPointer { rotation in
        rotated.withUnsafeMutableBufferPointer { rotated in
          squares.withUnsafeMutableBufferPointer { squares in
            guard let rowBase = rows.baseAddress, let rotationBase = rotation.baseAddress else {
              return
            }
            nonisolated(unsafe) let (b, j, rotated, squares) = (
              rowBase, rotationBase, rotated, squares
            )
            for i in 0..<count { squares[i] = Double.dot(b + i * length, b + i * length, length) }
            let floor = (squares.max() ?? 0) * Self.negligibleSquare
            for round in 0..<players - 1 {
              let parts = isLarge ? processorCount : 1
              inParallel(parts) { part in
                for pair in stride(from: part, to: players / 2, by: parts) {
                  // Player `players − 1` stays, the others move around the table.
                  let turn = players - 1
                  let first = pair == 0 ? turn : (round + pair) % turn
                  let second = pair == 0 ? round : (round + turn - pair) % turn
                  let (p, q) = (min(first, second), max(first, second))
                  if q < count, orthogonalize(b, j, squares, floor, p, q, length, count) {
                    rotated[pair] = true
                  }
                }
              }
            }
          }
        }
      }
    }
    return rotated.contains(true)
  }
}

/// Makes rows p and q orthogonal; returns whether they were not.
private func orthogonalize(
  _ b: UnsafeMutablePointer<Double>, _ j: UnsafeMutablePointer<Double>,
  _ squares: UnsafeMutableBufferPointer<Double>, _ floor: Double, _ p: Int, _ q: Int,
  _ length: Int, _ count: Int
) -> Bool {
  let (x, y) = (b + p * length, b + q * length)
  let product = Double.dot(x, y, length)
  let limit = Double.ulpOfOne * Double(length).squareRoot()
  guard min(squares[p], squares[q]) > floor,
    abs(product) > limit * (squares[p] * squares[q]).squareRoot()
  else { return false }
  let zeta = (squares[q] - squares[p]) / (2 * product)
  let root = (1 + zeta * zeta).squareRoot()
  let tangent = (zeta < 0 ? -1 : 1) / (abs(zeta) + root)
  let cosine = 1 / (1 + tangent * tangent).squareRoot()
  let sine = cosine * tangent
  rotate(x, y, cosine, sine, length)
  rotate(j + p * count, j + q * count, cosine, sine, count)
  // Recomputed rather than updated: updates lose the small norms.
  squares[p] = Double.dot(x, x, length)
  squares[q] = Double.dot(y, y, length)
  return true
}
