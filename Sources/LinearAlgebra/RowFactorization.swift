/// A = L Q by Householder reflections of the rows: L lower trapezoidal, Q with orthonormal rows.
///
/// The one orthogonal factorization of the module: with rows stored contiguously it is the
/// natural one, and the QR factorization is that of the transpose.
struct RowFactorization<Scalar: MatrixScalar> {
  /// `rows × k`, k = min(rows, columns), zeros above the diagonal.
  let lower: Matrix<Scalar>
  private let blocks: [ReflectorBlock<Scalar>]
  private let columns: Int

  /// Rows in a panel, whose reflectors are applied to all that follows at once.
  private static var panelRows: Int { 32 }

  /// - Parameter keepsReflectors: whether `orthonormalRows` will be asked for.
  init(_ matrix: consuming Matrix<Scalar>, keepsReflectors: Bool = true) {
    var work = matrix
    let count = min(work.rows, work.columns)
    var blocks: [ReflectorBlock<Scalar>] = []
    for first in stride(from: 0, to: count, by: Self.panelRows) {
      let panel = first..<min(first + Self.panelRows, count)
      let block = Scalar.reflectRows(of: &work, panel)
      block.apply(to: &work, rows: panel.upperBound..<work.rows)
      if keepsReflectors { blocks.append(block) }
    }
    var lower = Matrix<Scalar>(zerosOfRows: work.rows, columns: count)
    for i in 0..<work.rows {
      for j in 0..<min(i + 1, count) { lower[i, j] = work[i, j] }
    }
    self.lower = lower
    self.blocks = blocks
    columns = work.columns
  }

  /// Q, `k × columns`.
  var orthonormalRows: Matrix<Scalar> {
    // A H_1 H_2 … = L, so Q = (H_1 H_2 …)ᵀ: the rows of the identity times … H_2 H_1.
    let count = lower.columns
    var q = Matrix<Scalar>(zerosOfRows: count, columns: columns)
    for i in 0..<count { q[i, i] = 1 }
    for block in blocks.reversed() { block.apply(transposed: true, to: &q, rows: 0..<count) }
    return q
  }
}

extension MatrixScalar {
  /// Reduces the panel's rows to lower triangular form by reflections from the right.
  @specialized(where Self == Float)
  @specialized(where Self == Double)
  fileprivate static func reflectRows(
    of work: inout Matrix<Self>, _ panel: Range<Int>
  ) -> ReflectorBlock<Self> {
    let length = work.columns
    var vectors = Matrix<Self>(zerosOfRows: panel.count, columns: length)
    var scales = [Self](repeating: 0, count: panel.count)
    work.elements.withUnsafeMutableBufferPointer { work in
      vectors.elements.withUnsafeMutableBufferPointer { vectors in
        guard let rows = work.baseAddress, let reflectors = vectors.baseAddress else { return }
        for i in panel {
          let row = rows + i * length
          let v = reflectors + (i - panel.lowerBound) * length
          let scale = reflector(row + i, v + i, length - i)
          scales[i - panel.lowerBound] = scale
          for below in i..<panel.upperBound where scale != 0 {
            let target = rows + below * length + i
            addScaled(-scale * dot(target, v + i, length - i), v + i, to: target, length - i)
          }
        }
      }
    }
    return ReflectorBlock(vectors: vectors, scales: scales)
  }

  /// Writes v with v[0] = 1 and returns τ so that x (I − τ v vᵀ) = (±‖x‖, 0, …); τ = 0 when
  /// nothing is to be done. `count` is at least 1.
  static func reflector(
    _ x: UnsafePointer<Self>, _ v: UnsafeMutablePointer<Self>, _ count: Int
  ) -> Self {
    // Scaled by the largest element, so that squares neither overflow nor vanish.
    var largest = Self.zero
    for i in 0..<count { largest = max(largest, abs(x[i])) }
    v.update(repeating: 0, count: count)
    v[0] = 1
    guard largest > 0 else { return 0 }
    for i in 1..<count { v[i] = x[i] / largest }
    let head = x[0] / largest
    let tail = dot(v + 1, v + 1, count - 1)
    guard tail > 0 else { return 0 }
    let norm = (head * head + tail).squareRoot()
    let image = head > 0 ? -norm : norm
    let pivot = head - image
    for i in 1..<count { v[i] /= pivot }
    return -pivot / image
  }
}
