internal import _HandcarShims

/// The tiles of a kernel set, for loops that are the same for all of them.
public struct TileShapes {
  @usableFromInline let vectorWidth: Int
  @usableFromInline let rows: Int
  @usableFromInline let narrowRows: Int
  @usableFromInline let run: TileRunner
  @usableFromInline let runNarrow: TileRunner

  @inlinable @inline(always)
  init(
    vectorWidth: Int, rows: Int, narrowRows: Int, run: TileRunner, runNarrow: TileRunner
  ) {
    self.vectorWidth = vectorWidth
    self.rows = rows
    self.narrowRows = narrowRows
    self.run = run
    self.runNarrow = runNarrow
  }
}

/// Computes a product tile by tile: the loops of every linear kernel but those of a single row or column. Compiled once
/// for all kernel sets; only what happens inside a tile belongs to one.
///
/// A sum starts from its bias and adds along depth, one product after the other, in whichever tile: its bits do not
/// depend on how a product is cut.
@export(interface)
public func multiplyTiles(_ product: UnsafePointer<Product>, _ shapes: TileShapes) {
  var loops = TileLoops(product: product, shapes: shapes)
  hcs_with_stack_memory(
    { memory, loops in
      guard let memory, let loops else { return }
      loops.assumingMemoryBound(to: TileLoops.self).pointee.multiply(TileMemory(memory))
    }, &loops)
}

private struct TileLoops {
  let product: UnsafePointer<Product>
  let shapes: TileShapes

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
    let width = shapes.vectorWidth
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
    let deal = RowDeal(p, tileRows: isWide ? shapes.rows : shapes.narrowRows)
    var run = TileRun(p, memory, fewestRows: deal.fewestRows)
    var cursor = RowCursor(product, batch: 0, column: 0)
    var tile = 0
    while tile < deal.tileCount {
      run.tileCount = min(deal.tileCount &- tile, TileMemory.tilesAtOnce)
      run.tallTiles = max(0, min(deal.tallTiles &- tile, run.tileCount))
      memory.fillRows(
        run.tileCount &* deal.fewestRows &+ run.tallTiles, from: &cursor, product)
      var entry = firstEntry
      while entry < endEntry {
        var column = first
        while column < end {
          let block = ColumnBlock(
            p, batch: entry, column: column, vectorWidth: shapes.vectorWidth,
            isWide: isWide && !isPaired)
          run.select(block, p, batch: entry)
          if isPaired { run.pair(p, batch: entry) }
          if isWide { shapes.run(&run) } else { shapes.runNarrow(&run) }
          column = block.column &+ block.count
        }
        entry &+= isPaired ? 2 : 1
      }
      tile &+= run.tileCount
    }
  }
}

/// Rows dealt out evenly to tiles: seven rows for tiles of six are four and three, not six and one, because a tile of
/// one row waits for the latency of its few sums.
private struct RowDeal {
  let tileCount: Int
  let fewestRows: Int
  /// Tiles of one row more, which come first.
  let tallTiles: Int

  init(_ product: Product, tileRows: Int) {
    var height = tileRows
    if product.output.elementStride > 1 {
      // Rows of one group lie side by side in the output, whole tiles of them leave without being torn apart.
      while height > 4 && product.groupRows % height != 0 { height &-= 1 }
      if product.groupRows % height != 0 { height = tileRows }
    }
    tileCount = (product.rows &+ height &- 1) / height
    fewestRows = product.rows / tileCount
    tallTiles = product.rows &- fewestRows &* tileCount
  }
}
