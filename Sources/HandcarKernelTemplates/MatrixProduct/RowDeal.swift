/// Rows dealt out to tiles: as many tiles of full height as there are, and one of what is left. One to three rows would wait
/// for the latency of their few sums: they share the rows of the tile before them, so that the last one has four, or half.
struct RowDeal {
  let rows: Int
  let tileCount: Int
  /// Tiles of `fullRows` rows, which come first.
  let fullTiles: Int
  let fullRows: Int
  /// Of the tile after them, and of the one after that; 0 where there is none.
  let nextRows: Int
  let lastRows: Int

  init(_ product: UnsafePointer<Product>, tileRows: Int) {
    let product = product.pointee
    var height = tileRows
    if product.output.elementStride > 1 {
      // Rows of one group lie side by side in the output, and four of them leave together: no tile begins or ends
      // inside of four, or, where groups have no fours or tiles would be lower, inside of a group.
      while height > 4 && product.groupRows % height != 0 { height &-= 1 }
      if product.groupRows % height != 0 { height = tileRows }
      if product.groupRows % 4 == 0 && tileRows & ~3 >= height { height = tileRows & ~3 }
    }
    rows = product.rows
    fullRows = height
    let full = rows / height
    let rest = rows &- full &* height
    let isShared = full > 0 && (1...3).contains(rest)
    fullTiles = isShared ? full &- 1 : full
    lastRows = isShared ? min(4, (height &+ rest) / 2) : 0
    nextRows = isShared ? height &+ rest &- lastRows : rest
    tileCount = rest > 0 ? full &+ 1 : full
  }

  /// The first row of a tile, or the number of all rows.
  func firstRow(of tile: Int) -> Int {
    tile <= fullTiles
      ? tile &* fullRows : tile == tileCount ? rows : fullTiles &* fullRows &+ nextRows
  }

  var fewestRows: Int {
    lastRows > 0 ? min(nextRows, lastRows) : nextRows > 0 ? nextRows : fullRows
  }
}
