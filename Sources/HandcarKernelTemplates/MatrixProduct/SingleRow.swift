/// A product with one row: a vector times a matrix, the form of a linear layer at batch 1.
///
/// Bound by reading the right matrix once: a block is 16 columns, a whole row of a panel, and eight
/// independent sums cover the latency of the additions.
@inlinable @inline(always)
func multiplySingleRow<Target: InstructionSet>(
  _: Target.Type, _ product: UnsafePointer<Product>, batch: Int, _ rows: TileRows
) {
  let p = product.pointee
  var column = 0
  while column < p.columns {
    let remaining = p.columns &- column
    let columns = remaining < 16 ? remaining : 16
    let edge = TileEdge(p, columns: columns, width: 16)
    let block = ColumnBlock(
      product, batch: batch, column: column, width: 16, copy: rows.staging.right)
    var cursor = RowCursor(product, batch: batch, column: column)
    rows.fill(1, from: &cursor, product)
    if edge.stagesBias {
      rows.stageBias(rows: 1, columns: columns, elementStride: edge.biasStride)
    }
    if Target.Vector.width == 8 {
      Tile<Target.Vector, 4, 2>.runInTurns(p, block, rows, edge)
    } else {
      Tile<Target.Vector, 2, 4>.runInTurns(p, block, rows, edge)
    }
    if edge.stagesOutput {
      rows.unstage(rows: 1, columns: columns, elementStride: p.output.elementStride)
    }
    column &+= 16
  }
}

extension Tile {
  @inlinable @inline(always)
  static func runInTurns(
    _ product: Product, _ block: ColumnBlock, _ tileRows: TileRows, _ edge: TileEdge
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
        UnsafePointer(tileRows.staging.right + step &* 16))
    }
    tile.sumRows()
    if product.bias != nil {
      let bias = Tile<Vector, 1, vectors>(bias: tileRows.bias, repeatsBias: edge.repeatsBias)
      for vector in 0..<vectors {
        tile.sums[0][vector] = tile.sums[0][vector] + bias.sums[0][vector]
      }
    }
    let output = edge.stagesOutput ? tileRows.stagedOutput : tileRows.output
    tile.store(row: 0, clamp: product.clamp, to: output[0])
  }
}
