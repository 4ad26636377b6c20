/// Rows dealt out evenly to tiles: seven rows for tiles of six are four and three, not six and one, because a tile of
/// one row waits for the latency of its few sums.
struct RowDeal {
  let tileCount: Int
  /// Tiles of `tallRows` rows, which come first; the others have `fewestRows`.
  let tallTiles: Int
  let tallRows: Int
  let fewestRows: Int

  init(_ product: UnsafePointer<Product>, tileRows: Int) {
    let product = product.pointee
    var height = tileRows
    var unit = 1
    if product.output.elementStride > 1 {
      // Rows of one group lie side by side in the output, and four of them leave together: no tile begins or ends
      // inside of four, or, where groups have no fours or tiles would be lower, inside of a group.
      while height > 4 && product.groupRows % height != 0 { height &-= 1 }
      if product.groupRows % height != 0 { height = tileRows }
      if product.groupRows % 4 == 0 && tileRows & ~3 >= height {
        height = tileRows & ~3
        unit = 4
      }
    }
    let units = product.rows / unit
    tileCount = (product.rows &+ height &- 1) / height
    let fewest = units / tileCount
    tallTiles = units &- fewest &* tileCount
    fewestRows = fewest &* unit
    tallRows = fewestRows &+ unit
  }
}
