import HandcarFormat
import TensorTrain

extension Operation {
  /// The types of the outputs, given those of the inputs.
  ///
  /// - Throws: `GraphError` when number, types or shapes of the inputs do not suit the operation,
  ///   or when a result would be larger than the limits of the format allow.
  public func resultTypes(
    for inputs: [TensorType], outputCount: Int, node: String
  ) throws(GraphError) -> [TensorType] {
    let inference = ShapeInference(inputs: inputs, outputCount: outputCount, node: node)
    let types = try inference.resultTypes(of: self)
    try inference.requireLimits(types)
    return types
  }
}

/// The facts that the shape rules of one node share. The rules themselves lie in extensions, one
/// file for each family of operations.
struct ShapeInference {
  let inputs: [TensorType]
  let outputCount: Int
  let node: String

  func resultTypes(of operation: Operation) throws(GraphError) -> [TensorType] {
    let outputLimit = operation.maximumOutputCount
    guard 1...outputLimit ~= outputCount else {
      throw error("has \(outputCount) outputs, expected \(outputLimit == 1 ? "1" : "1 or 2")")
    }
    let inputCounts = operation.inputCounts
    guard inputCounts ~= inputs.count else {
      throw error("has \(inputs.count) inputs, expected \(Self.words(for: inputCounts))")
    }
    try requireLimits(inputs)
    switch operation {
    case .linear(let activation): return [try linear(activation)]
    case .ttLinear(let shape, let activation): return [try ttLinear(shape, activation)]
    case .matrixProduct: return [try matrixProduct()]
    case .binary(_, let activation): return [try binary(activation)]
    case .convolution(let convolution): return [try self.convolution(convolution)]
    case .batchNormalization: return [try batchNormalization()]
    case .activation(let activation):
      try requireActivation(activation, on: inputs[0].elementType)
      return inputs
    case .softmax(let axis): return [try softmax(axis: axis)]
    case .pool(let pool): return try self.pool(pool)
    case .reduceMean(let axes, let keepsAxes):
      return [try reduceMean(axes: axes, keepsAxes: keepsAxes)]
    case .reshape(let shape): return [try reshape(shape)]
    case .transpose(let permutation): return [try transpose(permutation)]
    case .concat(let axis): return [try concat(axis: axis)]
    case .pad(let padding): return [try pad(padding)]
    case .identity: return inputs
    }
  }

  func error(_ problem: String) -> GraphError { GraphError(node: node, problem) }

  func requireLimits(_ types: [TensorType]) throws(GraphError) {
    for type in types where !type.isWithinLimits {
      throw error(
        "a tensor of shape \(type.shape) has a negative size or exceeds "
          + "\(Limits.maximumByteCount) bytes")
    }
  }

  func requireFloating(_ subject: String) throws(GraphError) {
    for (index, input) in inputs.enumerated() where input.elementType.isInteger {
      throw error("input \(index) is \(input.elementType), \(subject) needs float32 or float64")
    }
  }

  func requireEqualElementTypes() throws(GraphError) {
    for (index, input) in inputs.enumerated() where input.elementType != inputs[0].elementType {
      throw error(
        "input \(index) is \(input.elementType), expected \(inputs[0].elementType) as input 0")
    }
  }

  func requireActivation(
    _ activation: Activation?, on elementType: ElementType
  ) throws(GraphError) {
    guard elementType.isInteger else { return }
    switch activation {
    case nil: return
    case .relu, .clip:
      if elementType == .bool { throw error("an activation of bool is not defined") }
    case .leakyRelu, .sigmoid, .tanh:
      throw error("the input is \(elementType), this activation needs float32 or float64")
    }
  }

  /// Requires a vector input of `count` elements, such as a bias.
  func requireVector(_ index: Int, count: Int, _ meaning: String) throws(GraphError) {
    guard inputs[index].shape == [count] else {
      throw error(
        "\(meaning) (input \(index)) has shape \(inputs[index].shape), expected [\(count)]")
    }
  }

  private static func words(for counts: ClosedRange<Int>) -> String {
    if counts.lowerBound == counts.upperBound { return "\(counts.lowerBound)" }
    if counts.upperBound == .max { return "\(counts.lowerBound) or more" }
    return "\(counts.lowerBound) to \(counts.upperBound)"
  }
}

extension Operation {
  /// How many inputs a node with this operation may have.
  var inputCounts: ClosedRange<Int> {
    switch self {
    case .linear, .convolution: 2...3
    case .ttLinear(let shape, _): (1 + shape.coreCount)...(2 + shape.coreCount)
    case .matrixProduct, .binary: 2...2
    case .batchNormalization: 5...5
    case .concat: 1...Int.max
    case .activation, .softmax, .pool, .reduceMean, .reshape, .transpose, .pad, .identity: 1...1
    }
  }

  var maximumOutputCount: Int {
    if case .pool(let pool) = self, pool.kind == .maximum { return 2 }
    return 1
  }
}
