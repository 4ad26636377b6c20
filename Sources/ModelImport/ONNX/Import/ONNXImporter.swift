internal import HandcarFormat
internal import ModelGraph

/// Turns the graph of an ONNX file into ours, node by node, and collects every problem on the way.
struct ONNXImporter {
  /// What a name of the file stands for.
  private enum Binding {
    case value(Graph.ValueID)
    /// The result of a node that could not be imported. Nodes that read it are only checked for being
    /// supported, because their shapes are unknown too.
    case unknown
  }

  private let source: ONNXGraph
  private let opset: Int
  private let options: ONNXImportOptions
  private var dimensions: ONNXDimensions
  private var builder: GraphBuilder
  private var bindings: [String: Binding] = [:]
  /// Decoded when first read: unused ones, such as weights of a removed head, cost nothing.
  private var initializers: [String: ONNXTensor] = [:]
  /// The types that the file states for results of nodes.
  private var declaredTypes: [String: ONNXTensorType] = [:]
  /// Names that some node reads, or that are outputs of the model.
  private let namesInUse: Set<String>
  private var problems: [String] = []
  private var notes: [String] = []

  init(
    graph: ONNXGraph, opset: Int, externalData: ONNXExternalData, options: ONNXImportOptions
  ) {
    source = graph
    self.opset = opset
    self.options = options
    dimensions = ONNXDimensions(options: options, inputs: graph.inputs)
    builder = GraphBuilder(name: graph.name, externalData: externalData)
    namesInUse = Set(graph.nodes.flatMap(\.inputs) + graph.outputs.map(\.name)).subtracting([""])
  }

  mutating func run(producer: String) throws(ImportError) -> ImportedModel {
    for tensor in source.initializers { initializers[tensor.name] = tensor }
    for value in source.values + source.outputs { declaredTypes[value.name] = value.tensorType }
    if source.sparseInitializerCount > 0 {
      problems.append(
        "\(source.sparseInitializerCount) sparse initializers: not supported; make them dense")
    }
    bindInputs()
    for node in source.nodes { add(node) }
    bindOutputs()
    guard problems.isEmpty else { throw ImportError(problems) }
    return ImportedModel(
      graph: builder.graph, notes: notes + builder.conversionNotes, producer: producer,
      batchName: batchName)
  }

  // MARK: Inputs and outputs

  private mutating func bindInputs() {
    // Up to IR version 3 every initializer is listed as an input too.
    for input in source.inputs where initializers[input.name] == nil {
      do throws(NodeProblem) {
        bindings[input.name] = .value(try bind(input))
      } catch {
        problems.append("input '\(input.name)': \(error.description)")
        bindings[input.name] = .unknown
      }
    }
    let names = Set(source.inputs.map(\.name)).subtracting(initializers.keys)
    for name in options.constantInputs.keys.sorted() where !names.contains(name) {
      problems.append("a constant is given for '\(name)', which is not an input of the model")
    }
    for name in options.weights?.names ?? [] where initializers[name] == nil {
      problems.append("an array is given for '\(name)', which is no initializer of the model")
    }
    problems += dimensions.unusedNames.map {
      "a size is given for dimension '\($0)', which no input of the model has"
    }
    let batches = builder.graph.inputs.map { builder.shape($0).first }
    if let batch = options.batch, !dimensions.hasSymbolicBatch,
      batches.contains(where: { $0 != batch })
    {
      notes.append("no input has a symbolic first axis: batch \(batch) has no effect")
    }
  }

  /// The name of the open first axis that all inputs have; `batch` where the file gives none.
  private var batchName: String? {
    let axes = source.inputs
      .filter { initializers[$0.name] == nil && options.constantInputs[$0.name] == nil }
      .map { $0.tensorType?.shape?.first }
    guard let first = axes.first, axes.allSatisfy({ $0.map { !$0.isSize } ?? false })
    else { return nil }
    if case .symbol(let name) = first { return name }
    return "batch"
  }

  private mutating func bind(_ input: ONNXValueInfo) throws(NodeProblem) -> Graph.ValueID {
    guard let declared = input.tensorType else {
      throw NodeProblem("is not a tensor; sequences, maps and optionals are not supported")
    }
    let constant = options.constantInputs[input.name]
    guard let elementType = constant?.elementType ?? declared.dataType.valueType else {
      throw NodeProblem(
        "has elements of type \(declared.dataType.name), which are not supported at run time; "
          + "convert the model to float32")
    }
    if bindings[input.name] != nil { throw NodeProblem("is listed twice") }
    if let constant {
      try check(constant, declared)
      return builder.addConstant(input.name, constant)
    }
    let shape = try dimensions.shape(of: input.name, declared)
    return builder.addInput(input.name, TensorType(elementType, shape))
  }

  private func check(_ constant: Tensor, _ declared: ONNXTensorType) throws(NodeProblem) {
    guard constant.elementType == declared.dataType.constantType else {
      throw NodeProblem(
        "has elements of type \(declared.dataType.name), "
          + "but the constant given for it has \(constant.elementType)")
    }
    guard let shape = declared.shape else { return }
    let fits =
      shape.count == constant.shape.count
      && zip(shape, constant.shape).allSatisfy { $0 == .size(Int64($1)) || !$0.isSize }
    guard fits else {
      throw NodeProblem("the constant given for it has shape \(constant.shape)")
    }
  }

  private mutating func bindOutputs() {
    if source.outputs.isEmpty { problems.append("the graph has no outputs; export it again") }
    var outputs: [Graph.ValueID] = []
    for output in source.outputs {
      do throws(NodeProblem) {
        guard let binding = try resolve(output.name) else {
          throw NodeProblem("no node computes it")
        }
        guard case .value(let id) = binding else { continue }
        try check(id, against: output.tensorType)
        outputs.append(id)
      } catch { problems.append("output '\(output.name)': \(error.description)") }
    }
    builder.setOutputs(outputs)
  }

  private func check(
    _ id: Graph.ValueID, against declared: ONNXTensorType?
  ) throws(NodeProblem) {
    guard let dataType = declared?.dataType, dataType != .undefined else { return }
    let elementType = builder.type(id).elementType
    guard dataType.valueType == elementType else {
      throw NodeProblem(
        "is declared as \(dataType.name), computed as \(elementType); convert the model to float32"
      )
    }
  }

  /// What a name stands for, nil when nothing has defined it so far.
  private mutating func resolve(_ name: String) throws(NodeProblem) -> Binding? {
    if let binding = bindings[name] { return binding }
    guard let tensor = initializers[name] else { return nil }
    // Should decoding fail, the problem is reported once.
    bindings[name] = .unknown
    do throws(NodeProblem) {
      let constant = try replacement(of: name, try builder.decode(tensor))
      let binding = Binding.value(builder.addConstant(name, constant))
      bindings[name] = binding
      return binding
    } catch {
      problems.append("initializer '\(name)': \(error.description)")
      return .unknown
    }
  }

  /// What the options give in place of an initializer, else that.
  private func replacement(of name: String, _ tensor: Tensor) throws(NodeProblem) -> Tensor {
    guard let weights = options.weights, weights.names.contains(name) else { return tensor }
    let given: Tensor
    do { given = try weights.tensor(name) } catch { throw NodeProblem(error.description) }
    guard given.shape == tensor.shape,
      given.elementType.isInteger == tensor.elementType.isInteger
    else {
      throw NodeProblem(
        "is \(tensor.elementType) of shape \(tensor.shape), but \(weights.path) gives "
          + "\(given.elementType) of shape \(given.shape)")
    }
    return given.converted(to: tensor.elementType)
  }

  // MARK: Nodes

  private mutating func add(_ node: ONNXNode) {
    let given = node.name.isEmpty ? node.outputs.first { !$0.isEmpty } : node.name
    let name = builder.uniqueName(given ?? node.operatorType)
    do throws(NodeProblem) {
      let definition = try ONNXOperator.find(node, opset: opset)
      guard let inputs = try inputs(of: node) else {
        bindUnknownOutputs(of: node)
        return
      }
      try definition.check(node)
      let bound = BoundNode(
        node: node, name: name, opset: opset, inputs: inputs, namesInUse: namesInUse)
      let results = try definition.importer(bound, &builder)
      try bind(results, to: node.outputs)
    } catch {
      problems.append(
        "node '\(name)' (\(node.operatorType), opset \(opset)): \(error.description)")
      bindUnknownOutputs(of: node)
    }
  }

  /// The values that a node reads; nil when one of them is unknown.
  private mutating func inputs(of node: ONNXNode) throws(NodeProblem) -> [Graph.ValueID?]? {
    var inputs: [Graph.ValueID?] = []
    var isKnown = true
    for name in node.inputs {
      switch name.isEmpty ? nil : try resolve(name) {
      case .value(let id): inputs.append(id)
      case .unknown: isKnown = false
      case nil where name.isEmpty: inputs.append(nil)
      case nil:
        throw NodeProblem("reads '\(name)', which nothing before it defines; export it again")
      }
    }
    return isKnown ? inputs : nil
  }

  private mutating func bind(
    _ results: [Graph.ValueID], to names: [String]
  ) throws(NodeProblem) {
    for (index, name) in names.enumerated() where !name.isEmpty {
      guard index < results.count else {
        if !namesInUse.contains(name) { continue }
        throw NodeProblem("output \(index) ('\(name)') is not supported; remove what reads it")
      }
      guard bindings[name] == nil, initializers[name] == nil else {
        throw NodeProblem("defines '\(name)', which is defined before; export the model again")
      }
      builder.rename(results[index], to: name)
      bindings[name] = .value(results[index])
    }
  }

  /// Lets the nodes behind a failed one be checked where the file states the types of its outputs.
  private mutating func bindUnknownOutputs(of node: ONNXNode) {
    for name in node.outputs where !name.isEmpty && bindings[name] == nil {
      bindings[name] = .unknown
      guard let declared = declaredTypes[name], let elementType = declared.dataType.valueType,
        let shape = try? dimensions.shape(of: name, declared)
      else { continue }
      bindings[name] = .value(builder.addPlaceholder(name, TensorType(elementType, shape)))
    }
  }
}
