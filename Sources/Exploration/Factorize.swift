import LinearAlgebra
public import ModelGraph
import TensorTrain

/// In which arithmetic weights are decomposed. The cores are Float32 in either case.
public enum DecompositionPrecision: Hashable, Sendable {
  /// As exact as Float32 weights are; much faster for large layers.
  case float
  case double
}

/// Replaces linear layers by tensor trains as the plan says: a `linear` node becomes a `ttLinear`
/// one whose cores, in the balanced gauge, are new constants. Names, inputs, bias and activation
/// stay.
///
/// - Returns: the new graph and what became of each linear layer, in execution order.
/// - Throws: `ExplorationError` when the plan names a layer that is not there or modes that do
///   not multiply to the layer's size, or when a layer's weights are not finite. Nothing is
///   decomposed before the whole plan is checked.
public func factorize(
  _ graph: Graph, plan: Plan, precision: DecompositionPrecision = .float
) throws(ExplorationError) -> (graph: Graph, reports: [LayerReport]) {
  let layers = graph.linearLayers
  try check(plan, against: layers)
  var graph = graph
  var reports: [LayerReport] = []
  for layer in layers {
    let outcome: LayerReport.Outcome
    switch plan.layers[layer.name] {
    case nil, .dense:
      outcome = .dense(reason: plan.reasons[layer.name] ?? "not asked for")
    case .some(let choice):
      switch precision {
      case .float: outcome = try apply(choice, to: layer, of: &graph, as: Float.self)
      case .double: outcome = try apply(choice, to: layer, of: &graph, as: Double.self)
      }
    }
    reports.append(LayerReport(layer: layer, outcome: outcome))
  }
  return (graph, reports)
}

private func check(_ plan: Plan, against layers: [LinearLayer]) throws(ExplorationError) {
  let available =
    layers.isEmpty
    ? "there is none" : "there are " + layers.map(\.description).joined(separator: ", ")
  let byName = Dictionary(layers.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  for (name, choice) in plan.layers.sorted(by: { $0.key < $1.key }) {
    guard let layer = byName[name] else {
      throw ExplorationError(
        "'\(name)' is not a linear layer with constant weights; \(available) (outputs×inputs)")
    }
    let modes: (rows: [Int], columns: [Int])
    switch choice {
    case .dense: continue
    case .shape(let shape): modes = (shape.rowModes, shape.columnModes)
    case .relativeError(_, let rowModes, let columnModes): modes = (rowModes, columnModes)
    }
    let rows = modes.rows.reduce(1) { $0.multipliedReportingOverflow(by: $1).partialValue }
    let columns = modes.columns.reduce(1) { $0.multipliedReportingOverflow(by: $1).partialValue }
    guard rows == layer.rows, columns == layer.columns else {
      throw ExplorationError(
        "layer '\(name)' has \(layer.rows) outputs and \(layer.columns) inputs, but \(choice) "
          + "multiplies to \(rows) and \(columns); \(available) (outputs×inputs)")
    }
  }
}

/// Decomposes one layer's weights and, when it pays, replaces the node.
private func apply<Scalar: MatrixScalar>(
  _ choice: LayerChoice, to layer: LinearLayer, of graph: inout Graph, as: Scalar.Type
) throws(ExplorationError) -> LayerReport.Outcome {
  guard let weights = graph[graph.nodes[layer.nodeIndex].inputs[1]].constant else {
    return .dense(reason: "its weights are not constant")
  }
  let matrix = Matrix<Scalar>(
    rows: layer.rows, columns: layer.columns, elements: Scalar.elements(of: weights))
  do {
    let found: TTDecomposition<Scalar>
    switch choice {
    case .dense: return .dense(reason: "not asked for")
    case .shape(let shape):
      found = try TTMatrix.decompose(matrix, shape: shape.capped)
    case .relativeError(let error, let rowModes, let columnModes):
      found = try TTMatrix.decompose(
        matrix, rowModes: rowModes, columnModes: columnModes, relativeError: error)
      let shape = found.matrix.shape
      let operations = shape.bestOrder().multiplyAccumulates
      guard shape.parameterCount < layer.denseCount, operations < layer.denseCount else {
        return .dense(
          reason: "a relative error of \(error) needs \(shape), which has \(shape.parameterCount) "
            + "parameters and \(operations) multiply-accumulates against \(layer.denseCount) dense")
      }
    }
    let train = try found.matrix.balanced()
    graph.replace(layer, by: train)
    return .tensorTrain(train.shape, relativeError: found.relativeError)
  } catch {
    throw ExplorationError("layer '\(layer.name)' (\(layer.rows)×\(layer.columns)): \(error)")
  }
}

extension Graph {
  fileprivate mutating func replace<Scalar>(_ layer: LinearLayer, by train: TTMatrix<Scalar>) {
    let node = nodes[layer.nodeIndex]
    guard case .linear(let activation) = node.operation else { return }
    let rounded = TTMatrix<Float>(rounding: train.inDouble)
    let cores = rounded.cores.enumerated().map { k, core in
      addConstant(
        "\(node.name).core\(k + 1)", Tensor(core, shape: train.shape.coreExtents(k)))
    }
    nodes[layer.nodeIndex].operation = .ttLinear(train.shape, activation: activation)
    nodes[layer.nodeIndex].inputs = [node.inputs[0]] + cores + node.inputs.dropFirst(2)
    // Weights that nobody reads any more are the largest thing in memory.
    let weights = node.inputs[1]
    if !outputs.contains(weights), !nodes.contains(where: { $0.inputs.contains(weights) }) {
      self[weights].constant = nil
    }
  }
}

extension MatrixScalar {
  fileprivate static func elements(of tensor: Tensor) -> [Self] {
    // For Float32 weights `Float` shares the tensor's memory: no copy of a large layer.
    tensor.floats as? [Self] ?? Self._rounded(tensor.doubles)
  }
}
