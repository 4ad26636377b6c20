#if arch(x86_64)
  public import HandcarKernelTemplates
  public import _HandcarShims

  /// x86-64 with AVX2 and FMA: 12 sums, 2 columns and 1 coefficient of 16 registers.
  enum AVX2: InstructionSet {
    typealias Vector = Vector8

    static var tileRows: Int { 6 }
    static var narrowTileRows: Int { 8 }
    static var hasPlainTiles: Bool { true }
    static var fewestTileRows: Int { 4 }
    static var tileUnit: Int { 2 }
    static var narrowTileUnit: Int { 4 }
    static var narrowTileRunner: TileRunner { { runNarrowTiles(AVX2.self, $0) } }
    static var quarteredTileRunner: TileRunner? {
      { runTiles(Columns<2>(), JoinedVector8.self, fewest: 4, most: AVX2.tileRows, unit: 2, $0) }
    }
    static var interleavedTileRunner: TileRunner? {
      {
        runTiles(
          Columns<1>(), InterleavedVector8.self, most: AVX2.narrowTileRows, unit: 4, $0)
      }
    }

    static var convolvesDirectly: Bool { true }

    @inline(never) static func multiply(_ product: Product, _ tiles: WideTiles) {
      withUnsafePointer(to: product) { multiplyMatrices(AVX2.self, $0, tiles) }
    }

    @inline(never) static func activate(
      _ activation: hck_activation, _ input: UnsafePointer<Float>,
      _ output: UnsafeMutablePointer<Float>, count: Int
    ) {
      HandcarKernelTemplates.activate(
        Vector.self, activation, input: input, output: output, count: count)
    }
  }

  // Every entry point is exported as an interface: Embedded Swift would otherwise compile it again in the
  // module that calls it, without this module's CPU flags. Small are those that were found to be as fast so.

  @export(interface)
  public func runTilesAVX2(_ run: UnsafeMutableRawPointer?) { runTiles(AVX2.self, run) }

  @export(interface)
  public func runShallowAVX2(_ product: UnsafeRawPointer?) {
    runShallow(Columns<2>(), Vector8.self, isDeep: false, product)
  }

  @export(interface)
  public func contractAVX2(_ arguments: UnsafePointer<hck_contraction>, _ tiles: WideTiles) {
    contract(AVX2.self, arguments, tiles)
  }

  @export(interface)
  public func convolveAVX2(_ arguments: UnsafePointer<hck_convolution>, _ tiles: WideTiles) {
    convolve(AVX2.self, arguments, tiles)
  }

  @_optimize(size) @export(interface)
  public func poolAVX2(_ arguments: UnsafePointer<hck_pool>) {
    pool(AVX2.self, arguments)
  }

  @_optimize(size) @export(interface)
  public func combineAVX2(_ arguments: UnsafePointer<hck_binary>) {
    combine(AVX2.self, arguments)
  }

  @export(interface)
  public func activateAVX2(_ arguments: UnsafePointer<hck_activate>) {
    activate(AVX2.self, arguments)
  }

  @export(interface)
  public func softmaxAVX2(_ arguments: UnsafePointer<hck_softmax>) {
    softmax(AVX2.self, arguments)
  }

  @export(interface)
  public func reduceMeanAVX2(_ arguments: UnsafePointer<hck_reduce_mean>) {
    reduceMean(AVX2.self, arguments)
  }

  @_optimize(size) @export(interface)
  public func multiplyRuntimeMatricesAVX2(
    _ arguments: UnsafePointer<hck_matrix_product>, _ tiles: WideTiles
  ) {
    multiplyRuntimeMatrices(AVX2.self, arguments, tiles)
  }

  @_optimize(size) @export(interface)
  public func normalizeAVX2(_ arguments: UnsafePointer<hck_normalize>) {
    normalize(AVX2.self, arguments)
  }
#endif
