/// Shape rules of operations along axes, and of those that only move elements.
extension ShapeInference {
  private var x: TensorType { inputs[0] }

  func batchNormalization() throws(GraphError) -> TensorType {
    try requireFloating("a batch normalization")
    guard x.shape.count >= 2 else {
      throw error("the input has shape \(x.shape), expected batch, channels, …")
    }
    for (index, meaning) in ["the scale", "the bias", "the mean", "the variance"].enumerated() {
      try requireVector(1 + index, count: x.shape[1], meaning)
    }
    return x
  }

  func softmax(axis: Int) throws(GraphError) -> TensorType {
    try requireFloating("a softmax")
    try requireAxis(axis)
    return x
  }

  func reduceMean(axes: [Int], keepsAxes: Bool) throws(GraphError) -> TensorType {
    try requireFloating("a mean")
    for axis in axes { try requireAxis(axis) }
    guard Set(axes).count == axes.count else { throw error("the axes \(axes) repeat one") }
    var shape: [Int] = []
    for (axis, size) in x.shape.enumerated() {
      if !axes.contains(axis) {
        shape.append(size)
      } else if keepsAxes {
        shape.append(1)
      }
    }
    return TensorType(x.elementType, shape)
  }

  func reshape(_ shape: [Int]) throws(GraphError) -> TensorType {
    let result = TensorType(x.elementType, shape)
    guard result.isWithinLimits, result.count == x.count else {
      throw error("\(x.count) elements of shape \(x.shape) do not reshape to \(shape)")
    }
    return result
  }

  func transpose(_ permutation: [Int]) throws(GraphError) -> TensorType {
    guard permutation.sorted() == Array(0..<x.shape.count) else {
      throw error("\(permutation) is no permutation of the axes of \(x.shape)")
    }
    return TensorType(x.elementType, permutation.map { x.shape[$0] })
  }

  func concat(axis: Int) throws(GraphError) -> TensorType {
    try requireEqualElementTypes()
    try requireAxis(axis)
    var shape = x.shape
    for (index, input) in inputs.enumerated().dropFirst() {
      var expected = x.shape
      if input.shape.count == expected.count { expected[axis] = input.shape[axis] }
      guard input.shape == expected else {
        throw error(
          "input \(index) has shape \(input.shape), expected \(x.shape) up to axis \(axis)")
      }
      let (sum, overflow) = shape[axis].addingReportingOverflow(input.shape[axis])
      guard !overflow else { throw error("the sizes along axis \(axis) overflow") }
      shape[axis] = sum
    }
    return TensorType(x.elementType, shape)
  }

  func pad(_ padding: Padding) throws(GraphError) -> TensorType {
    let rank = x.shape.count
    guard padding.before.count == rank, padding.after.count == rank else {
      throw error("padding of \(padding.before.count) axes for an input of shape \(x.shape)")
    }
    var shape: [Int] = []
    for axis in 0..<rank {
      shape.append(try paddedSize(axis, padding.before[axis], padding.after[axis], padding.mode))
    }
    return TensorType(x.elementType, shape)
  }

  private func paddedSize(
    _ axis: Int, _ before: Int, _ after: Int, _ mode: Padding.Mode
  ) throws(GraphError) -> Int {
    let amounts = -x.shape[axis]...TensorType.maximumElementCount
    guard amounts ~= before, amounts ~= after else {
      throw error("padding \(before) and \(after) of axis \(axis) does not suit shape \(x.shape)")
    }
    let cropped = x.shape[axis] + min(before, 0) + min(after, 0)
    guard cropped >= 0 else {
      throw error(
        "cropping by \(-before) and \(-after) leaves nothing of axis \(axis) of \(x.shape)")
    }
    if case .constant = mode {
    } else if cropped == 0, max(before, after) > 0 {
      throw error("axis \(axis) is empty: only constant padding can extend it")
    }
    return cropped + max(before, 0) + max(after, 0)
  }

  private func requireAxis(_ axis: Int) throws(GraphError) {
    guard x.shape.indices ~= axis else {
      throw error("axis \(axis) does not exist in shape \(x.shape)")
    }
  }
}
