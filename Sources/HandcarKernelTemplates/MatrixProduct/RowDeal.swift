/// Rows dealt out to tiles: as many tiles of full height as there are, and one of what is left. One to three rows would wait
/// for the latency of their few sums: they share the rows of the tile before them, so that the last one has four, or half.
struct RowDeal {
  private let rows: Int
  let tileCount: Int
  /// Tiles of `tileRows` rows, which come first.
  let fullTiles: Int
  private let tileRows: Int
  /// Of the tile after them, and of the one after that; 0 where there is none.
  let nextRows: Int
  let lastRows: Int

  init(rows: Int, tileRows: Int) {
    self.rows = rows
    self.tileRows = tileRows
    let full = rows / tileRows
    let rest = rows &- full &* tileRows
    let isShared = full > 0 && (1...3).contains(rest)
    fullTiles = isShared ? full &- 1 : full
    lastRows = isShared ? min(4, (tileRows &+ rest) / 2) : 0
    nextRows = isShared ? tileRows &+ rest &- lastRows : rest
    tileCount = rest > 0 ? full &+ 1 : full
  }

  /// The first row of a tile, or the number of all rows.
  func firstRow(of tile: Int) -> Int {
    tile <= fullTiles
      ? tile &* tileRows : tile == tileCount ? rows : fullTiles &* tileRows &+ nextRows
  }

  var fewestRows: Int {
    lastRows > 0 ? min(nextRows, lastRows) : nextRows > 0 ? nextRows : tileRows
  }
}
