import TensorTrain

extension Graph {
  /// A node's operation with its sizes, such as `conv 3×3 stride 1 pad 1, 8→16, relu`.
  public func description(of node: Node) -> String {
    let shapes = node.inputs.map { self[$0].type.shape }
    switch node.operation {
    case .linear(let activation):
      return "linear \(shapes[1][1])→\(shapes[1][0])" + suffix(activation)
    case .ttLinear(let shape, let activation):
      return "linear \(shape.columns)→\(shape.rows) as \(shape)" + suffix(activation)
    case .convolution(let convolution):
      let channels = "\(shapes[0][1])→\(shapes[1][0])"
      return "conv \(convolution), \(channels)" + suffix(convolution.activation)
    default: return node.operation.description
    }
  }
}

extension Graph: CustomStringConvertible {
  /// One line for each input, node and output, in execution order.
  public var description: String {
    func list(_ ids: [ValueID]) -> String {
      ids.map { "\(self[$0].name) \(self[$0].type)" }.joined(separator: ", ")
    }
    let lines = nodes.map { "  \($0.name): \(description(of: $0)) → \(list($0.outputs))" }
    return (["inputs: " + list(inputs)] + lines + ["outputs: " + list(outputs)])
      .joined(separator: "\n")
  }
}

extension Operation: CustomStringConvertible {
  /// The operation without the sizes that only its inputs tell, such as `softmax axis 1`.
  public var description: String {
    switch self {
    case .linear(let activation): "linear" + suffix(activation)
    case .ttLinear(let shape, let activation): "linear as \(shape)" + suffix(activation)
    case .matrixProduct: "matrix product"
    case .binary(let binaryOperator, let activation):
      binaryOperator.rawValue + suffix(activation)
    case .convolution(let convolution): "conv \(convolution)" + suffix(convolution.activation)
    case .batchNormalization: "batch normalization"
    case .activation(let activation): activation.description
    case .softmax(let axis): "softmax axis \(axis)"
    case .pool(let pool): pool.description
    case .reduceMean(let axes, _): "mean over axes \(axes)"
    case .reshape(let shape): "reshape to \(shape)"
    case .transpose(let permutation): "transpose \(permutation)"
    case .concat(let axis): "concat axis \(axis)"
    case .pad(let padding): "pad \(padding.before) \(padding.after)"
    case .identity: "identity"
    }
  }
}

extension Convolution: CustomStringConvertible {
  /// Such as `3×3 stride 2 pad 1 dilation 2 groups 8`.
  public var description: String {
    window(kernel, strides, dilations, paddingBefore, paddingAfter)
      + (groups == 1 ? "" : " groups \(groups)")
  }
}

extension Pool: CustomStringConvertible {
  /// Such as `max pool 2×2 stride 2 pad 0`.
  public var description: String {
    (kind == .maximum ? "max pool " : "average pool ")
      + window(kernel, strides, dilations, paddingBefore, paddingAfter)
  }
}

extension Activation: CustomStringConvertible {
  public var description: String {
    switch self {
    case .relu: "relu"
    case .leakyRelu(let slope): "leaky relu \(slope)"
    case .clip(let low, let high): "clip \(low)…\(high)"
    case .sigmoid: "sigmoid"
    case .tanh: "tanh"
    }
  }
}

private func suffix(_ activation: Activation?) -> String {
  activation.map { ", \($0)" } ?? ""
}

private func window(
  _ kernel: [Int], _ strides: [Int], _ dilations: [Int], _ before: [Int], _ after: [Int]
) -> String {
  let padding = before == after ? product(before) : "\(product(before))/\(product(after))"
  let dilation = dilations.allSatisfy { $0 == 1 } ? "" : " dilation \(product(dilations))"
  return kernel.map(String.init).joined(separator: "×")
    + " stride \(product(strides)) pad \(padding)" + dilation
}

/// `2` when all are 2, else `2×3`.
private func product(_ sizes: [Int]) -> String {
  Set(sizes).count == 1 ? "\(sizes[0])" : sizes.map(String.init).joined(separator: "×")
}
