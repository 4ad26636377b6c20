/// Computes a product, tile by tile: the loops of every linear kernel, written once.
///
/// A block of columns stays in the nearest cache while the left matrix passes by. Rows are dealt out evenly:
/// seven rows for tiles of six are four and three, not six and one, because a tile of one row
/// waits for the latency of its few sums.
@inlinable @inline(always)
public func multiplyMatrices<Target: InstructionSet>(_: Target.Type, _ product: Product) {
  guard product.rows > 0 && product.columns > 0 else { return }
  var memory = InlineArray<512, Float>(repeating: 0)
  var span = memory.mutableSpan
  span.withUnsafeMutableBufferPointer { buffer in
    let staging = Staging(buffer.baseAddress.unsafelyUnwrapped)
    for batch in 0..<product.batch {
      if product.columns == 1 && product.right.depthStride == 1
        && product.left.elementStride == 1
      {
        multiplyByVector(Target.self, product, batch: batch)
      } else if product.rows == 1 {
        multiplySingleRow(Target.self, product, batch: batch, staging)
      } else {
        multiplyTiles(Target.self, product, batch: batch, staging)
      }
    }
  }
}

@inlinable @inline(always)
func multiplyTiles<Target: InstructionSet>(
  _: Target.Type, _ product: Product, batch: Int, _ staging: Staging
) {
  let tileCount = (product.rows &+ Target.tileRows &- 1) / Target.tileRows
  let fewestRows = product.rows / tileCount
  let tallTiles = product.rows &- fewestRows &* tileCount
  let vectorWidth = Target.Vector.width
  var column = 0
  while column < product.columns {
    let remaining = product.columns &- column
    let isWide = remaining > vectorWidth
    let width = isWide ? 2 &* vectorWidth : vectorWidth
    let columns = remaining < width ? remaining : width
    let block = ColumnBlock(
      product, batch: batch, column: column, width: width, copy: staging.right)
    let isStaged = columns < width || product.output.elementStride != 1
    // A strided bias goes through the staging memory, too.
    let stagesBias = isStaged || (product.bias?.elementStride ?? 0) > 1
    var cursor = RowCursor(product, batch: batch, column: column)
    for tile in 0..<tileCount {
      let count = tile < tallTiles ? fewestRows &+ 1 : fewestRows
      let rows = TileRows(
        count, from: &cursor, product, staging: stagesBias ? staging : nil, columns: columns)
      let target = isStaged ? rows.staged(staging) : rows
      if isWide {
        runTile(Target.self, Columns<2>(), rows: count, product, block, target, staging)
      } else {
        runTile(Target.self, Columns<1>(), rows: count, product, block, target, staging)
      }
      if isStaged {
        rows.unstage(
          staging, rows: count, columns: columns, elementStride: product.output.elementStride)
      }
    }
    column &+= width
  }
}

/// A number of vectors as a type.
@usableFromInline
struct Columns<let vectors: Int> {
  @inlinable @inline(always)
  init() {}
}

/// Chooses the tile of exactly `count` rows.
@inlinable @inline(always)
func runTile<Target: InstructionSet, let vectors: Int>(
  _: Target.Type, _: Columns<vectors>, rows count: Int, _ product: Product,
  _ block: ColumnBlock, _ rows: TileRows, _ staging: Staging
) {
  // Cases above `tileRows` disappear at compile time.
  if count == 1 { return Tile<Target.Vector, 1, vectors>.run(product, block, rows, staging) }
  if count == 2 { return Tile<Target.Vector, 2, vectors>.run(product, block, rows, staging) }
  if count == 3 { return Tile<Target.Vector, 3, vectors>.run(product, block, rows, staging) }
  if Target.tileRows == 4 || count == 4 {
    return Tile<Target.Vector, 4, vectors>.run(product, block, rows, staging)
  }
  if count == 5 { return Tile<Target.Vector, 5, vectors>.run(product, block, rows, staging) }
  if Target.tileRows == 6 || count == 6 {
    return Tile<Target.Vector, 6, vectors>.run(product, block, rows, staging)
  }
  if count == 7 { return Tile<Target.Vector, 7, vectors>.run(product, block, rows, staging) }
  Tile<Target.Vector, 8, vectors>.run(product, block, rows, staging)
}

extension Tile {
  @inlinable @inline(always)
  static func run(
    _ product: Product, _ block: ColumnBlock, _ tileRows: TileRows, _ staging: Staging
  ) {
    var left = Rows(repeating: tileRows.left[0])
    var bias = Rows(repeating: tileRows.bias[0])
    for row in 0..<rows {
      left[row] = tileRows.left[row]
      bias[row] = tileRows.bias[row]
    }
    var tile = product.bias == nil ? Tile() : Tile(bias: bias, elementStride: tileRows.biasStride)
    var right = block.start
    var rightStride = product.right.depthStride
    var steps = block.directSteps
    var offset = 0
    var isLast = block.copiedSteps == 0
    while true {
      tile.accumulate(
        left: left, leftOffset: offset, leftStride: product.left.elementStride,
        right: right, rightStride: rightStride, steps: steps)
      if isLast { break }
      offset = steps &* product.left.elementStride
      right = UnsafePointer(staging.right)
      rightStride = 16
      steps = block.copiedSteps
      isLast = true
    }
    for row in 0..<rows {
      tile.store(row: row, clamp: product.clamp, to: tileRows.output[row])
    }
  }
}
