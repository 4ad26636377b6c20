public import ModelGraph

/// Inputs to train on, and labels if there are any.
public struct TrainingSamples: Sendable {
  /// For each input of the network a Float tensor of its shape but for the leading axis, which counts the samples.
  public var inputs: [Tensor]
  /// The class of each sample; used only where `FineTuningOptions.labelWeight` is above 0.
  public var labels: [Int]?

  public init(inputs: [Tensor], labels: [Int]? = nil) {
    self.inputs = inputs
    self.labels = labels
  }

  /// The number of samples.
  public var count: Int { inputs.first?.shape.first ?? 0 }
}

extension TrainingSamples {
  /// - Throws: `FineTuningError` when the samples do not suit the network.
  func check(for graph: Graph) throws(FineTuningError) {
    guard inputs.count == graph.inputs.count else {
      throw FineTuningError(
        "the network has \(graph.inputs.count) inputs, the samples \(inputs.count)")
    }
    for (id, tensor) in zip(graph.inputs, inputs) {
      let value = graph[id]
      guard tensor.shape.dropFirst() == value.type.shape.dropFirst(), tensor.shape.first == count
      else {
        throw FineTuningError(
          "samples for '\(value.name)' have shape \(tensor.shape), expected \(count) of "
            + "\(Array(value.type.shape.dropFirst()))")
      }
      guard tensor.floats.allSatisfy(\.isFinite) else {
        throw FineTuningError("samples for '\(value.name)' hold a number that is not finite")
      }
    }
    guard count >= 2 else { throw FineTuningError("\(count) samples: two are the fewest") }
    if let labels, labels.count != count {
      throw FineTuningError("\(labels.count) labels for \(count) samples")
    }
  }
}
