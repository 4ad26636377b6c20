/// The tiles that are two vectors wide: how many rows they have, and the function that computes runs of them.
///
/// A value that kernels are given, and not a matter of the instruction set alone: kernel sets that differ in nothing but
/// these tiles share all other code.
public struct WideTiles {
  /// 4 to 8.
  @usableFromInline let rows: Int
  /// `runTiles` or `runJoinedTiles`, compiled for an instruction set.
  @usableFromInline let run: TileRunner

  @inlinable @inline(always)
  public init(rows: Int, run: @escaping TileRunner) {
    self.rows = rows
    self.run = run
  }
}

/// A function that computes the `TileRun` at an address. A function of C, because only such an address can be handed to
/// code that is compiled once for all targets.
public typealias TileRunner = @convention(c) (UnsafeRawPointer?) -> Void

/// All tiles that a product is computed with.
public struct TileShapes {
  /// Columns of a narrow tile; wide ones have twice as many.
  @usableFromInline let vectorWidth: Int
  @usableFromInline let wide: WideTiles
  @usableFromInline let narrowRows: Int
  @usableFromInline let runNarrow: TileRunner

  @inlinable @inline(always)
  init<Target: InstructionSet>(_: Target.Type, _ wide: WideTiles) {
    vectorWidth = Target.Vector.width
    self.wide = wide
    narrowRows = Target.narrowTileRows
    runNarrow = Target.narrowTileRunner
  }
}
