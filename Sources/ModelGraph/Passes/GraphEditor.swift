/// A graph under rewriting, with the links from values to the nodes that make and read them kept up
/// to date.
///
/// Nodes keep their numbers while the editor works; `finished` drops the removed ones.
struct GraphEditor {
  private(set) var graph: Graph
  /// Edits of nodes so far.
  private(set) var changeCount = 0
  private var producers: [Int?]
  /// One entry for each operand that reads the value.
  private var consumers: [[Int]]
  private var isOutput: [Bool]
  private var isRemoved: [Bool]

  init(_ graph: Graph) {
    self.graph = graph
    producers = graph.values.map { _ in nil }
    consumers = graph.values.map { _ in [] }
    isOutput = graph.values.map { _ in false }
    isRemoved = graph.nodes.map { _ in false }
    for id in graph.outputs { isOutput[id.index] = true }
    for (index, node) in graph.nodes.enumerated() {
      for id in node.inputs { consumers[id.index].append(index) }
      for id in node.outputs { producers[id.index] = index }
    }
  }

  /// The graph without the removed nodes.
  func finished() -> Graph {
    var result = graph
    result.nodes = zip(graph.nodes, isRemoved).filter { !$1 }.map(\.0)
    return result
  }

  // MARK: Reading

  /// The numbers of all nodes that are left, in execution order.
  var nodeIndices: [Int] { graph.nodes.indices.filter { !isRemoved[$0] } }

  func node(_ index: Int) -> Graph.Node { graph.nodes[index] }

  func type(_ id: Graph.ValueID) -> TensorType { graph[id].type }

  func constant(_ id: Graph.ValueID) -> Tensor? { graph[id].constant }

  /// The node that makes the value.
  func producer(of id: Graph.ValueID) -> Int? { producers[id.index] }

  /// The node that makes the value, when nothing else needs the value than one operand.
  func soleProducer(of id: Graph.ValueID) -> Int? {
    consumers[id.index].count == 1 && !isOutput[id.index] ? producers[id.index] : nil
  }

  /// The one node that reads the value, when nothing else needs it.
  func soleConsumer(of id: Graph.ValueID) -> Int? {
    consumers[id.index].count == 1 && !isOutput[id.index] ? consumers[id.index][0] : nil
  }

  func isUsed(_ id: Graph.ValueID) -> Bool {
    isOutput[id.index] || !consumers[id.index].isEmpty
  }

  // MARK: Rewriting

  mutating func addConstant(_ name: String, _ tensor: Tensor) -> Graph.ValueID {
    producers.append(nil)
    consumers.append([])
    isOutput.append(false)
    return graph.addConstant(name, tensor)
  }

  /// Gives a node another operation and other inputs; its outputs stay.
  ///
  /// - Precondition: the inputs are defined before the node, and the outputs keep their types.
  mutating func rewrite(_ index: Int, _ operation: Operation, inputs: [Graph.ValueID]) {
    detach(index)
    graph.nodes[index].operation = operation
    graph.nodes[index].inputs = inputs
    for id in inputs { consumers[id.index].append(index) }
    changeCount += 1
  }

  /// Lets a node do the work of the only node that reads its output, and removes that one. The
  /// output keeps the name of the removed node's.
  ///
  /// - Precondition: `consumer` has one output and is the sole consumer of the first output of
  ///   `index`; what else it reads is constant.
  mutating func absorb(
    _ consumer: Int, into index: Int, _ operation: Operation, inputs: [Graph.ValueID]
  ) {
    let output = graph.nodes[consumer].outputs[0]
    remove(consumer)
    rewrite(index, operation, inputs: inputs)
    producers[graph.nodes[index].outputs[0].index] = nil
    graph.nodes[index].outputs = [output]
    producers[output.index] = index
  }

  /// Removes a node whose only output equals its first input, or the given one.
  ///
  /// - Returns: false, with nothing done, when the node is needed to give an input, a constant or
  ///   another output of the graph the name of its output.
  @discardableResult
  mutating func bypass(_ index: Int, of input: Graph.ValueID? = nil) -> Bool {
    let input = input ?? graph.nodes[index].inputs[0]
    let output = graph.nodes[index].outputs[0]
    guard isOutput[output.index] else {
      remove(index)
      replaceUses(of: output, by: input)
      return true
    }
    guard let source = producers[input.index], !isOutput[input.index] else { return false }
    remove(index)
    replaceUses(of: input, by: output)
    let place = graph.nodes[source].outputs.firstIndex(of: input)
    if let place { graph.nodes[source].outputs[place] = output }
    producers[output.index] = source
    return true
  }

  /// Removes a node whose outputs have become constants.
  mutating func replaceByConstants(_ index: Int, _ tensors: [Tensor]) {
    let outputs = graph.nodes[index].outputs
    remove(index)
    for (id, tensor) in zip(outputs, tensors) { graph[id].constant = tensor }
  }

  /// Removes a node; its outputs must be unused, or be defined otherwise by the caller.
  mutating func remove(_ index: Int) {
    detach(index)
    for id in graph.nodes[index].outputs { producers[id.index] = nil }
    isRemoved[index] = true
    changeCount += 1
  }

  private mutating func detach(_ index: Int) {
    for id in graph.nodes[index].inputs { consumers[id.index].removeAll { $0 == index } }
  }

  private mutating func replaceUses(of old: Graph.ValueID, by new: Graph.ValueID) {
    for index in consumers[old.index] {
      guard let place = graph.nodes[index].inputs.firstIndex(of: old) else { continue }
      graph.nodes[index].inputs[place] = new
      consumers[new.index].append(index)
    }
    consumers[old.index] = []
  }
}
