import ModelGraph

/// The layers that a description may hold.
enum NetworkLayerType: String, CaseIterable {
  case linear
  case ttLinear = "tt_linear"
  case conv1d, conv2d
  case batchNorm = "batch_norm"
  case relu
  case leakyRelu = "leaky_relu"
  case clip, sigmoid, tanh, softmax
  case maxPool = "max_pool"
  case averagePool = "average_pool"
  case globalAveragePool = "global_average_pool"
  case flatten, reshape

  /// Reads the keys of this type of layer.
  ///
  /// - Parameter input: the shape of the layer's input, batch axis first.
  func layer(
    _ reader: inout JSONObjectReader, input: [Int], arrays: inout NetworkArrays
  ) throws(ImportError) -> NetworkLayer {
    switch self {
    case .linear: try .linear(&reader, &arrays)
    case .ttLinear: try .ttLinear(&reader, &arrays)
    case .conv1d: try .convolution(&reader, &arrays, spatialRank: 1)
    case .conv2d: try .convolution(&reader, &arrays, spatialRank: 2)
    case .batchNorm: try .batchNormalization(&reader, &arrays)
    case .relu: NetworkLayer(operation: .activation(.relu))
    case .leakyRelu: try .leakyRelu(&reader)
    case .clip: try .clip(&reader)
    case .sigmoid: NetworkLayer(operation: .activation(.sigmoid))
    case .tanh: NetworkLayer(operation: .activation(.tanh))
    case .softmax: try .softmax(&reader, input: input)
    case .maxPool: try .maximumPool(&reader, input: input)
    case .averagePool: try .averagePool(&reader, input: input)
    case .globalAveragePool: try .globalAveragePool(reader, input: input)
    case .flatten: .flatten(input: input)
    case .reshape: try .reshape(&reader, input: input)
    }
  }
}
