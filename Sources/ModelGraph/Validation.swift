import HandcarFormat

extension Graph {
  /// Checks that the graph is well-formed: identifiers in range, every value defined once and
  /// before its uses, all types within the limits, constants that match their types, and nodes
  /// whose outputs have the types that shape inference gives them.
  ///
  /// - Throws: `GraphError` for the first fault.
  public func validate() throws(GraphError) {
    for value in values { try Self.validate(value) }
    var isDefined = values.map { $0.constant != nil }
    for id in inputs { try define(id, of: "the graph's inputs", in: &isDefined) }
    for node in nodes {
      for id in node.inputs { try requireDefined(id, by: "node '\(node.name)'", in: isDefined) }
      for id in node.outputs { try define(id, of: "node '\(node.name)'", in: &isDefined) }
      let types = try node.operation.resultTypes(
        for: node.inputs.map { self[$0].type }, outputCount: node.outputs.count, node: node.name)
      for (id, type) in zip(node.outputs, types) where self[id].type != type {
        throw GraphError(
          node: node.name,
          "output '\(self[id].name)' is declared \(self[id].type), the operation gives \(type)")
      }
    }
    for id in outputs { try requireDefined(id, by: "the graph's outputs", in: isDefined) }
  }

  private static func validate(_ value: Value) throws(GraphError) {
    guard value.type.isWithinLimits else {
      throw GraphError("value '\(value.name)' of shape \(value.type.shape) exceeds the limits")
    }
    guard let constant = value.constant else { return }
    guard constant.type == value.type else {
      throw GraphError("constant '\(value.name)' is \(constant.type), declared \(value.type)")
    }
    guard (constant.integers != nil) == value.type.elementType.isInteger else {
      throw GraphError("constant '\(value.name)' of \(value.type.elementType) is stored otherwise")
    }
  }

  private func define(
    _ id: ValueID, of owner: String, in isDefined: inout [Bool]
  ) throws(GraphError) {
    guard values.indices ~= id.index else { throw unknown(id, owner) }
    guard !isDefined[id.index] else {
      throw GraphError("value '\(self[id].name)' of \(owner) is defined twice")
    }
    isDefined[id.index] = true
  }

  private func requireDefined(
    _ id: ValueID, by user: String, in isDefined: [Bool]
  ) throws(GraphError) {
    guard values.indices ~= id.index else { throw unknown(id, user) }
    guard isDefined[id.index] else {
      throw GraphError("value '\(self[id].name)' is used by \(user) before it is defined")
    }
  }

  private func unknown(_ id: ValueID, _ user: String) -> GraphError {
    GraphError("\(user): there is no value \(id.index), the graph has \(values.count)")
  }
}

extension TensorType: CustomStringConvertible {
  /// Such as `float32 [1, 28, 28]`.
  public var description: String { "\(elementType) \(shape)" }
}
