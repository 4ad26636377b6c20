import HandcarFormat
import ModelGraph

extension ProgramBuilder {
  /// A result made from a tensor without elements, such as a sum over nothing. The format has no operation over
  /// nothing, so the result is computed now; it cannot depend on another run-time value.
  mutating func lowerEmptyInput(_ node: Graph.Node) throws(LoweringError) {
    var single = Graph()
    var inputs: [Graph.ValueID] = []
    for id in node.inputs {
      let type = type(id)
      guard let constant = type.count == 0 ? Tensor(empty: type) : graph[id].constant else {
        throw LoweringError(
          node: node.name,
          "it combines a tensor without elements with '\(graph[id].name)', which is known at run time only"
        )
      }
      inputs.append(single.addConstant(graph[id].name, constant))
    }
    do {
      single.outputs = try single.addNode(
        node.operation, inputs, name: node.name,
        outputNames: node.outputs.map { graph[$0].name })
      let results = try Interpreter(single).run([])
      for (id, result) in zip(node.outputs, results) { define(id, as: result) }
    } catch {
      throw LoweringError([error.description])
    }
  }
}

extension Tensor {
  /// The tensor of a type that has no elements.
  fileprivate init(empty type: TensorType) {
    self.init(type: type, storage: type.elementType.isInteger ? .integer([]) : .float64([]))
  }
}
