#if arch(arm64) || arch(arm)
  internal import HandcarKernelTemplates
  internal import _HandcarShims

  /// ARM with NEON. On 64-bit ARM 16 sums, 2 columns and 8 rows of coefficients fit the 32 vector registers; 32-bit
  /// ARM has 16 of them.
  enum NEON: InstructionSet {
    typealias Vector = Vector4<FusedMultiplyAdd>

    #if arch(arm64)
      static var tileRows: Int { 8 }
    #else
      static var tileRows: Int { 4 }
    #endif
    static var narrowTileRows: Int { 8 }
    static var hasPlainTiles: Bool { true }
    static var fewestTileRows: Int { 2 }
    static var tileUnit: Int { 1 }
    static var narrowTileUnit: Int { 1 }

    static var narrowTileRunner: TileRunner { { runNarrowTiles(NEON.self, $0) } }
    static var quarteredTileRunner: TileRunner? { nil }
    static var interleavedTileRunner: TileRunner? { nil }
    static var tiles: WideTiles {
      WideTiles(rows: tileRows, run: { runTiles(NEON.self, $0) })
    }

    static var convolvesDirectly: Bool { true }

    @inline(never) static func multiply(_ product: Product, _ tiles: WideTiles) {
      withUnsafePointer(to: product) { multiplyMatrices(NEON.self, $0, tiles) }
    }

    @inline(never) static func activate(
      _ activation: hck_activation, _ input: UnsafePointer<Float>,
      _ output: UnsafeMutablePointer<Float>, count: Int
    ) {
      HandcarKernelTemplates.activate(
        Vector.self, activation, input: input, output: output, count: count)
    }
  }

  /// One instruction for a multiplication and an addition.
  enum FusedMultiplyAdd: MultiplyAdd4 {
    #if arch(arm64)
      // `fmla` takes a lane as its operand.
      @inline(always) static var multipliesByLane: Bool { true }
    #else
      @inline(always) static var multipliesByLane: Bool { false }
    #endif

    // Swift's fused operation is a loop over lanes: taken apart on 32-bit ARM, and on 64-bit ARM more than the compiler
    // inlines in a function of many tiles.
    @inline(always) static func multiplyAdd(
      _ sum: SIMD4<Float>, _ left: SIMD4<Float>, _ right: SIMD4<Float>
    ) -> SIMD4<Float> { hcs_multiply_add(sum, left, right) }
  }

  extension KernelTable {
    static var neon: KernelTable {
      KernelTable(
        contraction: { contract(NEON.self, $0, NEON.tiles) },
        convolution: { convolve(NEON.self, $0, NEON.tiles) },
        pool: {
          usesGeneralPool($0) ? poolMaximum($0) : HandcarKernelTemplates.pool(NEON.self, $0)
        },
        binary: { isFloat($0.pointee.element_type) ? combine(NEON.self, $0) : combineIntegers($0) },
        activate: {
          isFloat($0.pointee.element_type)
            ? HandcarKernelTemplates.activate(NEON.self, $0) : activateIntegers($0)
        },
        softmax: { HandcarKernelTemplates.softmax(NEON.self, $0) },
        reduceMean: { HandcarKernelTemplates.reduceMean(NEON.self, $0) },
        matrixProduct: { multiplyRuntimeMatrices(NEON.self, $0, NEON.tiles) },
        normalize: { HandcarKernelTemplates.normalize(NEON.self, $0) }
      )
    }
  }
#endif
