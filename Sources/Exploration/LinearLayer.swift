public import ModelGraph
import TensorTrain

/// A node that can be factorized: `linear`, or a convolution without groups, with constant weights of
/// M × N.
public struct LinearLayer: Hashable, Sendable {
  public let name: String
  /// M, the outputs; of a convolution the output channels.
  public let rows: Int
  /// N, the inputs of one output; of a convolution input channels times the area of the kernel.
  public let columns: Int
  /// Where the node stands in `Graph.nodes`.
  public let nodeIndex: Int
  /// How it is applied, if it is a convolution.
  public var convolution: ConvolutionGeometry?

  /// Parameters of the dense layer, without bias.
  public var denseCount: Int { rows * columns }

  /// Multiply-accumulates as a tensor train, or nil for the dense layer: for one input vector, of a
  /// convolution for one run.
  func multiplyAccumulates(of shape: TTShape?) -> Int {
    guard let convolution else {
      return shape?.bestOrder().multiplyAccumulates ?? denseCount
    }
    let problem = LayerProblem(rows: rows, columns: columns, convolution: convolution)
    let candidate = shape.map { problem.candidate($0, order: convolution.order(of: $0)) }
    return (candidate ?? problem.dense).multiplyAccumulates
  }
}

extension LinearLayer: CustomStringConvertible {
  /// Such as `fc1 (32×11616)`: outputs × inputs.
  public var description: String { "\(name) (\(rows)×\(columns))" }
}

extension Graph {
  /// The linear layers that can be factorized, in execution order.
  public var linearLayers: [LinearLayer] { factorizableLayers.filter { $0.convolution == nil } }

  /// The linear layers and convolutions that can be factorized, in execution order.
  public var factorizableLayers: [LinearLayer] {
    nodes.enumerated().compactMap { index, node in
      var geometry: ConvolutionGeometry?
      switch node.operation {
      case .linear: break
      case .convolution(let convolution):
        guard convolution.groups == 1 else { return nil }
        geometry = ConvolutionGeometry(
          convolution, input: self[node.inputs[0]].type.shape,
          output: self[node.outputs[0]].type.shape)
      default: return nil
      }
      guard let weights = self[node.inputs[1]].constant, weights.count > 0,
        geometry != nil || weights.shape.count == 2
      else { return nil }
      return LinearLayer(
        name: node.name, rows: weights.shape[0],
        columns: weights.shape.dropFirst().reduce(1, *), nodeIndex: index, convolution: geometry)
    }
  }
}

extension ConvolutionGeometry {
  /// - Parameters: shapes `(batch, channels, spatial…)`.
  fileprivate init(_ convolution: Convolution, input: [Int], output: [Int]) {
    let isUnpadded = (convolution.paddingBefore + convolution.paddingAfter).allSatisfy { $0 == 0 }
    self.init(
      batch: input[0], inputChannels: input[1], outputChannels: output[1],
      kernelArea: convolution.kernel.reduce(1, *), inputPixels: input[2...].reduce(1, *),
      outputPixels: output[2...].reduce(1, *),
      isPointwise: (convolution.kernel + convolution.strides).allSatisfy { $0 == 1 } && isUnpadded)
  }
}
