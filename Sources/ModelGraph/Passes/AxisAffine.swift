import HandcarFormat

/// A function `x · scale(i) + offset(i)` of the elements, i their index along one axis.
///
/// Batch normalization with constant statistics is one, and so is arithmetic with a constant that
/// varies along that axis alone; both fold into the weights of a neighbour in the same way.
struct AxisAffine {
  var scale: [Double]
  var offset: [Double]

  /// The function that a node applies to its input `x`, along `axis`; nil when it is no such
  /// function, or one of its numbers is not finite.
  init?(of node: Graph.Node, along axis: Int, in editor: GraphEditor) {
    let type = editor.type(node.outputs[0])
    guard type.shape.indices ~= axis, !type.elementType.isInteger else { return nil }
    switch node.operation {
    case .batchNormalization(let epsilon) where axis == 1:
      let constants = node.inputs.dropFirst().compactMap { editor.constant($0)?.doubles }
      guard constants.count == 4 else { return nil }
      let (weight, bias, mean, variance) = (constants[0], constants[1], constants[2], constants[3])
      scale = zip(weight, variance).map { $0 / ($1 + epsilon).squareRoot() }
      offset = zip(bias, zip(mean, scale)).map { $0 - $1.0 * $1.1 }
    case .binary(let binaryOperator, activation: nil):
      guard let position = node.inputs.firstIndex(where: { editor.constant($0) != nil }),
        editor.type(node.inputs[1 - position]) == type,
        let constant = editor.constant(node.inputs[position])?.elements(along: axis, of: type.shape)
      else { return nil }
      let (ones, zeros) = (constant.map { _ in 1.0 }, constant.map { _ in 0.0 })
      switch (binaryOperator, position) {
      case (.add, _): (scale, offset) = (ones, constant)
      case (.subtract, 1): (scale, offset) = (ones, constant.map { -$0 })
      case (.subtract, _): (scale, offset) = (ones.map { -$0 }, constant)
      case (.multiply, _): (scale, offset) = (constant, zeros)
      case (.divide, 1): (scale, offset) = (constant.map { 1 / $0 }, zeros)
      case (.divide, _): return nil
      }
    default: return nil
    }
    guard (scale + offset).allSatisfy(\.isFinite) else { return nil }
  }

  /// The input that the function is applied to.
  static func argument(of node: Graph.Node, in editor: GraphEditor) -> Graph.ValueID? {
    node.inputs.first { editor.constant($0) == nil }
  }

  var onlyAdds: Bool { scale.allSatisfy { $0 == 1 } }
  var onlyScales: Bool { offset.allSatisfy { $0 == 0 } }

  /// The same function for an axis of which each index stands for `count` consecutive ones.
  func repeating(_ count: Int) -> AxisAffine {
    var result = self
    result.scale = scale.flatMap { Array(repeating: $0, count: count) }
    result.offset = offset.flatMap { Array(repeating: $0, count: count) }
    return result
  }
}

extension Tensor {
  /// The elements for each index of one axis of a shape that the tensor broadcasts to; nil when it
  /// varies along other axes as well.
  fileprivate func elements(along axis: Int, of shape: [Int]) -> [Double]? {
    let own = axis - (shape.count - self.shape.count)
    guard count == 1 || (own >= 0 && count == self.shape[own]) else { return nil }
    let elements = doubles
    return (0..<shape[axis]).map { elements[count == 1 ? 0 : $0] }
  }
}
