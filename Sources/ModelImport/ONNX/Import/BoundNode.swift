internal import ModelGraph

/// A node of the file whose inputs are bound to values of the graph, as an operator's importer sees it.
struct BoundNode {
  let node: ONNXNode
  /// Unique in the graph.
  let name: String
  let opset: Int
  /// nil for optional inputs that are absent.
  let inputs: [Graph.ValueID?]
  /// Names that some node reads, or that are outputs of the model.
  let namesInUse: Set<String>

  /// Whether the node lists output `index`; in old opsets this alone can change what it computes.
  func lists(output index: Int) -> Bool {
    index < node.outputs.count && !node.outputs[index].isEmpty
  }

  /// Whether output `index` has a reader. Exporters like to list outputs that nobody needs.
  func needs(output index: Int) -> Bool {
    index < node.outputs.count && namesInUse.contains(node.outputs[index])
  }

  func optionalInput(_ index: Int) -> Graph.ValueID? {
    index < inputs.count ? inputs[index] : nil
  }

  func input(_ index: Int) throws(NodeProblem) -> Graph.ValueID {
    guard let input = optionalInput(index) else {
      throw NodeProblem("input \(index) is missing; export the model again")
    }
    return input
  }

  func integer(_ attribute: String) throws(NodeProblem) -> Int? {
    try value(attribute, .integer).map { Int($0.integer) }
  }

  func integer(_ attribute: String, default value: Int) throws(NodeProblem) -> Int {
    try integer(attribute) ?? value
  }

  func flag(_ attribute: String) throws(NodeProblem) -> Bool {
    try integer(attribute, default: 0) != 0
  }

  func integers(_ attribute: String) throws(NodeProblem) -> [Int]? {
    try value(attribute, .integers).map { $0.integers.map { Int($0) } }
  }

  func float(_ attribute: String) throws(NodeProblem) -> Float? {
    try value(attribute, .float)?.float
  }

  func float(_ attribute: String, default value: Float) throws(NodeProblem) -> Float {
    try float(attribute) ?? value
  }

  func floats(_ attribute: String) throws(NodeProblem) -> [Float]? {
    try value(attribute, .floats)?.floats
  }

  func string(_ attribute: String, default text: String) throws(NodeProblem) -> String {
    try value(attribute, .string)?.string ?? text
  }

  func tensor(_ attribute: String) throws(NodeProblem) -> ONNXTensor? {
    try value(attribute, .tensor)?.tensors.first
  }

  private func value(
    _ name: String, _ kind: ONNXAttributeKind
  ) throws(NodeProblem) -> ONNXAttribute? {
    guard let attribute = node.attributes.first(where: { $0.name == name }) else { return nil }
    guard attribute.kind == kind else {
      throw NodeProblem("attribute '\(name)' is not of the type \(kind); export the model again")
    }
    return attribute
  }
}
