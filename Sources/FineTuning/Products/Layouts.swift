/// Rows and columns exchanged: target (columns × rows).
func transpose(
  _ source: UnsafePointer<Float>, rows: Int, columns: Int, into target: UnsafeMutablePointer<Float>
) {
  // Sixteen rows at a time: each line written is full, and few lines are read at once.
  var first = 0
  while first < rows {
    let count = min(16, rows - first)
    let block = source + first * columns
    for column in 0..<columns {
      let line = target + column * rows + first
      for row in 0..<count { line[row] = block[row * columns + column] }
    }
    first += 16
  }
}

/// A row-major matrix as panels `[ceil(rows/16)][columns][16]`, rows beyond the last zero.
func packPanels(
  _ source: UnsafePointer<Float>, rows: Int, columns: Int,
  into target: UnsafeMutablePointer<Float>
) {
  var first = 0
  while first < rows {
    let count = min(16, rows - first)
    let block = source + first * columns
    let panel = target + first * columns
    if count < 16 { panel.update(repeating: 0, count: 16 * columns) }
    for column in 0..<columns {
      for row in 0..<count { panel[column * 16 + row] = block[row * columns + column] }
    }
    first += 16
  }
}

/// Floats of the panels of a matrix.
func panelCount(rows: Int, columns: Int) -> Int { (rows + 15) / 16 * 16 * columns }

/// target += source
func add(
  _ source: UnsafePointer<Float>, to target: UnsafeMutablePointer<Float>, _ count: Int
) {
  var i = 0
  while i + 8 <= count {
    let sum =
      UnsafeRawPointer(target + i).loadUnaligned(as: SIMD8<Float>.self)
      + UnsafeRawPointer(source + i).loadUnaligned(as: SIMD8<Float>.self)
    UnsafeMutableRawPointer(target + i).storeBytes(of: sum, as: SIMD8<Float>.self)
    i += 8
  }
  while i < count {
    target[i] += source[i]
    i += 1
  }
}

/// target[j] = Σ_i source[i][j]: how the gradient of a bias sums over the batch.
func sumRows(
  _ source: UnsafePointer<Float>, rows: Int, columns: Int, into target: UnsafeMutablePointer<Float>
) {
  target.update(repeating: 0, count: columns)
  for row in 0..<rows { add(source + row * columns, to: target, columns) }
}
