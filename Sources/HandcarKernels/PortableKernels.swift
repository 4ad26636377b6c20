internal import HandcarKernelTemplates
internal import _HandcarShims

/// Any CPU: vectors of four, multiplication and addition apart. Eight sums fit the sixteen vector
/// registers of x86-64 without AVX and of 32-bit ARM.
enum Portable: InstructionSet {
  typealias Vector = Vector4<SeparateMultiplyAdd>

  static var tileRows: Int { 4 }
  static var narrowTileRows: Int { 4 }
  static var narrowsInFours: Bool { false }

  static var narrowTileRunner: TileRunner { { runNarrowTiles(Portable.self, $0) } }
  static var quarteredTileRunner: TileRunner? { nil }
  static var interleavedTileRunner: TileRunner? { nil }
  static var tiles: WideTiles {
    WideTiles(rows: tileRows, run: { runTiles(Portable.self, $0) })
  }

  static var convolvesDirectly: Bool { false }

  @inline(never) static func multiply(_ product: Product, _ tiles: WideTiles) {
    withUnsafePointer(to: product) { multiplyMatrices(Portable.self, $0, tiles) }
  }

  @inline(never) static func activate(
    _ activation: hck_activation, _ input: UnsafePointer<Float>,
    _ output: UnsafeMutablePointer<Float>, count: Int
  ) {
    HandcarKernelTemplates.activate(
      Vector.self, activation, input: input, output: output, count: count)
  }
}

extension KernelTable {
  static var portable: KernelTable {
    KernelTable(
      contraction: { contract(Portable.self, $0, Portable.tiles) },
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
