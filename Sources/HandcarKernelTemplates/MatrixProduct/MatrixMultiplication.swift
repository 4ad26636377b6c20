/// Computes a product, tile by tile: the loops of every linear kernel, written once.
///
/// A block of columns stays in the nearest cache while the left matrix passes by. Rows are dealt out evenly:
/// seven rows for tiles of six are four and three, not six and one, because a tile of one row
/// waits for the latency of its few sums.
@inlinable @inline(always)
public func multiplyMatrices<Target: InstructionSet>(
  _: Target.Type, _ product: UnsafePointer<Product>
) {
  let p = product.pointee
  guard p.rows > 0 && p.columns > 0 else { return }
  var numbers = InlineArray<512, Float>(repeating: 0)
  var addresses = InlineArray<32, UnsafePointer<Float>>(repeating: p.left.start)
  var numberSpan = numbers.mutableSpan
  var addressSpan = addresses.mutableSpan
  numberSpan.withUnsafeMutableBufferPointer { numbers in
    addressSpan.withUnsafeMutableBufferPointer { addresses in
      let rows = TileRows(
        addresses.baseAddress.unsafelyUnwrapped, Staging(numbers.baseAddress.unsafelyUnwrapped))
      for batch in 0..<p.batch {
        if p.columns == 1 && p.right.depthStride == 1 && p.left.elementStride == 1 {
          multiplyByVector(Target.self, product, batch: batch)
        } else if p.rows == 1 {
          multiplySingleRow(Target.self, product, batch: batch, rows)
        } else {
          multiplyTiles(Target.self, product, batch: batch, rows)
        }
      }
    }
  }
}

@inlinable @inline(always)
func multiplyTiles<Target: InstructionSet>(
  _: Target.Type, _ product: UnsafePointer<Product>, batch: Int, _ rows: TileRows
) {
  let p = product.pointee
  let tileCount = (p.rows &+ Target.tileRows &- 1) / Target.tileRows
  let fewestRows = p.rows / tileCount
  let tallTiles = p.rows &- fewestRows &* tileCount
  let vectorWidth = Target.Vector.width
  var column = 0
  while column < p.columns {
    let remaining = p.columns &- column
    let isWide = remaining > vectorWidth
    let width = isWide ? 2 &* vectorWidth : vectorWidth
    let columns = remaining < width ? remaining : width
    let edge = TileEdge(p, columns: columns, width: width)
    let block = ColumnBlock(
      product, batch: batch, column: column, width: width, copy: rows.staging.right)
    var cursor = RowCursor(product, batch: batch, column: column)
    for tile in 0..<tileCount {
      let count = tile < tallTiles ? fewestRows &+ 1 : fewestRows
      rows.fill(count, from: &cursor, product)
      if edge.stagesBias {
        rows.stageBias(rows: count, columns: columns, elementStride: edge.biasStride)
      }
      if isWide {
        runTile(Target.self, Columns<2>(), rows: count, p, block, rows, edge)
      } else {
        runTile(Target.self, Columns<1>(), rows: count, p, block, rows, edge)
      }
      if edge.stagesOutput {
        rows.unstage(rows: count, columns: columns, elementStride: p.output.elementStride)
      }
    }
    column &+= width
  }
}

/// What of a column of tiles goes through the staging memory: outputs that are no whole vectors in memory, and
/// then biases, too; and any bias that is strided.
@usableFromInline
struct TileEdge {
  @usableFromInline let stagesOutput: Bool
  @usableFromInline let stagesBias: Bool
  /// Of the bias as it is given.
  @usableFromInline let biasStride: Int

  @inlinable @inline(always)
  init(_ product: Product, columns: Int, width: Int) {
    stagesOutput = columns < width || product.output.elementStride != 1
    biasStride = product.bias?.elementStride ?? 0
    stagesBias = biasStride > 1 || biasStride == 1 && stagesOutput
  }

  /// Whether a row has one bias and not a run of them.
  @inlinable @inline(always)
  var repeatsBias: Bool { biasStride == 0 }
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
  _ block: ColumnBlock, _ rows: TileRows, _ edge: TileEdge
) {
  // Cases above `tileRows` disappear at compile time.
  if count == 1 { return Tile<Target.Vector, 1, vectors>.run(product, block, rows, edge) }
  if count == 2 { return Tile<Target.Vector, 2, vectors>.run(product, block, rows, edge) }
  if count == 3 { return Tile<Target.Vector, 3, vectors>.run(product, block, rows, edge) }
  if Target.tileRows == 4 || count == 4 {
    return Tile<Target.Vector, 4, vectors>.run(product, block, rows, edge)
  }
  if count == 5 { return Tile<Target.Vector, 5, vectors>.run(product, block, rows, edge) }
  if Target.tileRows == 6 || count == 6 {
    return Tile<Target.Vector, 6, vectors>.run(product, block, rows, edge)
  }
  if count == 7 { return Tile<Target.Vector, 7, vectors>.run(product, block, rows, edge) }
  Tile<Target.Vector, 8, vectors>.run(product, block, rows, edge)
}

extension Tile {
  @inlinable @inline(always)
  static func run(
    _ product: Product, _ block: ColumnBlock, _ tileRows: TileRows, _ edge: TileEdge
  ) {
    var left = Rows(repeating: tileRows.left[0])
    for row in 1..<rows { left[row] = tileRows.left[row] }
    var tile =
      product.bias == nil ? Tile() : Tile(bias: tileRows.bias, repeatsBias: edge.repeatsBias)
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
      right = UnsafePointer(tileRows.staging.right)
      rightStride = 16
      steps = block.copiedSteps
      isLast = true
    }
    let output = edge.stagesOutput ? tileRows.stagedOutput : tileRows.output
    for row in 0..<rows {
      tile.store(row: row, clamp: product.clamp, to: output[row])
    }
  }
}
