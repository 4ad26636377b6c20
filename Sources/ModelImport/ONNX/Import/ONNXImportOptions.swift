public import ModelGraph

/// What an ONNX file leaves open and the graph must know.
public struct ONNXImportOptions: Sendable {
  /// The size of a symbolic first axis of an input; nil stands for 1.
  public var batch: Int?
  /// Sizes of other symbolic dimensions, by their name in the file; an axis without a name is called
  /// `INPUT[AXIS]`. A name given here wins over `batch`.
  public var dimensions: [String: Int]
  /// Values for inputs that must be known before the run, such as the shape of a Reshape or the bounds of a
  /// Clip. These are no inputs of the graph any more.
  public var constantInputs: [String: Tensor]
  /// Arrays that take the place of the initializers of their names, such as weights that were trained on.
  public var weights: ArrayArchive?

  public init(
    batch: Int? = nil, dimensions: [String: Int] = [:], constantInputs: [String: Tensor] = [:],
    weights: ArrayArchive? = nil
  ) {
    self.batch = batch
    self.dimensions = dimensions
    self.constantInputs = constantInputs
    self.weights = weights
  }
}
