/// A symmetric matrix reduced to tridiagonal form: A = Q T Qᵀ.
struct TridiagonalForm {
  private(set) var diagonal: [Double]
  /// Element i couples i − 1 and i; element 0 is 0.
  private var coupling: [Double]
  private let reflectors: Matrix<Double>
  private let scales: [Double]

  /// Householder reduction from the last row up, on the lower triangle alone, whose rows are
  /// contiguous.
  init(_ matrix: Matrix<Double>) {
    let n = matrix.rows
    var work = matrix
    var reflectors = Matrix<Double>(zerosOfRows: n, columns: n)
    var scales = [Double](repeating: 0, count: n)
    var coupling = [Double](repeating: 0, count: n)
    // The update A ← A − v wᵀ − w vᵀ that the last step found and that is not yet carried out.
    var w = [Double](repeating: 0, count: n)
    work.elements.withUnsafeMutableBufferPointer { work in
      reflectors.elements.withUnsafeMutableBufferPointer { reflectors in
        guard let a = work.baseAddress, let vectors = reflectors.baseAddress else { return }
        for i in stride(from: n - 1, through: 0, by: -1) {
          let row = a + i * n
          let previous = i + 1 < n ? vectors + (i + 1) * n : nil
          func update(_ r: Int) {
            guard let previous else { return }
            Double.addScaled(-previous[r], w, to: a + r * n, r + 1)
            Double.addScaled(-w[r], previous, to: a + r * n, r + 1)
          }
          update(i)
          guard i > 0 else { break }
          // The reflector maps row[0..<i] onto its last element.
          let v = vectors + i * n
          (scales[i], coupling[i]) = reflectorOntoLast(row, v, i)
          // One pass over the triangle both updates it and multiplies it with v.
          var product = [Double](repeating: 0, count: i)
          for r in 0..<i {
            update(r)
            let line = a + r * n
            product[r] += Double.dot(line, v, r + 1)
            Double.addScaled(v[r], line, to: &product, r)
          }
          let scale = scales[i]
          let half = scale * scale * Double.dot(product, v, i) / 2
          for r in 0..<i { w[r] = scale * product[r] - half * v[r] }
        }
      }
    }
    diagonal = (0..<n).map { work[$0, $0] }
    self.coupling = coupling
    self.reflectors = reflectors
    self.scales = scales
  }

  /// Rows given in the coordinates of T (each a vector) are carried to those of A.
  func applyReflectors(to rows: inout Matrix<Double>) {
    let n = diagonal.count
    // Q = H_{n-1} … H_1; a row zᵀ of T becomes zᵀ Qᵀ = zᵀ H_1 … H_{n-1}.
    for first in stride(from: 1, to: n, by: 32) {
      let panel = first..<min(first + 32, n)
      let vectors = Matrix(
        rows: panel.count, columns: n,
        elements: Array(reflectors.elements[panel.lowerBound * n..<panel.upperBound * n]))
      ReflectorBlock(vectors: vectors, scales: Array(scales[panel]))
        .apply(to: &rows, rows: 0..<rows.rows)
    }
  }

  /// Implicit QL iteration; row k of `vectors` follows the rotations of coordinate k.
  mutating func diagonalize(
    rotating vectors: inout Matrix<Double>
  ) throws(LinearAlgebraError) {
    let n = diagonal.count
    guard n > 1 else { return }
    // e[i] couples i and i + 1.
    var e = Array(coupling.dropFirst()) + [0]
    var rotations = RotationQueue(rows: n)
    for start in 0..<n {
      var stepsLeft = 60
      while true {
        var end = start
        while end < n - 1 {
          let size = abs(diagonal[end]) + abs(diagonal[end + 1])
          if abs(e[end]) <= Double.ulpOfOne * size { break }
          end += 1
        }
        if end == start { break }
        guard stepsLeft > 0 else { throw .noConvergence }
        stepsLeft -= 1
        step(start, end, &e, &rotations)
        if rotations.isFull { rotations.flush(to: &vectors) }
      }
    }
    rotations.flush(to: &vectors)
  }

  /// One QL step with Wilkinson's shift on the unreduced block start…end.
  private mutating func step(
    _ start: Int, _ end: Int, _ e: inout [Double], _ rotations: inout RotationQueue
  ) {
    let half = (diagonal[start + 1] - diagonal[start]) / (2 * e[start])
    let root = (1 + half * half).squareRoot()
    var g = diagonal[end] - diagonal[start] + e[start] / (half + (half < 0 ? -root : root))
    var (s, c, p) = (1.0, 1.0, 0.0)
    for i in stride(from: end - 1, through: start, by: -1) {
      let f = s * e[i]
      let b = c * e[i]
      let r = hypotenuse(f, g)
      e[i + 1] = r
      if r == 0 {
        // The block falls apart here.
        diagonal[i + 1] -= p
        e[end] = 0
        return
      }
      s = f / r
      c = g / r
      let shifted = diagonal[i + 1] - p
      let t = (diagonal[i] - shifted) * s + 2 * c * b
      p = s * t
      diagonal[i + 1] = shifted + p
      g = c * t - b
      rotations.append(row: i, cosine: c, sine: s)
    }
    diagonal[start] -= p
    e[start] = g
    e[end] = 0
  }
}

/// Writes v with v[count − 1] = 1 and returns (τ, β) so that x (I − τ v vᵀ) = (0, …, 0, β).
private func reflectorOntoLast(
  _ x: UnsafePointer<Double>, _ v: UnsafeMutablePointer<Double>, _ count: Int
) -> (scale: Double, image: Double) {
  var largest = 0.0
  for i in 0..<count { largest = max(largest, abs(x[i])) }
  v[count - 1] = 1
  guard largest > 0 else { return (0, 0) }
  for i in 0..<count - 1 { v[i] = x[i] / largest }
  let tail = Double.dot(v, v, count - 1)
  guard tail > 0 else { return (0, x[count - 1]) }
  let head = x[count - 1] / largest
  let norm = (head * head + tail).squareRoot()
  let image = head > 0 ? -norm : norm
  let pivot = head - image
  for i in 0..<count - 1 { v[i] /= pivot }
  return (-pivot / image, image * largest)
}

/// √(a² + b²) without overflow.
private func hypotenuse(_ a: Double, _ b: Double) -> Double {
  let (small, large) = abs(a) < abs(b) ? (abs(a), abs(b)) : (abs(b), abs(a))
  guard large > 0 else { return 0 }
  let ratio = small / large
  return large * (1 + ratio * ratio).squareRoot()
}
