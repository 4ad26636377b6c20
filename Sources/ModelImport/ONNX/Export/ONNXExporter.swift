internal import Foundation
internal import HandcarFormat
internal import ModelGraph

/// Turns a graph into an ONNX file, node by node, and collects every problem on the way.
struct ONNXExporter {
  let graph: Graph
  /// 17, which other programs know best; 19 for what only that has.
  let opset: Int
  /// The same graph with one sample more, which tells the axes that follow the batch; nil when it is fixed.
  private let larger: Graph?
  private let batchName: String
  private var file: ONNXGraph
  private var valueNames: [Graph.ValueID: String] = [:]
  private var takenValueNames = UniqueNames()
  private var takenNodeNames = UniqueNames()
  private var writtenConstants: Set<Graph.ValueID> = []
  /// Constants of the graph, in the order of their first use.
  private(set) var arrays: [(name: String, tensor: Tensor)] = []
  /// The shapes of the tensor trains, by `handcar.tensor_train.` and the name of the layer.
  private(set) var tensorTrains: [String: String] = [:]

  static let tensorTrainKey = "handcar.tensor_train."

  init(_ source: Graph, batchName: String?) {
    graph = source.separatingActivations()
    opset = graph.nodes.contains { $0.operation.needsOpset19 } ? 19 : 17
    self.batchName = batchName ?? ""
    if batchName != nil, let batch = try? graph.batchSize {
      larger = try? graph.resized(toBatch: batch + 1)
    } else {
      larger = nil
    }
    file = ONNXGraph(name: graph.name.isEmpty ? "network" : graph.name)
  }

  var hasOpenBatch: Bool { larger != nil }

  var bytes: Data {
    let model = ONNXModel(producer: "handcar", opset: opset, graph: file, metadata: tensorTrains)
    var writer = WireWriter()
    // The version of the format that goes with the opset.
    model.write(to: &writer, version: opset == 17 ? 8 : 9)
    return writer.data
  }

  mutating func run() throws(ImportError) {
    var problems: [String] = []
    // Names that others know come first: whoever is second gets another one.
    for id in graph.inputs { name(id) }
    for id in graph.outputs { name(id) }
    for id in graph.nodes.flatMap(\.outputs) { name(id) }
    let names = graph.nodes.map { takenNodeNames.unique($0.name.isEmpty ? "node" : $0.name) }
    file.inputs = graph.inputs.map { valueInfo($0, name($0)) }
    for (node, name) in zip(graph.nodes, names) {
      do throws(NodeProblem) { try add(node, name) } catch {
        problems.append("node '\(node.name)': \(error.description)")
      }
    }
    var outputs: Set<Graph.ValueID> = []
    for id in graph.outputs {
      var output = value(id)
      if !outputs.insert(id).inserted {
        output = takenValueNames.unique(output)
        emit("Identity", [value(id)], [output], name: takenNodeNames.unique(output))
      }
      file.outputs.append(valueInfo(id, output))
    }
    let ends = outputs.union(graph.inputs)
    for id in graph.nodes.flatMap(\.outputs) where !ends.contains(id) {
      file.values.append(valueInfo(id, value(id)))
    }
    guard problems.isEmpty else { throw ImportError(problems) }
  }

  private func valueInfo(_ id: Graph.ValueID, _ name: String) -> ONNXValueInfo {
    let type = graph[id].type
    let grown = larger?[id].type.shape ?? type.shape
    let dimensions = zip(type.shape, grown).map { size, grown -> ONNXDimension in
      if size == grown { return .size(Int64(size)) }
      return grown == size + 1 ? .symbol(batchName) : .unknown
    }
    return ONNXValueInfo(
      name: name,
      ONNXTensorType(ONNXDataType(rawValue: Int64(type.elementType.rawValue)), dimensions))
  }

  // MARK: Names and constants

  @discardableResult
  private mutating func name(_ id: Graph.ValueID, preferred: String? = nil) -> String {
    if let name = valueNames[id] { return name }
    let name = takenValueNames.unique(
      preferred ?? (graph[id].name.isEmpty ? "value" : graph[id].name))
    valueNames[id] = name
    return name
  }

  /// The name of a value. A constant is put into the file when it is first asked for, under `preferred` or
  /// its own name.
  mutating func value(_ id: Graph.ValueID, preferred: String? = nil) -> String {
    let name = name(id, preferred: preferred)
    if let tensor = graph[id].constant, writtenConstants.insert(id).inserted {
      arrays.append((name, tensor))
      file.initializers.append(ONNXTensor(name: name, tensor))
    }
    return name
  }

  /// A constant that the file needs and the graph does not have, such as a shape.
  mutating func helper(_ tensor: Tensor, _ name: String) -> String {
    let name = takenValueNames.unique(name)
    file.initializers.append(ONNXTensor(name: name, tensor))
    return name
  }

  /// A list of sizes or axes as a constant.
  mutating func helper(_ integers: [Int], _ name: String) -> String {
    helper(Tensor(integers: integers.map { Int64($0) }, shape: [integers.count]), name)
  }

  mutating func unusedValueName(_ name: String) -> String { takenValueNames.unique(name) }

  // MARK: Nodes

  mutating func emit(
    _ operatorType: String, _ inputs: [String], _ outputs: [String], name: String,
    _ attributes: [ONNXAttribute] = []
  ) {
    file.nodes.append(
      ONNXNode(
        operatorType, name: name, inputs: inputs, outputs: outputs, attributes: attributes))
  }

  /// Adds a helper of a node, and returns the name of its result: `output` or one like the helper's.
  @discardableResult
  mutating func emitPart(
    _ operatorType: String, _ inputs: [String], _ output: String? = nil, name: String,
    _ attributes: [ONNXAttribute] = []
  ) -> String {
    let output = output ?? takenValueNames.unique(name)
    emit(operatorType, inputs, [output], name: takenNodeNames.unique(name), attributes)
    return output
  }

  mutating func noteTensorTrain(_ name: String, _ shape: String) {
    tensorTrains[ONNXExporter.tensorTrainKey + name] = shape
  }

  /// The target of a reshape: −1 for the axis that follows the batch.
  func target(_ shape: [Int], of id: Graph.ValueID) -> [Int] {
    zip(shape, larger?[id].type.shape ?? shape).map { $0 == $1 ? $0 : -1 }
  }
}

extension ModelGraph.Operation {
  fileprivate var needsOpset19: Bool {
    switch self {
    case .pad(let padding): padding.mode == .wrap
    case .pool(let pool): pool.kind != .maximum && pool.dilations.contains { $0 != 1 }
    default: false
    }
  }
}
