internal import ModelGraph

/// Convolutions and pools.
extension ONNXExporter {
  func attributes(of convolution: Convolution) -> [ONNXAttribute] {
    [
      .integers("dilations", convolution.dilations), .integer("group", convolution.groups),
      .integers("kernel_shape", convolution.kernel),
      .integers("pads", convolution.paddingBefore + convolution.paddingAfter),
      .integers("strides", convolution.strides),
    ]
  }

  mutating func addPool(
    _ node: Graph.Node, _ name: String, _ pool: Pool
  ) throws(NodeProblem) {
    var attributes: [ONNXAttribute] = [
      .integers("kernel_shape", pool.kernel),
      .integers("pads", pool.paddingBefore + pool.paddingAfter),
      .integers("strides", pool.strides),
    ]
    if pool.dilations.contains(where: { $0 != 1 }) {
      attributes.append(.integers("dilations", pool.dilations))
    }
    let window = SlidingWindow(pool)
    let input = Array(graph[node.inputs[0]].type.shape.dropFirst(2))
    switch pool.outputSizes {
    case window.windowCounts(over: input, roundsUp: false): break
    case window.windowCounts(over: input, roundsUp: true):
      attributes.append(.integer("ceil_mode", 1))
    default:
      throw NodeProblem("ONNX has no rounding that makes windows of \(pool.outputSizes)")
    }
    switch pool.kind {
    case .maximum:
      attributes.append(.integer("storage_order", pool.columnMajorIndices ? 1 : 0))
      let outputs = node.outputs.map { value($0) }
      emit("MaxPool", [value(node.inputs[0])], outputs, name: name, attributes)
    case .average(let includesPadding):
      attributes.append(.integer("count_include_pad", includesPadding ? 1 : 0))
      emit(
        "AveragePool", [value(node.inputs[0])], [value(node.outputs[0])], name: name, attributes)
    }
  }
}
