internal import _HandcarShims

/// Tiles one below the other, of the same columns. All that is the same for them is decided before them.
public struct TileRun {
  public var tileCount: Int
  /// Rows of all of them.
  @usableFromInline var rows: Int
  /// Tiles of full height, which come first; the next one has `nextRows` rows, and the one after that `lastRows`.
  public var fullTiles: Int
  @usableFromInline var nextRows: Int
  @usableFromInline let lastRows: Int

  /// With the rows of biases and of sums as tiles find them: where they belong, or staged.
  @usableFromInline var memory: TileMemory
  @usableFromInline var leftStride: Int
  @usableFromInline var right: UnsafePointer<Float>
  @usableFromInline var rightStride: Int
  /// Steps along depth that read the right matrix, and steps that read the copy.
  @usableFromInline var steps: Int
  @usableFromInline var copiedSteps: Int
  /// Whether the panels at hand come from the third cache or from memory, and no tile has read them yet.
  @usableFromInline var isFar: Bool
  /// From a step of a panel to that of one to ask for early, where that is worth it, or 0.
  @usableFromInline var ahead: Int
  /// From where a part of the columns begins to where the next one does: the second vector, or half of one, and the same
  /// columns of further entries of the batch.
  @usableFromInline var rightTail: Int
  @usableFromInline var biasTail: Int
  @usableFromInline var outputTail: Int
  @usableFromInline var columns: Int
  /// Blocks of columns that are left to compute, one after the other, from the one at hand on: those side by side, or the same one
  /// of several entries of the batch; and from where one begins in the right matrix and in the output to where the next one does.
  @usableFromInline var blockCount: Int
  @usableFromInline var blockStride: Int
  @usableFromInline var outputBlockStride: Int
  /// Parts whose sums are staged apart, and from where one begins in the output to where the next one does: panels, or entries of
  /// the batch.
  @usableFromInline var partCount: Int
  @usableFromInline var partStride: Int
  /// Whether void lanes of the last step of an entry of the batch are read where the next entry begins.
  @usableFromInline var readsBeyond: Bool
  /// Whether a row of a part of the columns begins in the output where the row above ends.
  @usableFromInline var rowsTouch: Bool

  /// Added to the addresses of the rows.
  @usableFromInline var biasOffset: Int
  @usableFromInline var outputOffset: Int
  /// Where the biases of joined entries of the batch begin, counted from those of the first.
  @usableFromInline var joinedBiases: InlineArray<4, Int>
  @usableFromInline var joinedEntries: Int
  @usableFromInline let hasBias: Bool
  /// 0 also where there is none.
  @usableFromInline let biasStride: Int
  @usableFromInline let outputStride: Int
  /// Whether biases and sums go through the memory: they are no whole vectors where they belong.
  @usableFromInline var stagesBias: Bool
  @usableFromInline var stagesOutput: Bool
  /// Whether tiles turn their sums around as they store them.
  @usableFromInline var turnsOutput: Bool
  /// `WideTiles.multipliesWhole`.
  @usableFromInline var loadsWhole: Bool
  @usableFromInline let clamps: Bool
  @usableFromInline let clamp: Clamp

  // Inlined: what it returned would be copied.
  @inline(__always)
  init(_ product: UnsafePointer<Product>, _ memory: TileMemory, _ deal: RowDeal) {
    let product = product.pointee
    tileCount = 0
    rows = 0
    fullTiles = 0
    nextRows = 0
    lastRows = deal.lastRows
    self.memory = memory
    leftStride = product.left.elementStride
    right = product.right.start
    rightStride = product.right.depthStride
    steps = product.depth
    copiedSteps = 0
    isFar = false
    ahead = 0
    rightTail = 0
    biasTail = 0
    outputTail = 0
    columns = 0
    blockCount = 1
    blockStride = 0
    outputBlockStride = 0
    partCount = 1
    partStride = 0
    readsBeyond = false
    rowsTouch = false
    biasOffset = 0
    outputOffset = 0
    joinedBiases = InlineArray(repeating: 0)
    joinedEntries = 1
    hasBias = product.bias != nil
    biasStride = product.bias?.elementStride ?? 0
    outputStride = product.output.elementStride
    stagesBias = false
    stagesOutput = false
    turnsOutput = false
    loadsWhole = false
    clamp = product.clamp
    clamps = clamp.isBounded
  }

  /// Turns to some tiles of a deal, as many as `tileCount` says.
  mutating func select(_ deal: RowDeal, from tile: Int) {
    fullTiles = max(0, min(deal.fullTiles &- tile, tileCount))
    nextRows = tile <= deal.fullTiles ? deal.nextRows : deal.lastRows
  }

  /// Turns to a block of columns of an entry of the batch and, if tiles are plain, to the whole ones beside it, up to column `end`.
  mutating func select(
    _ block: ColumnBlock, _ address: UnsafePointer<Product>, batch: Int, end: Int
  ) {
    let product = address.pointee
    right = block.start
    rightStride = product.right.depthStride
    columns = block.count
    let isPanels = product.right.blockStride != 16
    rightTail = panelCount > 1 && isPanels ? product.right.blockStride : block.tail
    biasTail = block.tail
    outputTail = block.tail
    (partCount, partStride) = (panelCount, min(columns, 16) &* outputStride)
    copiedSteps = block.copiedSteps
    steps = product.depth &- copiedSteps
    blockStride = columns < 16 ? columns : panelCount &* product.right.blockStride
    // Not what a second cache of a megabyte holds anyway.
    isFar = product.right.blockStride >= 8192 && product.depth &* product.columns > 1 << 18
    // Not where the only tile reads each panel once.
    let isNextFar =
      isFar && product.rows > 8 && block.column &+ columns < product.columns
    ahead = isNextFar ? blockStride : 0
    outputOffset = batch &* product.output.batchStride &+ block.column &* outputStride
    stagesOutput = block.isPartial || outputStride != 1
    if hasBias {
      biasOffset = address.biasEntry(batch) &+ block.column &* biasStride
      stagesBias = biasStride > 1 || biasStride == 1 && block.isPartial
    }
    turnsOutput = columns == 32 && address.turnsOutput
    if turnsOutput { stagesOutput = false }
    outputBlockStride = turnsOutput ? columns &* outputStride : columns
    // Two blocks of a panel are not as far apart as those of two panels.
    let areEven = columns >= 16 || product.right.blockStride == 16
    blockCount =
      isPlain && !stagesBias && block.isWhole && areEven && !isFar
      ? (end &- block.column) &>> columns.trailingZeroBitCount : 1
    if stagesOutput && blockCount > 1 {
      let most = TileMemory.stagedPanels(rows: stagedRows) &>> (panelCount &- 1)
      blockCount = max(1, min(blockCount, most))
      partCount = panelCount &* blockCount
    }
    for step in 0..<copiedSteps {
      let copy = memory.right + step &* 16
      hcs_copy_floats(right + (steps &+ step) &* rightStride, 1, copy, 1, columns)
      for lane in columns..<16 { copy[lane] = 0 }
    }
  }

  /// Goes on with the same block of further entries, `each` of them at a time up to `end`, if it has all their columns and tiles
  /// are plain, and returns with how many.
  mutating func select(
    entries first: Int, _ end: Int, each: Int, _ product: UnsafePointer<Product>, columns all: Int
  ) -> Int {
    guard isPlain && !isStaged && !hasBias && columns == all else { return each }
    // A copy of the last entry of all is read by itself.
    let end = readsBeyond && end == product.pointee.batch ? end &- each : end
    blockCount = max(1, (end &- first) &>> (each &- 1))
    blockStride = each &* product.pointee.right.batchStride
    outputBlockStride = each &* product.pointee.output.batchStride
    return blockCount &* each
  }

  /// Makes further parts of the columns the same columns of further entries of the batch.
  mutating func join(_ entries: Int, _ address: UnsafePointer<Product>, batch: Int) {
    let product = address.pointee
    rightTail = product.right.batchStride
    outputTail = product.output.batchStride
    readsBeyond = copiedSteps > 0
    if readsBeyond {
      steps &+= copiedSteps
      copiedSteps = 0
      (partCount, partStride) = (entries, outputTail)
      if batch &+ entries == product.batch {
        let (copy, count) = (memory.interleaved, steps &* columns)
        hcs_copy_floats(right + rightTail, 1, copy, 1, count)
        for lane in count..<count &+ 16 { copy[lane] = 0 }
        rightTail = UnsafePointer(copy) - right
      }
    }
    // Of a tile that computes more rows than it has, the row that follows may be none.
    rowsTouch = entries == 4 && product.output.rowStride == columns && product.rows & 3 == 0
    guard hasBias else { return }
    joinedEntries = entries
    let first = address.biasEntry(batch)
    for entry in 1..<entries {
      joinedBiases[unchecked: entry] = address.biasEntry(batch &+ entry) &- first
    }
    biasTail = joinedBiases[unchecked: 1]
    if entries == 4 && joinedBiases[unchecked: 3] != 3 &* biasTail {
      // Where the biases start again between them, they do not lie evenly apart.
      stagesBias = true
      biasTail = columns
    }
  }
}

extension TileRun {
  /// Whether vectors of the right matrix are read where they lie.
  @inlinable @inline(always)
  var isPlain: Bool { copiedSteps == 0 }

  @inlinable @inline(always)
  var rightPlaces: ColumnPlaces { ColumnPlaces(tail: rightTail, block: blockStride) }

  @inlinable @inline(always)
  var biasPlaces: ColumnPlaces { ColumnPlaces(tail: biasTail, block: columns &* biasStride) }

  @inlinable @inline(always)
  var outputPlaces: ColumnPlaces { ColumnPlaces(tail: outputTail, block: outputBlockStride) }

  /// Whether sixteen columns lie side by side wherever tiles find them, and should be loaded at once.
  @inlinable @inline(always)
  var hasWholeColumns: Bool {
    loadsWhole && rightTail == 8 && outputTail == 8 && (biasTail == 8 || biasStride == 0)
  }

  /// Whether one tile should take the next twelve of the rows that are left: its panels come from afar, and these rows lie evenly in
  /// the left matrix, where there are no more than two distances, from row to row and from group to group. Not where sixteen rows
  /// are left, multiples of 4096 bytes apart: twelve do not fit the ways of a set of the first cache, and eight and eight take 10 %
  /// less.
  @inlinable @inline(always)
  func takesTwelve(of left: Int, from row: Int) -> Bool {
    guard isFar && left >= 12 && !turnsOutput else { return false }
    let rows = memory.left + row
    let distance = rows[1] - rows[0]
    return rows[11] - rows[0] == 11 &* distance && (left != 16 || distance & 1023 != 0)
  }

  /// Rows of one of its tiles, of which a full one has `most`.
  @inlinable @inline(always)
  func rowCount(of tile: Int, most: Int) -> Int {
    tile < fullTiles ? most : tile == fullTiles ? nextRows : lastRows
  }

  private var isStaged: Bool { stagesBias || stagesOutput }

  /// Turns to a copy of the columns in which two steps lie side by side.
  mutating func interleave() {
    hcs_interleave_rows(right, rightStride, memory.interleaved, steps / 2)
    right = UnsafePointer(memory.interleaved)
    rightStride = 8
    leftStride = 2
    steps /= 2
  }

  /// Goes on to the next block of columns, if there is one.
  @inlinable @inline(always)
  mutating func advanceBlock() -> Bool {
    blockCount &-= 1
    guard blockCount > 0 else { return false }
    right += blockStride
    outputOffset &+= outputBlockStride
    biasOffset &+= columns &* biasStride
    return true
  }

  /// Panels of columns, or parts of one.
  private var panelCount: Int { columns > 16 ? 2 : 1 }

  private func columns(of panel: Int) -> Int {
    panelCount > 1 ? min(columns &- 16 &* panel, 16) : columns
  }

  /// Rows of a panel of staged sums: as many as its tiles may compute.
  private var stagedRows: Int { (rows &+ 7) & ~7 }

  /// Computes its tiles.
  mutating func compute(_ runner: TileRunner, _ memory: TileMemory) {
    self.memory = memory
    if stagesBias { stageBiases() }
    if !stagesOutput { return runner(&self) }
    let (offset, part) = (outputOffset, 16 &* stagedRows)
    self.memory.output = memory.sumRows
    memory.fillStagedRows(memory.sumRows, memory.stagedSums, computedRows)
    outputOffset = 0
    outputBlockStride = panelCount &* part
    if partCount > blockCount { outputTail = part }
    runner(&self)
    for index in 0..<partCount {
      unstage(memory.stagedSums + index &* part, part: index, to: memory.output, offset)
    }
  }

  private var computedRows: Int { min(TileMemory.withExtraRows(rows), stagedRows) }

  /// Brings the biases of some rows into the memory.
  private mutating func stageBiases() {
    for row in 0..<computedRows {
      let bias = memory.bias[row] + biasOffset
      let staged = memory.stagedBiases + row &* 16
      for panel in 0..<panelCount {
        for entry in 0..<joinedEntries {
          hcs_copy_floats(
            bias + (joinedBiases[unchecked: entry] &+ panel &* 16 &* biasStride), biasStride,
            staged + (panel &* TileMemory.stagedPanel &+ entry &* columns), 1,
            self.columns(of: panel))
        }
      }
    }
    if panelCount > 1 { biasTail = TileMemory.stagedPanel }
    memory.fillStagedRows(memory.biasRows, memory.stagedBiases, computedRows)
    memory.bias = memory.biasRows
    biasOffset = 0
  }

  /// Brings the sums of some rows, those of a part, from the memory to where they belong.
  @inline(never)
  private func unstage(
    _ staged: UnsafeMutablePointer<Float>, part: Int, to addresses: TileMemory.Addresses,
    _ offset: Int
  ) {
    let columns = columns(of: part & (panelCount &- 1))
    var row = 0
    while row < rows {
      let target =
        UnsafeMutablePointer(mutating: addresses[row]) + (offset &+ part &* partStride)
      let sums = staged + row &* 16
      var count = 1
      if outputStride == 1 {
        hcs_copy_floats(sums, 1, target, 1, columns)
      } else {
        // Rows side by side in the output leave together.
        while row &+ count < rows && addresses[row &+ count] == addresses[row] + count {
          count &+= 1
        }
        hcs_transpose_rows(sums, 16, target, outputStride, count, columns)
      }
      row &+= count
    }
  }
}

extension UnsafePointer<Product> {
  /// Whether tiles of two panels turn their sums around as they store them: rows lie side by side in the output, in fours, and no
  /// biases are staged.
  @inline(never)
  var turnsOutput: Bool {
    pointee.right.blockStride != 16 && pointee.output.elementStride != 1
      && (pointee.groupRows | pointee.rows) & 3 == 0 && (pointee.bias?.elementStride ?? 0) <= 1
  }

  /// Where the bias of an entry of the batch begins, counted from that of the first.
  @inline(never)
  fileprivate func biasEntry(_ batch: Int) -> Int {
    guard let bias = pointee.bias, bias.batchStride > 0 else { return 0 }
    return batch % pointee.biasPeriod &* bias.batchStride
  }
}
