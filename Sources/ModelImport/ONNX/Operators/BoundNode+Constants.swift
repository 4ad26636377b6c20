internal import ModelGraph

/// Inputs that must be known at import.
extension BoundNode {
  /// The value of an input; nil when the input is absent.
  func constant(
    _ index: Int, _ meaning: String, _ builder: GraphBuilder
  ) throws(NodeProblem) -> Tensor? {
    guard let id = optionalInput(index) else { return nil }
    guard let tensor = builder.constant(id) else {
      throw NodeProblem(
        "\(meaning) ('\(builder.graph[id].name)') must be known at import; "
          + "make it a constant, or give its value if it is an input of the model")
    }
    return tensor
  }

  /// The elements of an integer input; nil when the input is absent.
  func integers(
    input index: Int, _ meaning: String, _ builder: GraphBuilder
  ) throws(NodeProblem) -> [Int]? {
    guard let tensor = try constant(index, meaning, builder) else { return nil }
    guard let integers = tensor.integers else {
      throw NodeProblem("\(meaning) must be integers, not \(tensor.elementType)")
    }
    return integers.map { Int($0) }
  }

  /// The one element of an input; nil when the input is absent.
  func scalar(
    _ index: Int, _ meaning: String, _ builder: GraphBuilder
  ) throws(NodeProblem) -> Double? {
    guard let tensor = try constant(index, meaning, builder) else { return nil }
    guard tensor.count == 1 else {
      throw NodeProblem("\(meaning) must be one number, not a tensor of shape \(tensor.shape)")
    }
    return tensor.doubles[0]
  }

  /// A list that is an attribute before opset `opset` and input `index` from then on.
  func integers(
    attribute: String, orInput index: Int, since opset: Int, _ builder: GraphBuilder
  ) throws(NodeProblem) -> [Int]? {
    self.opset < opset
      ? try integers(attribute) : try integers(input: index, "'\(attribute)'", builder)
  }
}
