/// The tiles that are two vectors wide: how many rows they have, and the function that computes runs of them; and what else gains
/// from registers that are wider than those of the kernel set.
///
/// A value that kernels are given, and not a matter of the instruction set alone: kernel sets that differ in nothing but
/// these tiles share all other code.
public struct WideTiles {
  /// 4 to 8.
  @usableFromInline let rows: Int
  /// `runTiles`, compiled for an instruction set.
  @usableFromInline let run: TileRunner

  /// `runShallow`, compiled for an instruction set, and the greatest depth it is for; nil where tiles are better at any.
  @usableFromInline let runShallow: ProductRunner?
  @usableFromInline let shallowDepth: Int
  /// `runDoubledTiles`, compiled for an instruction set; nil where registers are not wide enough.
  @usableFromInline let runDoubled: TileRunner?
  /// Whether cores multiply two whole registers in a cycle. Then tiles of one panel are bound by loads: two panels are better, even
  /// if a part of the second one is computed for nothing, and each register is loaded at once. Cores that multiply halves load
  /// these as fast, and few products gain from two panels there (`gainsFromPairs`).
  @usableFromInline let multipliesWhole: Bool
  /// `runTiles` for quartered tiles of four and eight rows, compiled for an instruction set; nil where those of the kernel set are as good.
  @usableFromInline let runQuartered: TileRunner?
  /// `runFourColumns`, compiled for an instruction set; nil where quartered tiles are better.
  @usableFromInline let runFourColumns: TileRunner?
  /// `multiplyPanelPairs`, compiled for an instruction set; nil where a panel after the other is as good.
  @usableFromInline let multiplyPanelPairs: TileRunner?
  /// `runRowTiles`, compiled for an instruction set; nil where those of narrower vectors are as good.
  @usableFromInline let runRowTiles: TileRunner?

  @inlinable @inline(always)
  public init(
    rows: Int, run: @escaping TileRunner, runShallow: ProductRunner? = nil, shallowDepth: Int = 0,
    runDoubled: TileRunner? = nil, multipliesWhole: Bool = false, runQuartered: TileRunner? = nil,
    runFourColumns: TileRunner? = nil, multiplyPanelPairs: TileRunner? = nil,
    runRowTiles: TileRunner? = nil
  ) {
    self.rows = rows
    self.run = run
    self.runShallow = runShallow
    self.shallowDepth = shallowDepth
    self.runDoubled = runDoubled
    self.multipliesWhole = multipliesWhole
    self.runQuartered = runQuartered
    self.runFourColumns = runFourColumns
    self.multiplyPanelPairs = multiplyPanelPairs
    self.runRowTiles = runRowTiles
  }
}

/// A function that computes the `TileRun` at an address, or what stands in for it. A function of C, because only such an address can
/// be handed to code that is compiled once for all targets.
public typealias TileRunner = @convention(c) (UnsafeMutableRawPointer?) -> Void

/// A function that computes the `Product` at an address.
public typealias ProductRunner = @convention(c) (UnsafeRawPointer?) -> Void

/// One shape of tiles, and the function that computes runs of them.
struct TileShape {
  let rows: Int
  /// Columns of an entry of the batch; twice as many in a wide tile.
  let columns: Int
  var isWide = false
  /// Tiles that one run has at most: their addresses and staged sums fit the memory.
  var tilesAtOnce = TileMemory.tilesAtOnce
  /// Entries of the batch whose columns lie side by side in a tile.
  var entries = 1
  /// Whether the lanes of a vector are two steps along depth of each column.
  var isInterleaved = false
  let run: TileRunner
}

/// All tiles that a product is computed with.
public struct TileShapes {
  @usableFromInline let vectorWidth: Int
  @usableFromInline let wideTiles: WideTiles
  @usableFromInline let runQuartered: TileRunner?
  @usableFromInline let runInterleaved: TileRunner?
  @usableFromInline let narrowRows: Int
  @usableFromInline let runNarrow: TileRunner

  @inlinable @inline(always)
  public init(
    vectorWidth: Int, wide: WideTiles, quartered: TileRunner?, interleaved: TileRunner?,
    narrowRows: Int, _ narrow: @escaping TileRunner
  ) {
    self.vectorWidth = vectorWidth
    wideTiles = wide
    runQuartered = wide.runQuartered ?? quartered
    runInterleaved = interleaved
    self.narrowRows = narrowRows
    runNarrow = narrow
  }

  /// Two vectors of columns.
  var wide: TileShape {
    TileShape(rows: wideTiles.rows, columns: vectorWidth, isWide: true, run: wideTiles.run)
  }

  /// Two panels of columns.
  var doubled: TileShape? {
    wideTiles.runDoubled.map {
      TileShape(
        rows: 8, columns: 16, isWide: true, tilesAtOnce: TileMemory.doubledTilesAtOnce, run: $0)
    }
  }

  /// A panel of columns of two entries of the batch.
  var doublePaired: TileShape? {
    wideTiles.runDoubled.map { TileShape(rows: 8, columns: 16, entries: 2, run: $0) }
  }

  /// A vector of columns of two entries of the batch.
  var paired: TileShape {
    TileShape(rows: wideTiles.rows, columns: vectorWidth, entries: 2, run: wideTiles.run)
  }

  /// Half of a vector of columns of four entries of the batch; nil where that is too little to be worth it.
  var quartered: TileShape? {
    runQuartered.map {
      TileShape(rows: wideTiles.rows, columns: vectorWidth / 2, entries: 4, run: $0)
    }
  }

  /// Half a vector of columns, two steps at a time; nil where that is too little to be worth it.
  var interleaved: TileShape? {
    runInterleaved.map {
      TileShape(rows: narrowRows, columns: vectorWidth / 2, isInterleaved: true, run: $0)
    }
  }

  /// One vector of columns.
  var narrow: TileShape { TileShape(rows: narrowRows, columns: vectorWidth, run: runNarrow) }
}
