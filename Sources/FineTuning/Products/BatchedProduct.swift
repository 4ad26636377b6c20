/// output[p] (R×Q) = matrix (R×K) · input[p] (K×Q) for p = 0…P−1, and its gradients: the one product that linear
/// layers, tensor trains and unrolled convolutions are made of.
struct BatchedProduct: Sendable {
  let P: Int
  let K: Int
  let R: Int
  let Q: Int

  /// Below a vector of columns, vectors run along the rows of the matrix instead.
  private var usesPanels: Bool { Q < 16 }
  /// At Q = 1 the gradient of the input is a plain product with the matrix as it lies.
  private var needsBackwardMatrix: Bool { Q > 1 }

  /// Floats of the layouts that `prepare` makes: forward, then backward.
  var preparedCount: Int { forwardCount + backwardCount }
  private var forwardCount: Int { usesPanels ? panelCount(rows: R, columns: K) : 0 }
  private var backwardCount: Int {
    needsBackwardMatrix ? (usesPanels ? panelCount(rows: K, columns: R) : K * R) : 0
  }

  func prepare(
    _ matrix: UnsafePointer<Float>, _ prepared: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    if usesPanels { packPanels(matrix, rows: R, columns: K, into: prepared) }
    guard needsBackwardMatrix else { return }
    let backward = prepared + forwardCount
    if usesPanels {
      transpose(matrix, rows: R, columns: K, into: scratch)
      packPanels(scratch, rows: K, columns: R, into: backward)
    } else {
      transpose(matrix, rows: R, columns: K, into: backward)
    }
  }

  func forward(
    _ matrix: UnsafePointer<Float>, _ prepared: UnsafePointer<Float>,
    input: UnsafePointer<Float>, bias: Kernels.Bias, output: UnsafeMutablePointer<Float>
  ) {
    Kernels.contract(
      P, K, R, Q, matrix: usesPanels ? prepared : matrix, isPanels: usesPanels, input: input,
      bias: bias, output: output)
  }

  /// inputGradient[p] (K×Q) = matrixᵀ · outputGradient[p] (R×Q)
  func inputGradient(
    _ matrix: UnsafePointer<Float>, _ prepared: UnsafePointer<Float>,
    outputGradient: UnsafePointer<Float>, into target: UnsafeMutablePointer<Float>
  ) {
    if needsBackwardMatrix {
      Kernels.contract(
        P, R, K, Q, matrix: prepared + forwardCount, isPanels: usesPanels, input: outputGradient,
        output: target)
    } else {
      Kernels.contract(1, R, P, K, matrix: outputGradient, input: matrix, output: target)
    }
  }

  /// Floats that `matrixGradient` needs: two sums that take turns, and the smaller operand transposed.
  var matrixGradientScratchCount: Int {
    MemoryCounter.rounded(2 * R * K) + (Q == 1 ? P : Q) * min(R, K)
  }

  /// Whether `matrixGradient` is R×K or, because that operand is smaller to transpose, K×R.
  var gradientIsTransposed: Bool { Q == 1 ? K < R : R < K }

  /// Σ_p outputGradient[p] · input[p]ᵀ, as R×K or transposed.
  ///
  /// - Parameter target: where to leave the result if it can be left there without a copy; R · K floats.
  /// - Returns: the result, in `target` or `scratch`.
  func matrixGradient(
    input: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>,
    target: UnsafeMutablePointer<Float>?, scratch: UnsafeMutablePointer<Float>
  ) -> UnsafePointer<Float> {
    let sums = (target ?? scratch, scratch + R * K)
    let turned = scratch + MemoryCounter.rounded(2 * R * K)
    if Q == 1 {
      // Both operands are matrices with P rows; the left one of the product is wanted by columns.
      if gradientIsTransposed {
        transpose(input, rows: P, columns: K, into: turned)
        Kernels.contract(1, P, K, R, matrix: turned, input: outputGradient, output: sums.0)
      } else {
        transpose(outputGradient, rows: P, columns: R, into: turned)
        Kernels.contract(1, P, R, K, matrix: turned, input: input, output: sums.0)
      }
      return UnsafePointer(sums.0)
    }
    // Gathering all p into one long product was rejected: copying the operands costs as much as
    // reading and writing the sums of short ones. A kernel may not write over its bias, so two
    // buffers take turns, and the last one written is `sums.0`.
    for p in 0..<P {
      let isEven = (P - 1 - p) % 2 == 0
      let (from, to) = isEven ? (sums.1, sums.0) : (sums.0, sums.1)
      let bias = p == 0 ? Kernels.Bias.none : .full(from, period: 1)
      let x = input + p * K * Q
      let gradient = outputGradient + p * R * Q
      if gradientIsTransposed {
        transpose(gradient, rows: R, columns: Q, into: turned)
        Kernels.contract(1, Q, K, R, matrix: x, input: turned, bias: bias, output: to)
      } else {
        transpose(x, rows: K, columns: Q, into: turned)
        Kernels.contract(1, Q, R, K, matrix: gradient, input: turned, bias: bias, output: to)
      }
    }
    return UnsafePointer(sums.0)
  }
}
