/// Computes the tiles of a run, which are two vectors wide: `WideTiles.run`.
@inlinable @inline(always)
public func runTiles<Target: InstructionSet>(_: Target.Type, _ address: UnsafeMutableRawPointer?) {
  runWideTiles(
    Columns<2>(), Target.Vector.self, whole: Target.Vector.self, fewest: Target.fewestTileRows,
    most: Target.tileRows, unit: Target.tileUnit, hasPlain: Target.hasPlainTiles, address)
}

/// Computes the tiles of a run, which are one vector wide: `InstructionSet.narrowTileRunner`. A function of its own, because the
/// compiler inlines no more in one that has as many tiles as both.
@inlinable @inline(always)
public func runNarrowTiles<Target: InstructionSet>(
  _: Target.Type, _ address: UnsafeMutableRawPointer?
) {
  runTiles(
    Columns<1>(), Target.Vector.self, most: Target.narrowTileRows, unit: Target.narrowTileUnit,
    address)
}

/// Computes the tiles of a run in one block of columns after the other, with vectors that need not be those of an instruction
/// set: where registers are twice as wide as those of the kernel set that shares the rest of its code, wide tiles are one vector.
///
/// - Parameters:
///   - whole: vectors for columns side by side, where those of others are loaded in parts; else the same.
///   - fewest: the lowest tile, 2 or 4 rows, and `most` the highest one, 4 to 8; constants.
///   - unit: what the numbers of rows are multiples of, 1 or 2; a constant.
///   - hasPlain: `InstructionSet.hasPlainTiles`, for tiles of four, six or eight rows; a constant.
@inlinable @inline(always)
public func runWideTiles<Vector: TileVector, Whole: TileVector, let vectors: Int>(
  _ columns: Columns<vectors>, _: Vector.Type, whole: Whole.Type, fewest: Int, most: Int, unit: Int,
  hasPlain: Bool, _ address: UnsafeMutableRawPointer?
) {
  let run = address.unsafelyUnwrapped.assumingMemoryBound(to: TileRun.self)
  while true {
    var full = 0
    if hasPlain && run.pointee.isPlain {
      let isWhole = Whole.parts < Vector.parts && run.pointee.hasWholeColumns
      while full < run.pointee.fullTiles {
        if most == 4 { Tile<Vector, 4, vectors>.runPlain(run, at: full &* 4) }
        if most == 6 { Tile<Vector, 6, vectors>.runPlain(run, at: full &* 6) }
        if most == 8 && isWhole {
          Tile<Whole, 8, vectors>.runPlain(run, at: full &* 8)
        } else if most == 8 {
          Tile<Vector, 8, vectors>.runPlain(run, at: full &* 8)
        }
        full &+= 1
      }
    }
    runTiles(columns, Vector.self, from: full, fewest: fewest, most: most, unit: unit, address)
    if !run.pointee.advanceBlock() { return }
  }
}

/// Computes the tiles of a run that are two panels of columns wide, of four, six or eight rows. All of them are plain; `runWideTiles`
/// would bring code for others, too. Where two such blocks are left, tiles of six rows take both: 39 instructions for 24
/// multiply-adds, where eight rows of one block are 57 for 32. (Two steps at a time made these slower.) Panels that come from
/// afar are asked for 2 kB ahead by the tile that reads them first, which has twelve rows where it can: few tiles read them again.
/// Only tiles of four and eight rows turn their sums around.
@inlinable @inline(always)
public func runDoubledTiles<Vector: TileVector>(
  _: Vector.Type, _ address: UnsafeMutableRawPointer?
) {
  let run = address.unsafelyUnwrapped.assumingMemoryBound(to: TileRun.self)
  let rows = run.pointee.rows
  var first = 0
  var hasBoth = false
  while true {
    // Of the second of two blocks only the last rows are left.
    if hasBoth {
      hasBoth = false
    } else if run.pointee.blockCount > 1 && !run.pointee.turnsOutput {
      hasBoth = true
      first = 0
      // One or two rows are left with the six before them.
      while rows &- first >= 9 || rows &- first == 6 {
        Tile<Vector, 6, 4>.runPlain(run, at: first, ahead: .nothing)
        first &+= 6
      }
    } else {
      first = 0
    }
    var row = first
    while row < rows {
      let left = rows &- row
      var height = (9...11).contains(left) ? left &- 4 : min(left, 8)
      if run.pointee.takesTwelve(of: left, from: row) {
        Tile<Vector, 6, 2>.runTwo(run, at: row)
        height = 12
      } else if height > 6 {
        Tile<Vector, 8, 2>.runPlain(run, at: row, ahead: .samePanels, stepsAtOnce: 2)
      } else if height > 4 {
        Tile<Vector, 6, 2>.runPlain(run, at: row, ahead: .samePanels)
      } else {
        Tile<Vector, 4, 2>.runPlain(run, at: row, ahead: .samePanels)
      }
      run.pointee.isFar = false
      row &+= height
    }
    if !run.pointee.advanceBlock() { return }
  }
}

/// Computes the tiles of a run in its first block of columns, with vectors that need not be those of an instruction set:
/// quartered tiles are two whose halves belong to two entries of the batch each.
///
/// - Parameters:
///   - first: tiles before this one, of `most` rows, have been computed.
///   - fewest: the lowest tile that there is, 2 or 4 rows. The rows that a tile computes too many are the next ones, or the last
///     one again, whose sums are the same; a constant.
///   - most: the highest tile, 4 to 8 rows; a constant.
///   - unit: what the numbers of rows are multiples of, 1, 2 or 4; a constant.
@inlinable @inline(always)
public func runTiles<Vector: TileVector, let vectors: Int>(
  _ columns: Columns<vectors>, _: Vector.Type, from first: Int = 0, fewest: Int = 2, most: Int,
  unit: Int = 1, _ address: UnsafeMutableRawPointer?
) {
  let run = UnsafePointer(address.unsafelyUnwrapped.assumingMemoryBound(to: TileRun.self))
  var row = first &* most
  var tile = first
  while tile < run.pointee.tileCount {
    let rows = run.pointee.rowCount(of: tile, most: most)
    let computed = (max(rows, fewest) &+ unit &- 1) / unit &* unit
    runTile(
      columns, Vector.self, fewest: fewest, most: most, unit: unit, computed, run, at: row)
    row &+= rows
    tile &+= 1
  }
}

/// A number of vectors as a type.
public struct Columns<let vectors: Int> {
  @inlinable @inline(always)
  public init() {}
}

/// Chooses the tile of exactly `rows` rows, at least two: `RowDeal` never makes a tile of one. Cases below `fewest`, above `most`
/// and between the multiples of `unit` disappear at compile time.
@inlinable @inline(always)
func runTile<Vector: TileVector, let vectors: Int>(
  _: Columns<vectors>, _: Vector.Type, fewest: Int, most: Int, unit: Int, _ rows: Int,
  _ run: UnsafePointer<TileRun>, at row: Int
) {
  if fewest == 2 && unit <= 2 && rows == 2 { return Tile<Vector, 2, vectors>.run(run, at: row) }
  if fewest == 2 && unit == 1 && rows == 3 { return Tile<Vector, 3, vectors>.run(run, at: row) }
  if most == 4 || rows == 4 { return Tile<Vector, 4, vectors>.run(run, at: row) }
  if unit == 1 && (most == 5 || rows == 5) { return Tile<Vector, 5, vectors>.run(run, at: row) }
  if unit <= 2 && (most == 6 || rows == 6) { return Tile<Vector, 6, vectors>.run(run, at: row) }
  if unit == 1 && (most == 7 || rows == 7) { return Tile<Vector, 7, vectors>.run(run, at: row) }
  Tile<Vector, 8, vectors>.run(run, at: row)
}
