import ModelGraph

/// Layers without arrays that depend on the shape of their input, `(batch, …)`.
extension NetworkLayer {
  static func leakyRelu(_ reader: inout JSONObjectReader) throws(ImportError) -> NetworkLayer {
    let slope = try reader.optionalNumber("slope") ?? 0.01
    return NetworkLayer(operation: .activation(.leakyRelu(slope: slope)))
  }

  static func clip(_ reader: inout JSONObjectReader) throws(ImportError) -> NetworkLayer {
    let low = try reader.optionalNumber("low") ?? -.infinity
    let high = try reader.optionalNumber("high") ?? .infinity
    guard low <= high else { throw reader.problem("low", "\(low) is above 'high', \(high)") }
    return NetworkLayer(operation: .activation(.clip(low: low, high: high)))
  }

  static func softmax(
    _ reader: inout JSONObjectReader, input: [Int]
  ) throws(ImportError) -> NetworkLayer {
    let axis = try reader.optionalInteger("axis") ?? -1
    guard axis == -1 || (1..<max(1, input.count)).contains(axis) else {
      throw reader.problem(
        "axis", "\(axis) is no axis of the input \(input) but the batch; the last one is -1")
    }
    return NetworkLayer(operation: .softmax(axis: axis == -1 ? input.count - 1 : axis))
  }

  static func maximumPool(
    _ reader: inout JSONObjectReader, input: [Int]
  ) throws(ImportError) -> NetworkLayer {
    try pool(.maximum, &reader, input: input)
  }

  static func averagePool(
    _ reader: inout JSONObjectReader, input: [Int]
  ) throws(ImportError) -> NetworkLayer {
    let includesPadding = try reader.optionalBool("includes_padding") ?? false
    return try pool(.average(includesPadding: includesPadding), &reader, input: input)
  }

  private static func pool(
    _ kind: Pool.Kind, _ reader: inout JSONObjectReader, input: [Int]
  ) throws(ImportError) -> NetworkLayer {
    let rank = try spatialRank(of: input, reader)
    guard let kernel = try reader.sizes("kernel", count: rank) else {
      throw reader.problem("kernel", "missing; expected an integer or a list of \(rank)")
    }
    let strides = try reader.sizes("stride", count: rank) ?? kernel
    let padding =
      try reader.sizes("padding", count: rank, from: 0) ?? [Int](repeating: 0, count: rank)
    var outputSizes: [Int] = []
    for axis in 0..<rank {
      guard padding[axis] < kernel[axis] else {
        throw reader.problem("padding", "\(padding) is not less than the kernel \(kernel)")
      }
      let room = input[2 + axis] + 2 * padding[axis] - kernel[axis]
      guard room >= 0 else {
        throw reader.problem("kernel", "\(kernel) does not fit into the input \(input)")
      }
      outputSizes.append(room / strides[axis] + 1)
    }
    return NetworkLayer(
      operation: .pool(
        Pool(
          kind: kind, kernel: kernel, strides: strides,
          dilations: [Int](repeating: 1, count: rank), paddingBefore: padding,
          paddingAfter: padding, outputSizes: outputSizes)))
  }

  static func globalAveragePool(
    _ reader: JSONObjectReader, input: [Int]
  ) throws(ImportError) -> NetworkLayer {
    let rank = try spatialRank(of: input, reader)
    return NetworkLayer(
      operation: .reduceMean(axes: Array(2..<2 + rank), keepsAxes: true))
  }

  static func flatten(input: [Int]) -> NetworkLayer {
    NetworkLayer(operation: .reshape([input[0], input.dropFirst().reduce(1, *)]))
  }

  static func reshape(
    _ reader: inout JSONObjectReader, input: [Int]
  ) throws(ImportError) -> NetworkLayer {
    let shape = try reader.sizes("shape")
    guard checkedByteCount(shape: shape, elementByteCount: 1) == input.dropFirst().reduce(1, *)
    else {
      throw reader.problem(
        "shape", "\(shape) does not hold the \(Array(input.dropFirst())) elements of a sample")
    }
    return NetworkLayer(operation: .reshape([input[0]] + shape))
  }

  /// Number of axes after batch and channels: one or two.
  private static func spatialRank(
    of input: [Int], _ reader: JSONObjectReader
  ) throws(ImportError) -> Int {
    guard (3...4).contains(input.count) else {
      throw ImportError(
        "\(reader.context): the input has shape \(input), expected (batch, channels, …) with one "
          + "or two more axes")
    }
    return input.count - 2
  }
}
