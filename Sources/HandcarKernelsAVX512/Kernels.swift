#if arch(x86_64)
  internal import HandcarKernelTemplates

  // Exported as an interface: Embedded Swift would otherwise compile it again in the module that calls it, without this
  // module's CPU flags.

  /// The tiles of x86-64 with AVX-512, of up to 8 rows: a row is one register of 32, its coefficient an operand in memory,
  /// and 8 sums cover the latency of a multiply-add.
  @export(interface)
  public func runTilesAVX512(_ run: UnsafeMutableRawPointer?) {
    runWideTiles(
      Columns<1>(), Vector16.self, whole: WholeVector16.self, fewest: 4, most: 8, unit: 2,
      hasPlain: true, run)
  }

  /// Two panels at a time: cores that multiply two registers in a cycle load no more than two, and a coefficient is one of them.
  @export(interface)
  public func runDoubledTilesAVX512(_ run: UnsafeMutableRawPointer?) {
    runDoubledTiles(WholeVector16.self, run)
  }

  @export(interface)
  public func runQuarteredTilesAVX512(_ run: UnsafeMutableRawPointer?) {
    runTiles(Columns<1>(), JoinedVector16.self, most: 8, unit: 4, run)
  }

  /// Depths of 5 to 7: fewer need no wider registers, and more are no faster than in tiles.
  @export(interface)
  public func runShallowAVX512(_ product: UnsafeRawPointer?) {
    runShallow(Columns<1>(), Vector16.self, isDeep: true, product)
  }

  @export(interface)
  public func runFourColumnsAVX512(_ run: UnsafeMutableRawPointer?) { runFourColumns(run) }

  @export(interface)
  public func multiplyPanelPairsAVX512(_ arguments: UnsafeMutableRawPointer?, asksAhead: Bool) {
    multiplyPanelPairs(WholeVector16.self, arguments, asksAhead: asksAhead)
  }

  @export(interface)
  public func runRowTilesAVX512(_ block: UnsafeMutableRawPointer?) {
    runRowTiles(WholeVector16.self, block)
  }
#endif
