public import TensorTrain

/// A linear layer to be factorized, as the search sees it.
public struct LayerProblem: Sendable {
  /// M, the outputs.
  public var rows: Int
  /// N, the inputs.
  public var columns: Int
  /// Vectors in one run, or images.
  public var batch: Int
  /// How the layer is applied, if it is a convolution.
  public let convolution: ConvolutionGeometry?
  /// The layer's own size, where rows and columns are filled up with zeros to this problem's.
  public var unpadded: (rows: Int, columns: Int)?
  public var timeModel: any StageTimeModel
  /// The error tables, or nil to search without errors.
  public var spectra: SpectralTable?

  public init(
    rows: Int, columns: Int, batch: Int = 1, convolution: ConvolutionGeometry? = nil,
    timeModel: any StageTimeModel = CostModel(), spectra: SpectralTable? = nil
  ) {
    self.rows = rows
    self.columns = columns
    self.batch = convolution?.batch ?? batch
    self.convolution = convolution
    self.timeModel = timeModel
    self.spectra = spectra
  }

  /// The layer as it is.
  public var dense: LayerCandidate {
    let errorBounds = spectra.map { _ in 0.0...0 }
    guard let convolution else {
      let (rows, columns) = unpadded ?? (rows, columns)
      return LayerCandidate(
        shape: nil, order: [], parameters: rows * columns,
        multiplyAccumulates: batch * rows * columns, peakScratch: batch * (rows + columns),
        time: timeModel.time(rows: rows, columns: columns, batch: batch), errorBounds: errorBounds)
    }
    let stage = TTStage(
      core: 0, P: batch, K: columns, R: rows, Q: convolution.outputPixels,
      contractsLeftBond: false, contractsRightBond: false)
    let inputCount = batch * convolution.inputChannels * convolution.inputPixels
    return LayerCandidate(
      shape: nil, order: [], parameters: rows * columns,
      multiplyAccumulates: stage.multiplyAccumulates, peakScratch: inputCount + stage.outputCount,
      time: timeModel.time(of: stage, parameters: rows * columns), errorBounds: errorBounds)
  }

  /// Pixels at the right end of the state of a pointwise convolution.
  var pixels: Int { convolution.map { $0.isPointwise ? $0.outputPixels : 1 } ?? 1 }

  /// A tensor train computed in a given order.
  ///
  /// - Precondition: a convolution can be carried out in this shape.
  public func candidate(_ shape: TTShape, order: [Int]) -> LayerCandidate {
    if let convolution {
      let steps = convolution.steps(of: shape, order: order)
      return LayerCandidate(
        shape: shape, order: order, parameters: shape.parameterCount,
        multiplyAccumulates: steps.reduce(0) { $0 + $1.stage.multiplyAccumulates },
        peakScratch: steps.reduce(0) { max($0, $1.inputCount + $1.stage.outputCount) },
        time: steps.reduce(0) {
          $0
            + timeModel.time(
              of: $1.stage, parameters: shape.coreExtents($1.stage.core).reduce(1, *))
        }, errorBounds: spectra?.bounds(of: shape))
    }
    return LayerCandidate(
      shape: shape, order: order, parameters: shape.parameterCount,
      multiplyAccumulates: shape.multiplyAccumulates(order: order, batch: batch),
      peakScratch: shape.peakScratch(order: order, batch: batch),
      time: timeModel.time(of: shape, order: order, batch: batch) + paddingTime,
      errorBounds: spectra?.bounds(of: shape))
  }

  /// The time to fill up the input and to cut the output.
  private var paddingTime: Double {
    guard let unpadded else { return 0 }
    func copying(_ count: Int) -> Double {
      let stage = TTStage(
        core: 0, P: batch, K: 1, R: 1, Q: count, contractsLeftBond: false,
        contractsRightBond: false)
      return timeModel.time(of: stage, parameters: 1)
    }
    return (unpadded.columns < columns ? copying(columns) : 0)
      + (unpadded.rows < rows ? copying(unpadded.rows) : 0)
  }

  /// The same layer filled up with zeros to sizes of more divisors; without spectra.
  ///
  /// - Parameter share: by how much rows and columns may grow, 0.03 for 3 %.
  public func padded(share: Double) -> [LayerProblem] {
    guard convolution == nil else { return [] }
    return PaddedSizes.candidates(for: rows, share: share).flatMap { height in
      PaddedSizes.candidates(for: columns, share: share).compactMap { width in
        guard height > rows || width > columns else { return nil }
        var problem = LayerProblem(
          rows: height, columns: width, batch: batch, timeModel: timeModel)
        problem.unpadded = (rows, columns)
        return problem
      }
    }
  }
}
