public import TensorTrain

/// A linear layer to be factorized, as the search sees it.
public struct LayerProblem: Sendable {
  /// M, the outputs.
  public var rows: Int
  /// N, the inputs.
  public var columns: Int
  /// Vectors in one run: for a 1×1 convolution the pixels.
  public var batch: Int
  public var timeModel: any StageTimeModel
  /// The error tables, or nil to search without errors.
  public var spectra: SpectralTable?

  public init(
    rows: Int, columns: Int, batch: Int = 1, timeModel: any StageTimeModel = CostModel(),
    spectra: SpectralTable? = nil
  ) {
    self.rows = rows
    self.columns = columns
    self.batch = batch
    self.timeModel = timeModel
    self.spectra = spectra
  }

  /// The layer as it is.
  public var dense: LayerCandidate {
    LayerCandidate(
      shape: nil, order: [], parameters: rows * columns,
      multiplyAccumulates: batch * rows * columns, peakScratch: batch * (rows + columns),
      time: timeModel.time(rows: rows, columns: columns, batch: batch),
      errorBounds: spectra.map { _ in 0...0 })
  }

  /// A tensor train computed in a given order.
  public func candidate(_ shape: TTShape, order: [Int]) -> LayerCandidate {
    LayerCandidate(
      shape: shape, order: order, parameters: shape.parameterCount,
      multiplyAccumulates: shape.multiplyAccumulates(order: order, batch: batch),
      peakScratch: shape.peakScratch(order: order, batch: batch),
      time: timeModel.time(of: shape, order: order, batch: batch),
      errorBounds: spectra?.bounds(of: shape))
  }
}
