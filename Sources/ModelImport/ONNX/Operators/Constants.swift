internal import HandcarFormat
internal import ModelGraph

/// Constant, ConstantOfShape, Cast.
extension ONNXOperator {
  static let constants: [String: ONNXOperator] = [
    "Constant": ONNXOperator(
      inputs: 0...0,
      attributes: ["value", "value_float", "value_floats", "value_int", "value_ints"], constant),
    "ConstantOfShape": ONNXOperator(
      since: 9, inputs: 1...1, attributes: ["value"], constantOfShape),
    "Cast": ONNXOperator(inputs: 1...1, attributes: ["to", "saturate", "round_mode"], cast),
  ]

  private static func constant(
    _ node: BoundNode, _ builder: inout GraphBuilder
  ) throws(NodeProblem) -> [Graph.ValueID] {
    let tensor: Tensor
    if let value = try node.tensor("value") {
      tensor = try builder.decode(value)
    } else if let value = try node.float("value_float") {
      tensor = Tensor([value], shape: [])
    } else if let values = try node.floats("value_floats") {
      tensor = Tensor(values, shape: [values.count])
    } else if let value = try node.integer("value_int") {
      tensor = Tensor(integers: [Int64(value)], shape: [])
    } else if let values = try node.integers("value_ints") {
      tensor = Tensor(integers: values.map { Int64($0) }, shape: [values.count])
    } else {
      throw NodeProblem("has no value; export the model again")
    }
    return [builder.addConstant(node.name, tensor)]
  }

  private static func constantOfShape(
    _ node: BoundNode, _ builder: inout GraphBuilder
  ) throws(NodeProblem) -> [Graph.ValueID] {
    let shape = try node.integers(input: 0, "the shape", builder) ?? []
    var value = Tensor([0], shape: [1])
    if let stated = try node.tensor("value") { value = try builder.decode(stated) }
    guard value.count == 1 else {
      throw NodeProblem("the value must be one number, not a tensor of shape \(value.shape)")
    }
    try builder.spend(
      TensorType(value.elementType, shape), limit: ONNXLimits.maximumFoldedCount)
    let repeated = value.strided(shape, strides: [Int](repeating: 0, count: shape.count))
    return [builder.addConstant(node.name, repeated)]
  }

  /// Converts a constant; a run-time tensor only to the type that it has.
  private static func cast(
    _ node: BoundNode, _ builder: inout GraphBuilder
  ) throws(NodeProblem) -> [Graph.ValueID] {
    let x = try node.input(0)
    guard let target = try node.integer("to").map({ ONNXDataType(rawValue: Int64($0)) }) else {
      throw NodeProblem("the attribute 'to' is missing; export the model again")
    }
    if let tensor = builder.constant(x) {
      guard let elementType = target.constantType else {
        throw NodeProblem("elements of type \(target.name) are not supported")
      }
      if target.valueType == nil { builder.noteConversion(from: target) }
      try builder.spend(tensor.type)
      return [builder.addConstant(node.name, tensor.converted(to: elementType))]
    }
    let elementType = builder.type(x).elementType
    guard target.valueType == elementType else {
      throw NodeProblem(
        "converts \(elementType) to \(target.name) at run time, which is not supported; "
          + "convert the model to one type")
    }
    return try builder.add(.identity, [x], for: node)
  }
}

extension Tensor {
  /// The elements as another type: toward zero from floating point (beyond the range of `Int64` its ends,
  /// and 0 for a NaN), wrapping around between integers.
  func converted(to elementType: ElementType) -> Tensor {
    guard elementType.isInteger else { return Tensor(floats, shape: shape) }
    let converted =
      integers?.map(elementType.wrapping)
      ?? doubles.map { value -> Int64 in
        if elementType == .bool { return value == 0 ? 0 : 1 }
        if value.isNaN { return 0 }
        return elementType.wrapping(Int64(exactly: value.rounded(.towardZero)) ?? value.endOfInt64)
      }
    return Tensor(integers: converted, shape: shape, elementType: elementType)
  }
}

extension Double {
  fileprivate var endOfInt64: Int64 { self < 0 ? .min : .max }
}
