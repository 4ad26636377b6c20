#if arch(x86_64)
  internal import HandcarKernelTemplates
  internal import HandcarKernelsAVX2
  internal import _HandcarShims

  extension KernelTable {
    static var avx2: KernelTable {
      KernelTable(
        contraction: { contractAVX2($0, .avx2) },
        convolution: { convolveAVX2($0, .avx2) },
        pool: { usesGeneralPool($0) ? poolMaximum($0) : poolAVX2($0) },
        binary: { isFloat($0.pointee.element_type) ? combineAVX2($0) : combineIntegers($0) },
        activate: { isFloat($0.pointee.element_type) ? activateAVX2($0) : activateIntegers($0) },
        softmax: { softmaxAVX2($0) },
        reduceMean: { reduceMeanAVX2($0) },
        matrixProduct: { multiplyRuntimeMatricesAVX2($0, .avx2) },
        normalize: { normalizeAVX2($0) }
      )
    }
  }

  extension WideTiles {
    fileprivate static var avx2: WideTiles {
      WideTiles(
        rows: 6, run: { runTilesAVX2($0) }, runShallow: { runShallowAVX2($0) }, shallowDepth: 4)
    }
  }
#endif
