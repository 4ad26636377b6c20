import HandcarFormat

/// Shape rules of operations that slide a window: convolution and pooling.
extension ShapeInference {
  func convolution(_ convolution: Convolution) throws(GraphError) -> TensorType {
    try requireFloating("a convolution")
    try requireEqualElementTypes()
    let window = Window(convolution)
    let spatialRank = try spatialRank(of: window, allowed: 1...2, "a convolution")
    let x = inputs[0].shape
    let weight = inputs[1].shape
    guard weight.count == spatialRank + 2, Array(weight[2...]) == convolution.kernel else {
      throw error(
        "the weight (input 1) has shape \(weight), expected (outputs, inputs / groups) and "
          + "the kernel \(convolution.kernel)")
    }
    let groups = convolution.groups
    guard groups > 0, x[1] % groups == 0, weight[0] % groups == 0 else {
      throw error(
        "\(x[1]) input and \(weight[0]) output channels do not divide into \(groups) groups")
    }
    guard weight[1] == x[1] / groups else {
      throw error(
        "the weight (input 1) has shape \(weight), expected \(x[1] / groups) channels per group "
          + "for an input of shape \(x)")
    }
    if inputs.count == 3 { try requireVector(2, count: weight[0], "the bias") }
    var shape = [x[0], weight[0]]
    for axis in 0..<spatialRank {
      shape.append(try outputSize(of: window, axis, input: x[2 + axis]))
    }
    return TensorType(inputs[0].elementType, shape)
  }

  func pool(_ pool: Pool) throws(GraphError) -> [TensorType] {
    if case .average = pool.kind { try requireFloating("an average pool") }
    let x = inputs[0]
    guard x.elementType != .bool else { throw error("a pool of bool is not defined") }
    let window = Window(pool)
    let spatialRank = try spatialRank(of: window, allowed: 1...3, "a pool")
    guard pool.outputSizes.count == spatialRank else {
      throw error("\(pool.outputSizes.count) output sizes for \(spatialRank) spatial axes")
    }
    for axis in 0..<spatialRank {
      try requireFilledWindows(window, axis, input: x.shape[2 + axis], pool.outputSizes[axis])
    }
    let shape = x.shape[..<2] + pool.outputSizes
    let values = TensorType(x.elementType, Array(shape))
    return outputCount == 1 ? [values] : [values, TensorType(.int64, values.shape)]
  }

  /// The lists that both operations share.
  private struct Window {
    let kernel, strides, dilations, paddingBefore, paddingAfter: [Int]

    init(_ convolution: Convolution) {
      kernel = convolution.kernel
      strides = convolution.strides
      dilations = convolution.dilations
      paddingBefore = convolution.paddingBefore
      paddingAfter = convolution.paddingAfter
    }

    init(_ pool: Pool) {
      kernel = pool.kernel
      strides = pool.strides
      dilations = pool.dilations
      paddingBefore = pool.paddingBefore
      paddingAfter = pool.paddingAfter
    }
  }

  /// Checks the lists of a window against the rank of input 0 and returns the number of spatial
  /// axes. Every entry is at most `Limits.maximumDimension` after that, so sums and products of two
  /// cannot overflow.
  private func spatialRank(
    of window: Window, allowed: ClosedRange<Int>, _ subject: String
  ) throws(GraphError) -> Int {
    let rank = window.kernel.count
    let lists = [window.strides, window.dilations, window.paddingBefore, window.paddingAfter]
    guard allowed ~= rank else {
      throw error(
        "\(subject) over \(rank) spatial axes, expected \(allowed.lowerBound) to \(allowed.upperBound)"
      )
    }
    guard lists.allSatisfy({ $0.count == rank }) else {
      throw error("strides, dilations and padding must have \(rank) entries, as the kernel has")
    }
    guard inputs[0].shape.count == rank + 2 else {
      throw error(
        "the input has shape \(inputs[0].shape), expected batch, channels and \(rank) spatial axes")
    }
    let sizes = 1...Limits.maximumDimension
    guard (window.kernel + window.strides + window.dilations).allSatisfy({ sizes ~= $0 }) else {
      throw error("kernel, strides and dilations must be positive and at most \(sizes.upperBound)")
    }
    let paddings = 0...Limits.maximumDimension
    guard (window.paddingBefore + window.paddingAfter).allSatisfy({ paddings ~= $0 }) else {
      throw error("padding must not be negative and at most \(paddings.upperBound)")
    }
    return rank
  }

  private func outputSize(
    of window: Window, _ axis: Int, input: Int
  ) throws(GraphError) -> Int {
    let padded = input + window.paddingBefore[axis] + window.paddingAfter[axis]
    let extent = window.dilations[axis] * (window.kernel[axis] - 1) + 1
    guard padded >= extent else {
      throw error(
        "the kernel spans \(extent) on spatial axis \(axis), the padded input only \(padded)")
    }
    return (padded - extent) / window.strides[axis] + 1
  }

  /// Refuses pools of which a window would hold no element of the input, because no result is
  /// defined for it.
  private func requireFilledWindows(
    _ window: Window, _ axis: Int, input: Int, _ output: Int
  ) throws(GraphError) {
    guard 0...Limits.maximumDimension ~= output else {
      throw error("\(output) windows on spatial axis \(axis)")
    }
    if output == 0 { return }
    let before = window.paddingBefore[axis]
    let dilation = window.dilations[axis]
    let lastStart = (output - 1) * window.strides[axis] - before
    let firstEnd = dilation * (window.kernel[axis] - 1) - before
    guard lastStart < input, firstEnd >= 0, before == 0 || dilation <= input else {
      throw error(
        "with padding \(before) and \(window.paddingAfter[axis]), a window of spatial axis \(axis) "
          + "holds no element of the \(input)")
    }
  }
}
