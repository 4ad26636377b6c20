import HandcarFormat
import TensorTrain

/// Shape rules of matrix products and broadcasting.
extension ShapeInference {
  func linear(_ activation: Activation?) throws(GraphError) -> TensorType {
    try requireFloating("a linear layer")
    try requireEqualElementTypes()
    let weight = inputs[1].shape
    guard weight.count == 2 else {
      throw error("the weight (input 1) has shape \(weight), expected (outputs, inputs)")
    }
    if inputs.count == 3 { try requireVector(2, count: weight[0], "the bias") }
    return try product(rows: weight[0], columns: weight[1])
  }

  func ttLinear(_ shape: TTShape, _ activation: Activation?) throws(GraphError) -> TensorType {
    try requireFloating("a linear layer")
    try requireEqualElementTypes()
    for index in 0..<shape.coreCount where inputs[1 + index].shape != shape.coreExtents(index) {
      throw error(
        "core \(index + 1) (input \(1 + index)) has shape \(inputs[1 + index].shape), "
          + "expected \(shape.coreExtents(index))")
    }
    let biasIndex = 1 + shape.coreCount
    if inputs.count > biasIndex { try requireVector(biasIndex, count: shape.rows, "the bias") }
    return try product(rows: shape.rows, columns: shape.columns)
  }

  /// The result of `x · Wᵀ` for x = input 0 and W `(rows, columns)`.
  private func product(rows: Int, columns: Int) throws(GraphError) -> TensorType {
    let x = inputs[0]
    guard let last = x.shape.last, last == columns else {
      throw error("the input has shape \(x.shape), expected (…, \(columns))")
    }
    return TensorType(x.elementType, x.shape.dropLast() + [rows])
  }

  func matrixProduct() throws(GraphError) -> TensorType {
    try requireEqualElementTypes()
    let left = inputs[0].shape
    let right = inputs[1].shape
    guard inputs[0].elementType != .bool else { throw error("a product of bool is not defined") }
    guard let depth = left.last, !right.isEmpty else {
      throw error("a matrix product needs at least one axis, got \(left) and \(right)")
    }
    let rightDepth = right.count == 1 ? right[0] : right[right.count - 2]
    guard depth == rightDepth else {
      throw error("a matrix product of \(left) and \(right): \(depth) and \(rightDepth) differ")
    }
    var shape = try broadcast(Array(left.dropLast(2)), Array(right.dropLast(2)))
    if left.count > 1 { shape.append(left[left.count - 2]) }
    if right.count > 1 { shape.append(right[right.count - 1]) }
    return TensorType(inputs[0].elementType, shape)
  }

  func binary(_ activation: Activation?) throws(GraphError) -> TensorType {
    try requireEqualElementTypes()
    let elementType = inputs[0].elementType
    guard elementType != .bool else { throw error("arithmetic on bool is not defined") }
    try requireActivation(activation, on: elementType)
    return TensorType(elementType, try broadcast(inputs[0].shape, inputs[1].shape))
  }

  private func broadcast(_ left: [Int], _ right: [Int]) throws(GraphError) -> [Int] {
    guard let shape = Broadcast.shape(left, right) else {
      throw error("shapes \(left) and \(right) do not broadcast")
    }
    return shape
  }
}
