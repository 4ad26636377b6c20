extension Operation {
  /// The types of the outputs, given those of the inputs.
  ///
  /// - Throws: `GraphError` when number, types or shapes of the inputs do not suit the operation.
  public func resultTypes(
    for inputs: [TensorType], outputCount: Int, node: String
  ) throws(GraphError) -> [TensorType] {
    throw GraphError(node: node, "shape inference is not written yet")
  }
}
