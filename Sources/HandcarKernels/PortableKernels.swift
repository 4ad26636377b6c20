internal import HandcarKernelTemplates
internal import _HandcarShims

/// Any CPU: vectors of four, multiplication and addition apart. Eight sums fit the sixteen vector
/// registers of x86-64 without AVX and of 32-bit ARM.
enum Portable: InstructionSet {
  typealias Vector = Vector4<SeparateMultiplyAdd>

  static var tileRows: Int { 4 }
  static var narrowTileRows: Int { 4 }
  static var hasPlainTiles: Bool { false }
  static var fewestTileRows: Int { 2 }
  static var tileUnit: Int { 1 }
  #if arch(x86_64)
    static var narrowTileUnit: Int { 4 }
  #else
    // Where a vector is four numbers, no row is for nothing.
    static var narrowTileUnit: Int { 1 }
  #endif

  static var narrowTileRunner: TileRunner { { runNarrowTilesPortable($0) } }
  static var quarteredTileRunner: TileRunner? { nil }
  static var interleavedTileRunner: TileRunner? { nil }
  static var tiles: WideTiles {
    WideTiles(rows: tileRows, run: { runTilesPortable($0) })
  }

  static var convolvesDirectly: Bool { false }

  @inline(never) static func multiply(_ product: Product, _ tiles: WideTiles) {
    withUnsafePointer(to: product) { multiplyMatricesPortable($0, tiles) }
  }

  @inline(never) static func activate(
    _ activation: hck_activation, _ input: UnsafePointer<Float>,
    _ output: UnsafeMutablePointer<Float>, count: Int
  ) {
    HandcarKernelTemplates.activate(
      Vector.self, activation, input: input, output: output, count: count)
  }
}

// On x86-64 this module is made small: without this attribute sums would lie in memory.

@_optimize(speed)
private func runTilesPortable(_ run: UnsafeMutableRawPointer?) { runTiles(Portable.self, run) }

@_optimize(speed)
private func runNarrowTilesPortable(_ run: UnsafeMutableRawPointer?) {
  runNarrowTiles(Portable.self, run)
}

@_optimize(speed)
private func multiplyMatricesPortable(_ product: UnsafePointer<Product>, _ tiles: WideTiles) {
  multiplyMatrices(Portable.self, product, tiles)
}

@_optimize(speed)
private func contractPortable(_ arguments: UnsafePointer<hck_contraction>) {
  contract(Portable.self, arguments, Portable.tiles)
}

extension KernelTable {
  static var portable: KernelTable {
    KernelTable(
      contraction: { contractPortable($0) },
      convolution: { convolve(Portable.self, $0, Portable.tiles) },
      pool: {
        usesGeneralPool($0) ? poolMaximum($0) : HandcarKernelTemplates.pool(Portable.self, $0)
      },
      binary: {
        isFloat($0.pointee.element_type) ? combine(Portable.self, $0) : combineIntegers($0)
      },
      activate: {
        isFloat($0.pointee.element_type)
          ? HandcarKernelTemplates.activate(Portable.self, $0) : activateIntegers($0)
      },
      softmax: { HandcarKernelTemplates.softmax(Portable.self, $0) },
      reduceMean: { HandcarKernelTemplates.reduceMean(Portable.self, $0) },
      matrixProduct: { multiplyRuntimeMatrices(Portable.self, $0, Portable.tiles) },
      normalize: { HandcarKernelTemplates.normalize(Portable.self, $0) }
    )
  }
}
