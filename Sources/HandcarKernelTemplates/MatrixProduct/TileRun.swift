internal import _HandcarShims

/// Tiles one below the other, of the same columns. All that is the same for them is decided before them.
public struct TileRun {
  public var tileCount: Int
  /// Tiles of `tallRows` rows, which come first; the others have `fewestRows`.
  public var tallTiles: Int
  @usableFromInline let tallRows: Int
  @usableFromInline let fewestRows: Int

  @usableFromInline let memory: TileMemory
  @usableFromInline var leftStride: Int
  @usableFromInline var right: UnsafePointer<Float>
  @usableFromInline var rightStride: Int
  /// Steps along depth that read the right matrix, and steps that read the copy.
  @usableFromInline var steps: Int
  @usableFromInline var copiedSteps: Int
  /// From a step of a panel to that of the next one, where it is worth to ask for it early, or 0.
  @usableFromInline var ahead: Int
  /// From where a part of the columns begins to where the next one does: the second vector, or half of one, and the same
  /// columns of further entries of the batch.
  @usableFromInline var rightTail: Int
  @usableFromInline var biasTail: Int
  @usableFromInline var outputTail: Int
  @usableFromInline var columns: Int
  /// Whether a row of a part of the columns begins in the output where the row above ends.
  @usableFromInline var rowsTouch: Bool

  /// Added to the addresses of the rows.
  @usableFromInline var biasOffset: Int
  @usableFromInline var outputOffset: Int
  /// Where the biases of joined entries of the batch begin, counted from those of the first.
  @usableFromInline var joinedBiases: InlineArray<4, Int>
  @usableFromInline var joinedEntries: Int
  @usableFromInline let hasBias: Bool
  @usableFromInline let biasStride: Int
  @usableFromInline let outputStride: Int
  /// Whether biases and sums go through the memory: they are no whole vectors where they belong.
  @usableFromInline var stagesBias: Bool
  @usableFromInline var stagesOutput: Bool
  @usableFromInline let clamps: Bool
  @usableFromInline let clamp: Clamp

  init(
    _ product: UnsafePointer<Product>, _ memory: TileMemory, tallRows: Int, fewestRows: Int
  ) {
    let product = product.pointee
    tileCount = 0
    tallTiles = 0
    self.tallRows = tallRows
    self.fewestRows = fewestRows
    self.memory = memory
    leftStride = product.left.elementStride
    right = product.right.start
    rightStride = product.right.depthStride
    steps = product.depth
    copiedSteps = 0
    ahead = 0
    rightTail = 0
    biasTail = 0
    outputTail = 0
    columns = 0
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
    clamp = product.clamp
    clamps = clamp.isBounded
  }

  /// Turns to a block of columns of an entry of the batch.
  mutating func select(_ block: ColumnBlock, _ product: UnsafePointer<Product>, batch: Int) {
    let product = product.pointee
    right = block.start
    rightStride = product.right.depthStride
    rightTail = block.tail
    biasTail = block.tail
    outputTail = block.tail
    columns = block.count
    copiedSteps = block.copiedSteps
    steps = product.depth &- copiedSteps
    let isFar = product.right.blockStride >= 8192 && block.column &+ 16 < product.columns
    ahead = isFar ? product.right.blockStride : 0
    outputOffset = batch &* product.output.batchStride &+ block.column &* outputStride
    stagesOutput = block.isPartial || outputStride != 1
    if hasBias {
      biasOffset = product.biasEntry(batch) &+ block.column &* biasStride
      stagesBias = biasStride > 1 || biasStride == 1 && block.isPartial
    }
    for step in 0..<copiedSteps {
      let copy = memory.right + step &* 16
      hcs_copy_floats(right + (steps &+ step) &* rightStride, 1, copy, 1, columns)
      for lane in columns..<16 { copy[lane] = 0 }
    }
  }

  /// Makes further parts of the columns the same columns of further entries of the batch.
  mutating func join(_ entries: Int, _ product: UnsafePointer<Product>, batch: Int) {
    let product = product.pointee
    rightTail = product.right.batchStride
    outputTail = product.output.batchStride
    // In lower tiles the row that follows may be none.
    rowsTouch = entries == 4 && product.output.rowStride == columns && fewestRows >= 4
    guard hasBias else { return }
    joinedEntries = entries
    let first = product.biasEntry(batch)
    for entry in 1..<entries {
      joinedBiases[unchecked: entry] = product.biasEntry(batch &+ entry) &- first
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
  /// Turns to a copy of the columns in which two steps lie side by side.
  mutating func interleave() {
    hcs_interleave_rows(right, rightStride, memory.interleaved, steps / 2)
    right = UnsafePointer(memory.interleaved)
    rightStride = 8
    leftStride = 2
    steps /= 2
  }
}

// Functions of an address: a method would copy the whole run.

/// Brings the biases of a tile that begins at a row into the memory.
@export(interface)
public func stageBias(_ run: UnsafePointer<TileRun>, at row: Int, rows: Int) {
  let (memory, columns) = (run.pointee.memory, run.pointee.columns)
  for index in 0..<rows {
    let bias = memory.bias[row &+ index] + run.pointee.biasOffset
    for entry in 0..<run.pointee.joinedEntries {
      hcs_copy_floats(
        bias + run.pointee.joinedBiases[unchecked: entry], run.pointee.biasStride,
        memory.staged + (index &* 16 &+ entry &* columns), 1, columns)
    }
  }
}

/// Brings the sums of a tile from the memory to where they belong.
@export(interface)
public func unstage(_ run: UnsafePointer<TileRun>, at row: Int, rows: Int) {
  let (memory, columns) = (run.pointee.memory, run.pointee.columns)
  let (offset, stride) = (run.pointee.outputOffset, run.pointee.outputStride)
  var index = 0
  while index < rows {
    // Four rows side by side in the output; the last four may be some that are there already.
    let first = rows &- index < 4 ? max(0, rows &- 4) : index
    let output = memory.output + (row &+ first)
    if stride > 1 && first &+ 4 <= rows && output[3] == output[0] + 3 {
      hcs_transpose_rows(
        memory.staged + first &* 16, UnsafeMutablePointer(mutating: output[0]) + offset, stride,
        columns)
      index = first &+ 4
    } else {
      hcs_copy_floats(
        memory.staged + index &* 16, 1,
        UnsafeMutablePointer(mutating: memory.output[row &+ index]) + offset, stride, columns)
      index &+= 1
    }
  }
}

extension Product {
  /// Where the bias of an entry of the batch begins, counted from that of the first.
  fileprivate func biasEntry(_ batch: Int) -> Int {
    guard let bias, bias.batchStride > 0 else { return 0 }
    return batch % biasPeriod &* bias.batchStride
  }
}

/// Computes the tiles of a run, which are two vectors wide: `WideTiles.run`.
@inlinable @inline(always)
public func runTiles<Target: InstructionSet>(_: Target.Type, _ address: UnsafeRawPointer?) {
  runTiles(Columns<2>(), Target.Vector.self, most: Target.tileRows, address)
}

/// Computes the tiles of a run, which are one vector wide: `InstructionSet.narrowTileRunner`. A function of its own, because the
/// compiler inlines no more in one that has as many tiles as both.
@inlinable @inline(always)
public func runNarrowTiles<Target: InstructionSet>(_: Target.Type, _ address: UnsafeRawPointer?) {
  runTiles(
    Columns<1>(), Target.Vector.self, most: Target.narrowTileRows, inFours: Target.narrowsInFours,
    address)
}

/// Computes the tiles of a run with vectors that are not those of an instruction set: quartered tiles are two whose halves belong
/// to two entries of the batch each, and where registers are twice as wide as those of the kernel set that shares the rest of its
/// code, wide tiles are one.
///
/// - Parameters:
///   - fewest: the lowest tile that there is, 2 or 4 rows. The rows that a tile computes too many are the next ones, or the last
///     one again, whose sums are the same; a constant.
///   - most: the highest tile, 4 to 8 rows; a constant.
///   - inFours: whether there are only those of four and eight rows; a constant.
@inlinable @inline(always)
public func runTiles<Vector: TileVector, let vectors: Int>(
  _ columns: Columns<vectors>, _: Vector.Type, fewest: Int = 2, most: Int, inFours: Bool = false,
  _ address: UnsafeRawPointer?
) {
  let run = address.unsafelyUnwrapped.assumingMemoryBound(to: TileRun.self)
  var row = 0
  for tile in 0..<run.pointee.tileCount {
    let rows = tile < run.pointee.tallTiles ? run.pointee.tallRows : run.pointee.fewestRows
    let computed = inFours ? (rows &+ 3) & ~3 : rows < fewest ? fewest : rows
    if run.pointee.stagesBias { stageBias(run, at: row, rows: computed) }
    runTile(
      columns, Vector.self, fewest: fewest, most: most, inFours: inFours, computed, run,
      TilePlace(run, row: row))
    if run.pointee.stagesOutput { unstage(run, at: row, rows: rows) }
    row &+= rows
  }
}

/// The addresses of a tile's rows, where it reads and writes.
@usableFromInline
struct TilePlace {
  @usableFromInline let left: TileMemory.Addresses
  @usableFromInline let bias: TileMemory.Addresses
  @usableFromInline let biasOffset: Int
  @usableFromInline let output: TileMemory.Addresses
  @usableFromInline let outputOffset: Int

  @inlinable @inline(always)
  init(_ run: UnsafePointer<TileRun>, row: Int) {
    let r = run.pointee
    left = r.memory.left + row
    bias = r.stagesBias ? r.memory.stagedRows : r.memory.bias + row
    biasOffset = r.stagesBias ? 0 : r.biasOffset
    output = r.stagesOutput ? r.memory.stagedRows : r.memory.output + row
    outputOffset = r.stagesOutput ? 0 : r.outputOffset
  }
}

/// A number of vectors as a type.
public struct Columns<let vectors: Int> {
  @inlinable @inline(always)
  public init() {}
}

/// Chooses the tile of exactly `rows` rows, at least two: `RowDeal` never makes a tile of one. Cases above `most` disappear
/// at compile time.
@inlinable @inline(always)
func runTile<Vector: TileVector, let vectors: Int>(
  _: Columns<vectors>, _: Vector.Type, fewest: Int, most: Int, inFours: Bool, _ rows: Int,
  _ run: UnsafePointer<TileRun>, _ place: TilePlace
) {
  if fewest == 2 && rows == 2 { return Tile<Vector, 2, vectors>.run(run, place) }
  if fewest == 2 && rows == 3 { return Tile<Vector, 3, vectors>.run(run, place) }
  if most == 4 || rows == 4 { return Tile<Vector, 4, vectors>.run(run, place) }
  if !inFours {
    if most == 5 || rows == 5 { return Tile<Vector, 5, vectors>.run(run, place) }
    if most == 6 { return Tile<Vector, 6, vectors>.runFull(run, place) }
    if rows == 6 { return Tile<Vector, 6, vectors>.run(run, place) }
    if most == 7 || rows == 7 { return Tile<Vector, 7, vectors>.run(run, place) }
  }
  Tile<Vector, 8, vectors>.runFull(run, place)
}
