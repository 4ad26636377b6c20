/// A product with one row: a vector times a matrix, the form of a linear layer at batch 1.
///
/// Bound by reading the right matrix once: a block is 16 columns, a whole row of a panel, and eight
/// independent sums cover the latency of the additions.
@inlinable @inline(always)
func multiplySingleRow<Target: InstructionSet>(
  _: Target.Type, _ product: Product, batch: Int, _ staging: Staging
) {
  var column = 0
  while column < product.columns {
    let remaining = product.columns &- column
    let columns = remaining < 16 ? remaining : 16
    let block = ColumnBlock(product, batch: batch, column: column, width: 16, copy: staging.right)
    var cursor = RowCursor(product, batch: batch, column: column)
    let isStaged = columns < 16 || product.output.elementStride != 1
    let stagesBias = isStaged || (product.bias?.elementStride ?? 0) > 1
    let rows = TileRows(
      1, from: &cursor, product, staging: stagesBias ? staging : nil, columns: columns)
    let target = isStaged ? rows.staged(staging) : rows
    if Target.Vector.width == 8 {
      Tile<Target.Vector, 4, 2>.runInTurns(product, block, target, staging)
    } else {
      Tile<Target.Vector, 2, 4>.runInTurns(product, block, target, staging)
    }
    if isStaged {
      rows.unstage(
        staging, rows: 1, columns: columns, elementStride: product.output.elementStride)
    }
    column &+= 16
  }
}

extension Tile {
  @inlinable @inline(always)
  static func runInTurns(
    _ product: Product, _ block: ColumnBlock, _ tileRows: TileRows, _ staging: Staging
  ) {
    var tile = Tile()
    let left = tileRows.left[0]
    let leftStride = product.left.elementStride
    tile.accumulateInTurns(
      left: left, leftStride: leftStride, right: block.start,
      rightStride: product.right.depthStride, steps: block.directSteps)
    for step in 0..<block.copiedSteps {
      tile.addStep(
        to: 0, left[(block.directSteps &+ step) &* leftStride],
        UnsafePointer(staging.right + step &* 16))
    }
    tile.sumRows()
    if product.bias != nil {
      let bias = Tile<Vector, 1, vectors>(
        bias: InlineArray(repeating: tileRows.bias[0]), elementStride: tileRows.biasStride)
      for vector in 0..<vectors {
        tile.sums[0][vector] = tile.sums[0][vector] + bias.sums[0][vector]
      }
    }
    tile.store(row: 0, clamp: product.clamp, to: tileRows.output[0])
  }
}
