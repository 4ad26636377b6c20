/// A network as a list of nodes in execution order over typed values of known shape.
///
/// Values are numbered; a value is a graph input, a constant, or the output of exactly one node that stands
/// before every node which reads it. Build one with `addInput`, `addConstant` and `addNode`, then set `outputs`.
public struct Graph: Sendable {
  /// The number of a value within its graph.
  public struct ValueID: Hashable, Sendable {
    public let index: Int

    public init(_ index: Int) { self.index = index }
  }

  /// A named edge of the graph.
  public struct Value: Sendable {
    public var name: String
    public var type: TensorType
    /// The elements, when they are known before the run.
    public var constant: Tensor?

    public init(name: String, type: TensorType, constant: Tensor? = nil) {
      self.name = name
      self.type = type
      self.constant = constant
    }
  }

  /// One operation with its inputs and outputs.
  public struct Node: Sendable {
    /// As in the source model, made unique; used by the user to name a layer.
    public var name: String
    public var operation: Operation
    public var inputs: [ValueID]
    public var outputs: [ValueID]

    public init(name: String, operation: Operation, inputs: [ValueID], outputs: [ValueID]) {
      self.name = name
      self.operation = operation
      self.inputs = inputs
      self.outputs = outputs
    }
  }

  public var name: String
  public var values: [Value] = []
  public var nodes: [Node] = []
  public var inputs: [ValueID] = []
  public var outputs: [ValueID] = []

  public init(name: String = "") { self.name = name }

  public subscript(id: ValueID) -> Value {
    get { values[id.index] }
    set { values[id.index] = newValue }
  }

  /// Appends an input of the network.
  public mutating func addInput(_ name: String, _ type: TensorType) -> ValueID {
    let id = addValue(Value(name: name, type: type))
    inputs.append(id)
    return id
  }

  /// Appends a constant.
  public mutating func addConstant(_ name: String, _ tensor: Tensor) -> ValueID {
    addValue(Value(name: name, type: tensor.type, constant: tensor))
  }

  /// Appends a node and infers the types of its outputs.
  ///
  /// - Parameter outputNames: one name for each output wanted; a single one named after the node by default.
  /// - Throws: `GraphError` when the inputs do not suit the operation.
  @discardableResult
  public mutating func addNode(
    _ operation: Operation, _ inputs: [ValueID], name: String, outputNames: [String]? = nil
  ) throws(GraphError) -> [ValueID] {
    let names = outputNames ?? [name]
    let types = try operation.resultTypes(
      for: inputs.map { self[$0].type }, outputCount: names.count, node: name)
    let outputs = zip(names, types).map { addValue(Value(name: $0, type: $1)) }
    nodes.append(Node(name: name, operation: operation, inputs: inputs, outputs: outputs))
    return outputs
  }

  /// Appends a value that belongs to nothing yet.
  public mutating func addValue(_ value: Value) -> ValueID {
    values.append(value)
    return ValueID(values.count - 1)
  }
}

/// Why a graph is none, or cannot run: one line that names the node or value and what is wrong.
public struct GraphError: Error, CustomStringConvertible {
  /// The node's name; nil when the fault is not one node's.
  public let node: String?
  /// What is wrong, without the node's name.
  public let problem: String

  public init(node: String? = nil, _ problem: String) {
    self.node = node
    self.problem = problem
  }

  public var description: String { node.map { "node '\($0)': \(problem)" } ?? problem }
}
