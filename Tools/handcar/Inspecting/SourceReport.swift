import ModelGraph
import Reporting

/// What `inspect` prints about a network before conversion, simplified as the converter does it.
struct SourceReport {
  private let source: SourceNetwork
  private let statistics: GraphStatistics

  init(_ source: SourceNetwork) {
    self.source = source
    statistics = GraphStatistics(source.graph)
  }

  private var graph: Graph { source.graph }

  // MARK: For people

  var text: String {
    let facts = definitionList(
      [
        ("file", "\(source.path), \(Format.bytes(fileSize(source.path)))"),
        ("parameters", Format.count(statistics.parameterCount)),
        ("MACs", "\(Format.count(statistics.multiplyAdds)) of one run"),
      ] + source.notes.map { ("note", $0) }, indent: 0)
    return [facts, tensorTable, nodeTable].filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  private var tensorTable: String {
    var table = Table([.text(""), .text("name"), .text("type"), .text("shape")])
    for (role, ids) in [("input", graph.inputs), ("output", graph.outputs)] {
      for value in ids.map({ graph[$0] }) {
        let type = value.type
        table.add([role, value.name, "\(type.elementType)", Format.shape(type.shape)])
      }
    }
    return table.rendered()
  }

  private var nodeTable: String {
    var table = Table([
      .text("layer"), .text("output"), .number("parameters"), .number("MACs"), .text("operation"),
    ])
    for (node, cost) in zip(graph.nodes, statistics.nodes) {
      let shape = node.outputs.first.map { graph[$0].type.shape } ?? []
      table.add([
        node.name, Format.shape(shape),
        cost.parameterCount > 0 ? Format.count(cost.parameterCount) : "",
        cost.multiplyAdds > 0 ? Format.count(cost.multiplyAdds) : "",
        graph.description(of: node),
      ])
    }
    return table.rendered()
  }

  // MARK: For scripts

  var json: JSONValue {
    [
      "file": .string(source.path), "bytes": .integer(fileSize(source.path)),
      "inputs": .array(graph.inputs.map(json)), "outputs": .array(graph.outputs.map(json)),
      "parameters": .integer(statistics.parameterCount),
      "multiply_adds": .integer(statistics.multiplyAdds),
      "layers": .array(
        zip(graph.nodes, statistics.nodes).map { node, cost in
          [
            "name": .string(node.name), "operation": .string(graph.description(of: node)),
            "outputs": .array(node.outputs.map { JSONValue(graph[$0].type.shape) }),
            "parameters": .integer(cost.parameterCount),
            "multiply_adds": .integer(cost.multiplyAdds),
          ]
        }),
      "notes": .array(source.notes.map(JSONValue.string)),
    ]
  }

  private func json(_ id: Graph.ValueID) -> JSONValue {
    let type = graph[id].type
    return [
      "name": .string(graph[id].name), "type": .string("\(type.elementType)"),
      "shape": JSONValue(type.shape),
    ]
  }
}
