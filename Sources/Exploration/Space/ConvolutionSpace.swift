public import LinearAlgebra

/// A convolution as a train over (input channels, kernel, output channels), which is the Tucker-2
/// form: three ordinary convolutions, 1×1 from C to r_1 channels, k×k from r_1 to r_2 with the
/// stride and padding, 1×1 from r_2 to S.
///
///     K[c, p, s] = Σ A[c, a] G[a, p, b] D[b, s]
///
/// A convolution of 1×1 is a linear layer whose batch is the number of pixels: explore that with
/// `LayerProblem`.
public struct ConvolutionSpace: Hashable, Sendable {
  /// C
  public let inputChannels: Int
  /// S
  public let outputChannels: Int
  /// k · k
  public let kernelArea: Int
  /// H · W
  public let inputPixels: Int
  /// H' · W'
  public let outputPixels: Int

  public init(
    inputChannels: Int, outputChannels: Int, kernelArea: Int, inputPixels: Int, outputPixels: Int
  ) {
    self.inputChannels = inputChannels
    self.outputChannels = outputChannels
    self.kernelArea = kernelArea
    self.inputPixels = inputPixels
    self.outputPixels = outputPixels
  }

  /// Channels between the three convolutions, with what they cost.
  public struct Candidate: Hashable, Sendable {
    /// r_1
    public let inputRank: Int
    /// r_2
    public let outputRank: Int
    public let parameters: Int
    public let multiplyAccumulates: Int
    /// As for `LayerCandidate`.
    public let errorBounds: ClosedRange<Double>?
  }

  /// r_1 ≤ min(C, k² S)
  public var inputRankCap: Int { min(inputChannels, kernelArea * outputChannels) }
  /// r_2 ≤ min(S, k² C)
  public var outputRankCap: Int { min(outputChannels, kernelArea * inputChannels) }
  /// The number of pairs of ranks.
  public var solutionCount: Int { inputRankCap * outputRankCap }
  public var denseParameters: Int { inputChannels * kernelArea * outputChannels }
  public var denseMultiplyAccumulates: Int { outputPixels * denseParameters }

  /// C r_1 + k² r_1 r_2 + r_2 S parameters, HW C r_1 + H'W' (k² r_1 r_2 + r_2 S) operations.
  public func candidate(
    inputRank: Int, outputRank: Int, spectra: Spectra? = nil
  ) -> Candidate {
    let head = inputChannels * inputRank
    let middle = kernelArea * inputRank * outputRank
    let tail = outputRank * outputChannels
    return Candidate(
      inputRank: inputRank, outputRank: outputRank, parameters: head + middle + tail,
      multiplyAccumulates: inputPixels * head + outputPixels * (middle + tail),
      errorBounds: spectra?.bounds(inputRank: inputRank, outputRank: outputRank))
  }

  /// The squared relative tails of both unfoldings, C × k²S and C k² × S.
  public struct Spectra: Sendable {
    let input: [Double]
    let output: [Double]

    /// - Parameter kernel: `(S, C, k · k)` as networks store it, an S × (C k²) matrix.
    /// - Throws: `LinearAlgebraError`.
    public init<Scalar: MatrixScalar>(
      kernel: Matrix<Scalar>, inputChannels: Int
    ) throws(LinearAlgebraError) {
      let area = kernel.columns / inputChannels
      var byInput = Matrix<Scalar>(
        zerosOfRows: inputChannels, columns: kernel.rows * area)
      for s in 0..<kernel.rows {
        for c in 0..<inputChannels {
          for p in 0..<area { byInput[c, s * area + p] = kernel[s, c * area + p] }
        }
      }
      func tails(_ matrix: Matrix<Scalar>) throws(LinearAlgebraError) -> [Double] {
        let values = try matrix.leadingSingularValues(.max / 2)
        let squares = values.map { $0 * $0 }
        let total = squares.reduce(0, +)
        guard total > 0 else { return [0] }
        var sum = 0.0
        return [1]
          + squares.reversed().map { square in
            defer { sum += square }
            return sum / total
          }.reversed()
      }
      input = try tails(byInput)
      output = try tails(kernel)
    }

    func bounds(inputRank: Int, outputRank: Int) -> ClosedRange<Double> {
      let (a, b) = (
        input[min(inputRank, input.count - 1)], output[min(outputRank, output.count - 1)]
      )
      return max(a, b).squareRoot()...min(1, (a + b).squareRoot())
    }
  }

  /// The front in parameters, multiply-accumulates and error of all pairs of ranks that need fewer
  /// of both than the dense convolution. Both costs grow in each rank, so the window of r_2 for a
  /// given r_1 ends at the first that does not gain.
  public func front(spectra: Spectra? = nil) -> [Candidate] {
    var front = ParetoFront<Candidate>(
      spectra == nil
        ? [.parameters, .multiplyAccumulates] : [.parameters, .multiplyAccumulates, .error])
    for inputRank in 1...max(inputRankCap, 1) {
      for outputRank in 1...max(outputRankCap, 1) {
        let candidate = candidate(
          inputRank: inputRank, outputRank: outputRank, spectra: spectra)
        guard candidate.parameters < denseParameters,
          candidate.multiplyAccumulates < denseMultiplyAccumulates
        else { break }
        let error = candidate.errorBounds?.upperBound ?? 0
        front.insert(
          Measures(
            parameters: Double(candidate.parameters),
            multiplyAccumulates: Double(candidate.multiplyAccumulates),
            squaredError: error * error), candidate)
      }
    }
    return front.points.map(\.payload).sorted { $0.multiplyAccumulates < $1.multiplyAccumulates }
  }
}
