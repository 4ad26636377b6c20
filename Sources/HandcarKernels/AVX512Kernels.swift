#if arch(x86_64)
  internal import HandcarKernelTemplates
  internal import HandcarKernelsAVX2
  internal import HandcarKernelsAVX512
  internal import _HandcarShims

  extension KernelTable {
    /// The kernels of AVX2 but for what matrix products and convolutions are made of: nothing else was found to gain from wider registers.
    static var avx512: KernelTable {
      var table = avx2
      table.contraction = { contractAVX2($0, .avx512) }
      table.convolution = { convolveAVX2($0, .avx512) }
      table.matrixProduct = { multiplyRuntimeMatricesAVX2($0, .avx512) }
      return table
    }
  }

  extension WideTiles {
    fileprivate static var avx512: WideTiles {
      // Zen 4 computes with halves of registers, which leaves it time to load.
      let isWhole = hcs_halves_avx512() == 0
      return WideTiles(
        rows: 8, run: { runTilesAVX512($0) },
        runShallow: { isDeep($0) ? runShallowAVX512($0) : runShallowAVX2($0) }, shallowDepth: 7,
        runDoubled: { runDoubledTilesAVX512($0) }, multipliesWhole: isWhole,
        runQuartered: { runQuarteredTilesAVX512($0) }, runFourColumns: { runFourColumnsAVX512($0) },
        multiplyPanelPairs: { multiplyPanelPairsAVX512($0, asksAhead: hcs_halves_avx512() == 0) },
        runRowTiles: isWhole ? { runRowTilesAVX512($0) } : nil)
    }
  }

  private func isDeep(_ product: UnsafeRawPointer?) -> Bool {
    product.unsafelyUnwrapped.assumingMemoryBound(to: Product.self).pointee.depth > 4
  }
#endif
