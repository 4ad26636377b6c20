public import ModelGraph

/// Samples that a network is measured on, and how to run them.
public struct NetworkSamples {
  public var count: Int
  /// The class of each sample, where known.
  public var labels: [Int]?
  /// Runs some of the samples through a graph and returns its outputs, the samples along the
  /// leading axis. The interpreter will do; a faster one is welcome.
  public var evaluate: (_ network: Graph, _ samples: Range<Int>) throws -> [Tensor]

  public init(
    count: Int, labels: [Int]? = nil,
    evaluate: @escaping (_ network: Graph, _ samples: Range<Int>) throws -> [Tensor]
  ) {
    self.count = count
    self.labels = labels
    self.evaluate = evaluate
  }

  /// The samples whose statistics layers are fitted to: the first three quarters.
  public var fittingRange: Range<Int> { 0..<(count < 8 ? count : count - count / 4) }

  /// The samples that networks are judged by: the last quarter. Fitting has not seen them, so that
  /// a fit which learned its samples by heart gains nothing by it. Fewer than eight samples serve
  /// for both.
  public var judgingRange: Range<Int> { (count < 8 ? 0 : count - count / 4)..<count }
}
