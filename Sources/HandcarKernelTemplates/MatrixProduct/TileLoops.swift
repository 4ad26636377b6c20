internal import _HandcarShims

/// Computes a product tile by tile: the loops of every linear kernel but those of a single row or column. Compiled once
/// for all kernel sets; only what happens inside a tile belongs to one.
///
/// A sum starts from its bias and adds along depth, one product after the other, in whichever tile: its bits do not
/// depend on how a product is cut.
@export(interface)
public func multiplyTiles(_ product: UnsafePointer<Product>, _ tiles: TileShapes) {
  var loops = TileLoops(product: product, tiles: tiles)
  hcs_with_stack_memory(
    { memory, loops in
      guard let memory, let loops else { return }
      loops.assumingMemoryBound(to: TileLoops.self).pointee.multiply(TileMemory(memory))
    }, &loops)
}

private struct TileLoops {
  let product: UnsafePointer<Product>
  let tiles: TileShapes

  /// Some entries of the batch after the other, so few that what they read of the right matrices stays in the second
  /// cache while all rows pass by.
  func multiply(_ memory: TileMemory) {
    let p = product.pointee
    let entriesAtOnce = max(2, 32768 / max(p.depth &* p.columns, 1)) & ~1
    var entry = 0
    while entry < p.batch {
      let end = min(entry &+ entriesAtOnce, p.batch)
      multiply(entry, end, memory)
      entry = end
    }
  }

  /// Blocks of two vectors of columns, the last one of one vector if that is enough: then of two entries of the batch
  /// at a time, so that they are the two vectors of a tile.
  private func multiply(_ firstEntry: Int, _ endEntry: Int, _ memory: TileMemory) {
    let p = product.pointee
    let width = tiles.vectorWidth
    let rest = p.columns % (2 &* width)
    let wideColumns = rest > width ? p.columns : p.columns &- rest
    if wideColumns > 0 { multiply(0, wideColumns, firstEntry, endEntry, isWide: true, memory) }
    if wideColumns == p.columns { return }
    var unpaired = firstEntry
    if p.right.blockStride == 16 && p.columns >= width {
      unpaired = endEntry &- (endEntry &- firstEntry) % 2
    }
    if unpaired > firstEntry {
      multiply(
        wideColumns, p.columns, firstEntry, unpaired, isWide: true, isPaired: true, memory)
    }
    if unpaired < endEntry {
      multiply(wideColumns, p.columns, unpaired, endEntry, isWide: false, memory)
    }
  }

  /// Columns `first`…`end` − 1 of some entries of the batch: some rows, as many as there are addresses at hand, by all
  /// of them; then the next rows. A block of columns stays in the nearest cache while the rows pass by.
  @inline(never)
  private func multiply(
    _ first: Int, _ end: Int, _ firstEntry: Int, _ endEntry: Int, isWide: Bool,
    isPaired: Bool = false, _ memory: TileMemory
  ) {
    let p = product.pointee
    let deal = RowDeal(p, tileRows: isWide ? tiles.wide.rows : tiles.narrowRows)
    var run = TileRun(p, memory, tallRows: deal.tallRows, fewestRows: deal.fewestRows)
    var cursor = RowCursor(product, batch: 0, column: 0)
    var tile = 0
    while tile < deal.tileCount {
      run.tileCount = min(deal.tileCount &- tile, TileMemory.tilesAtOnce)
      run.tallTiles = max(0, min(deal.tallTiles &- tile, run.tileCount))
      memory.fillRows(
        run.tallTiles &* deal.tallRows &+ (run.tileCount &- run.tallTiles) &* deal.fewestRows,
        from: &cursor, product)
      var entry = firstEntry
      while entry < endEntry {
        var column = first
        while column < end {
          let block = ColumnBlock(
            p, batch: entry, column: column, vectorWidth: tiles.vectorWidth,
            isWide: isWide && !isPaired)
          run.select(block, p, batch: entry)
          if isPaired { run.pair(p, batch: entry) }
          if isWide { tiles.wide.run(&run) } else { tiles.runNarrow(&run) }
          column = block.column &+ block.count
        }
        entry &+= isPaired ? 2 : 1
      }
      tile &+= run.tileCount
    }
  }
}
