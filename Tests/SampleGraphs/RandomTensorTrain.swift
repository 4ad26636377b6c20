public import TensorTrain
public import TestSupport

/// Random tensor trains and their product with vectors, from the definition.
public enum RandomTensorTrain {
  public static func shape(_ coreCount: Int, using generator: inout SeededGenerator) throws
    -> TTShape
  {
    let largest = coreCount > 4 ? 3 : 5
    return try TTShape(
      rowModes: (0..<coreCount).map { _ in Int.random(in: 1...largest, using: &generator) },
      columnModes: (0..<coreCount).map { _ in Int.random(in: 1...largest, using: &generator) },
      ranks: [1] + (1..<coreCount).map { _ in Int.random(in: 1...4, using: &generator) } + [1])
  }

  public static func cores(of shape: TTShape, using generator: inout SeededGenerator) -> [[Float]] {
    (0..<shape.coreCount).map { generator.floats(shape.coreExtents($0).reduce(1, *)) }
  }

  /// W(i; j) = G_1[:, i_1, j_1, :] · … · G_d[:, i_d, j_d, :], one element at a time.
  public static func element(_ shape: TTShape, _ cores: [[Float]], _ row: Int, _ column: Int)
    -> Double
  {
    var (i, j) = (row, column)
    // From the last core, whose digits are the least significant.
    var vector: [Double] = [1]
    for k in (0..<shape.coreCount).reversed() {
      let (m, n) = (shape.rowModes[k], shape.columnModes[k])
      let (left, right) = (shape.ranks[k], shape.ranks[k + 1])
      let (digitI, digitJ) = (i % m, j % n)
      (i, j) = (i / m, j / n)
      vector = (0..<left).map { a in
        (0..<right).reduce(0) { sum, b in
          sum + Double(cores[k][((a * m + digitI) * n + digitJ) * right + b]) * vector[b]
        }
      }
    }
    return vector[0]
  }

  /// `[batch][M]`
  public static func product(
    _ shape: TTShape, _ cores: [[Float]], _ input: [Float], batch: Int
  ) -> [Double] {
    var result = [Double](repeating: 0, count: batch * shape.rows)
    for row in 0..<shape.rows {
      for column in 0..<shape.columns {
        let weight = element(shape, cores, row, column)
        for b in 0..<batch {
          result[b * shape.rows + row] += weight * Double(input[b * shape.columns + column])
        }
      }
    }
    return result
  }
}
