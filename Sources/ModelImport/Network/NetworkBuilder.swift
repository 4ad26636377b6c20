import HandcarFormat
import ModelGraph

/// A graph grown layer by layer in a straight chain.
struct NetworkBuilder {
  private var graph: Graph
  private var current: Graph.ValueID
  private var layerNames: Set<String> = []
  private var arrays: NetworkArrays

  init(name: String, input: (name: String, type: TensorType), arrays: NetworkArrays) {
    graph = Graph(name: name)
    current = graph.addInput(input.name, input.type)
    self.arrays = arrays
  }

  /// Appends the layer that a JSON object describes.
  mutating func append(
    _ value: JSONValue, context: String, index: Int
  ) throws(ImportError) {
    var reader = try JSONObjectReader(value, context: context)
    let typeName = try reader.string("type")
    guard let type = NetworkLayerType(rawValue: typeName) else {
      let known = NetworkLayerType.allCases.map(\.rawValue).joined(separator: ", ")
      throw reader.problem("type", "'\(typeName)' is unknown; known: \(known)")
    }
    let name = try reader.optionalString("name") ?? "\(typeName)_\(index)"
    reader.context += " (\(typeName) '\(name)')"
    guard layerNames.insert(name).inserted else {
      throw reader.problem("name", "another layer is called '\(name)'")
    }
    let layer = try type.layer(&reader, input: graph[current].type.shape, arrays: &arrays)
    try reader.finish()
    let constants = layer.constants.map { graph.addConstant("\(name).\($0.name)", $0.tensor) }
    do {
      current = try graph.addNode(layer.operation, [current] + constants, name: name)[0]
    } catch {
      throw ImportError("\(reader.context): \(error.problem)")
    }
  }

  /// The graph, whose output is that of the last layer.
  func finish() -> Graph {
    var graph = graph
    graph.outputs = [current]
    return graph
  }

  var notes: [String] { arrays.unused.map { "array '\($0)' is not used" } }
}

/// What a description makes of one layer: an operation and its inputs after the first.
struct NetworkLayer {
  var operation: Operation
  var constants: [(name: String, tensor: Tensor)] = []
}
