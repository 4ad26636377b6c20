internal import _HandcarShims

/// Computes a product tile by tile: the loops of every linear kernel but those of a single row or column. Compiled once
/// for all kernel sets; only what happens inside a tile belongs to one.
///
/// A sum starts from its bias and adds along depth, one product after the other, in whichever tile: its bits do not
/// depend on how a product is cut. Interleaved tiles add even and odd steps apart, but always for the same columns.
@export(interface)
public func multiplyTiles(_ product: UnsafePointer<Product>, _ tiles: TileShapes) {
  var loops = TileLoops(product: product, tiles: tiles, first: 0)
  if let run = tiles.wideTiles.runShallow, product.pointee.isShallow(tiles.wideTiles) {
    run(product)
    loops.first = product.pointee.columns & ~15
    if loops.first == product.pointee.columns { return }
  }
  hcs_with_stack_memory(
    { memory, loops in
      guard let memory, let loops else { return }
      loops.assumingMemoryBound(to: TileLoops.self).pointee.multiply(TileMemory(memory))
    }, &loops)
}

private struct TileLoops {
  let product: UnsafePointer<Product>
  let tiles: TileShapes
  /// Columns before this one have been computed.
  var first: Int

  /// Some entries of the batch after the other, so few that what they read of the right matrices stays in the second
  /// cache while all rows pass by.
  func multiply(_ memory: TileMemory) {
    let p = product.pointee
    if HCS_INTERLEAVED_STEPS > 0, let run = tiles.wideTiles.runFourColumns, p.hasFourColumns {
      var row = 0
      while row < p.rows {
        var rows = FourColumns(product, row: row, memory.interleaved)
        run(&rows)
        row &+= 16
      }
      return
    }
    if p.batch <= 4 { return multiply(0, p.batch, memory) }
    let entriesAtOnce = max(4, 32768 / max(p.depth &* p.columns, 1)) & ~3
    var entry = 0
    while entry < p.batch {
      let end = min(entry &+ entriesAtOnce, p.batch)
      multiply(entry, end, memory)
      entry = end
    }
  }

  /// Blocks of two vectors of columns. Where fewer are left, a tile has one vector of columns, or half of one, of two or
  /// four entries of the batch, so that it is as wide.
  private func multiply(_ firstEntry: Int, _ endEntry: Int, _ memory: TileMemory) {
    let p = product.pointee
    let width = tiles.vectorWidth
    let isPanels = p.right.blockStride != 16
    let canQuarter =
      tiles.runQuartered != nil && !isPanels && p.columns >= width >> 1 && p.batch >= 4
    let half = canQuarter ? width >> 1 : 0

    var columns = p.columns
    if HCS_INTERLEAVED_STEPS > 0, isPanels, p.interleavesLastPanel,
      let interleaved = tiles.interleaved
    {
      columns &-= columns % 16
      multiply(columns, p.columns, firstEntry, endEntry, interleaved, memory)
    }
    var first = first
    let rest = columns & (2 &* width &- 1)
    let isWide = rest > width &+ half
    let multipliesWhole = tiles.wideTiles.multipliesWhole
    if let doubled = tiles.doubled, let paired = tiles.doublePaired,
      multipliesWhole || product.gainsFromPairs
    {
      let canPair = !isPanels && endEntry &- firstEntry > 1
      var end = first &+ (columns &- first) & ~31
      // Beyond one more panel: where the next tile of a panel would reach over the edge, too, both do so together.
      let edge = columns &- end &- 16
      let isDoubled = isWide || multipliesWhole && (edge > width || !canPair)
      if edge > 0 && isDoubled && (isPanels || p.output.elementStride == 1) { end = columns }
      if end > first { multiply(first, end, firstEntry, endEntry, doubled, memory) }
      first = end
      if canPair && (columns &- first >= 16 || multipliesWhole && p.joinsEdges) {
        end = min(first &+ 16, columns)
        multiply(first, end, firstEntry, endEntry, paired, memory)
        first = end
      }
    }
    var column = isWide ? columns : max(first, columns &- rest)
    if column > first { multiply(first, column, firstEntry, endEntry, tiles.wide, memory) }
    if columns &- column > half && (columns >= width || half == 0) {
      let end = min(column &+ width, columns)
      var unpaired = firstEntry
      if !isPanels && columns >= width {
        unpaired = endEntry &- (endEntry &- firstEntry) & 1
      }
      if unpaired > firstEntry { multiply(column, end, firstEntry, unpaired, tiles.paired, memory) }
      if unpaired < endEntry { multiply(column, end, unpaired, endEntry, tiles.narrow, memory) }
      column = end
    }
    if column < columns, let quartered = tiles.quartered {
      multiply(column, columns, firstEntry, endEntry, quartered, memory)
    }
  }

  /// Columns `first`…`end` − 1 of some entries of the batch: some rows, as many as there are addresses at hand, by all
  /// of them; then the next rows. A block of columns stays in the nearest cache while the rows pass by.
  @inline(never)
  private func multiply(
    _ first: Int, _ end: Int, _ firstEntry: Int, _ endEntry: Int, _ shape: TileShape,
    _ memory: TileMemory
  ) {
    let p = product.pointee
    let deal = RowDeal(rows: p.rows, tileRows: shape.rows)
    var run = TileRun(product, memory, deal)
    run.loadsWhole = tiles.wideTiles.multipliesWhole
    let spills = p.spills(first, end, shape, lastRows: deal.fewestRows)
    // 32, 64 or 96 columns side by side: nothing is staged, and the rows lie in no more pages than a core keeps at hand.
    let isNarrow = p.output.elementStride == 1 && (end &- first) & ~96 == 0
    let tilesAtOnce = isNarrow ? TileMemory.tilesAtOnce : shape.tilesAtOnce
    var cursor = RowCursor(product, batch: 0, column: 0)
    var tile = 0
    while tile < deal.tileCount {
      run.tileCount = min(deal.tileCount &- tile, tilesAtOnce)
      // Void lanes may be stored where the next row follows, but not behind the last one.
      if spills && run.tileCount > 1 && tile &+ run.tileCount == deal.tileCount {
        run.tileCount &-= 1
      }
      run.select(deal, from: tile)
      let rows = deal.firstRow(of: tile &+ run.tileCount) &- deal.firstRow(of: tile)
      run.rows = rows
      memory.fillRows(rows, from: &cursor, product)
      var next = firstEntry
      while next < endEntry {
        // The last entries may be some that are there already.
        let entry = min(next, endEntry &- shape.entries)
        var column = first
        var entries = shape.entries
        while column < end {
          let block = ColumnBlock(
            product, batch: entry, column: column, vectorWidth: shape.columns, isWide: shape.isWide)
          run.select(block, product, batch: entry, end: end)
          if spills && tile &+ run.tileCount < deal.tileCount { run.stagesOutput = false }
          if shape.isInterleaved { run.interleave() }
          if shape.entries > 1 { run.join(shape.entries, product, batch: entry) }
          if shape.isWide || shape.entries == 2 {
            entries = run.select(
              entries: entry, endEntry, each: shape.entries, product, columns: end &- first)
          }
          column = block.column &+ run.blockCount &* block.count
          run.compute(shape.run, memory)
        }
        next = entry &+ entries
      }
      tile &+= run.tileCount
    }
  }
}

extension UnsafePointer<Product> {
  /// Whether tiles of two panels are faster where those of one are not bound by loads: four sums only just cover the latency of a
  /// multiply-add, and steps that lie 2 kB apart come faster as two cache lines at once (on Zen 4 5 to 40 %; steps 128 bytes apart
  /// take 2 to 9 % longer).
  @inline(never)
  fileprivate var gainsFromPairs: Bool {
    let isSpread = pointee.right.blockStride == 16 && pointee.columns >= 512
    return pointee.columns >= 32 && (pointee.rows <= 4 || isSpread || turnsOutput)
  }
}

extension Product {
  /// Whether the void lanes of a row may be stored over the beginning of the next rows, which are computed later: those that
  /// touch it in the output, where it is a single block of columns or, in interleaved tiles, the first one computed.
  fileprivate func spills(_ first: Int, _ end: Int, _ shape: TileShape, lastRows: Int) -> Bool {
    let void = (shape.isWide ? 2 &* shape.columns : shape.columns) &- (end &- first)
    return void > 0 && lastRows &* columns >= void && (shape.isInterleaved || first == 0)
      && (right.blockStride != 16 || shape.entries == 2)
      && output.elementStride == 1 && output.rowStride == columns
      && (groupRows >= rows || output.groupStride == groupRows &* columns)
  }

  /// Whether tiles may take the only columns, which are no whole panel, of two entries of the batch. Their void lanes read where
  /// the next step and the next entry begin: these must follow, and a copy of the last one of all fit the memory. Few or small
  /// tiles would not pay for it. Only contractions have several entries: their rows are one group, their right matrices not padded.
  fileprivate var joinsEdges: Bool {
    columns > 8 && rows >= 48 && depth >= 16 && right.depthStride == columns
      && right.batchStride >= depth &* columns && output.rowStride == columns
      && (bias?.elementStride ?? 0) == 0 && depth &* columns <= HCS_INTERLEAVED_STEPS &* 4 &- 16
  }

  /// Whether tiles may take two steps at a time for the last panel, of at most four columns. Not a matter of the number of rows:
  /// these sums have an order of their own, and bits shall not depend on how rows are cut.
  fileprivate var interleavesLastPanel: Bool {
    (1...4).contains(columns % 16) && left.elementStride == 1 && depth & 1 == 0 && depth >= 16
      && depth <= HCS_INTERLEAVED_STEPS
  }
}
