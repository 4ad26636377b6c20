import LinearAlgebra
public import ModelGraph
import TensorTrain

/// In which arithmetic weights are decomposed. The cores are Float32 in either case.
public enum DecompositionPrecision: Hashable, Sendable {
  /// As exact as Float32 weights are; much faster for large layers.
  case float
  case double
}

/// Replaces layers by tensor trains as the plan says: a `linear` node becomes a `ttLinear` one whose
/// cores, in the balanced gauge, are new constants; a convolution becomes several
/// (`ConvolutionGeometry`). Names, inputs, bias and activation stay. Modes of a layer that the plan says is
/// padded may multiply to more than its size.
///
/// With a calibration, layers that it covers and that the plan does not exclude are fitted to what their inputs look like: the
/// factorization minimises the error of the outputs instead of that of the weights
/// (`TTMatrix.fit(_:shape:inputs:ridges:)`), relative errors of the plan are those of the
/// outputs, and the bias, added where there is none, takes up the error of the outputs' mean.
///
/// - Parameters:
///   - refinementSweeps: of `TTMatrix.refined(for:inputs:sweeps:progress:)`, for shapes that are fitted.
///   - progress: called with the share done as the work goes on, for a display of progress.
/// - Returns: the new graph and what became of each linear layer, and of each convolution that the plan
///   names, in execution order.
/// - Throws: `ExplorationError` when the plan names a layer that is not there or modes that do
///   not multiply to the layer's size, when the calibration is of other sizes, or when a layer's
///   weights are not finite. Nothing is
///   decomposed before the whole plan is checked.
public func factorize(
  _ graph: Graph, plan: Plan, precision: DecompositionPrecision = .float,
  calibration: Calibration? = nil, refinementSweeps: Int = 2,
  progress: (_ share: Double) -> Void = { _ in }
) throws(ExplorationError) -> (graph: Graph, reports: [LayerReport]) {
  let layers = graph.factorizableLayers.filter {
    $0.convolution == nil || plan.layers[$0.name] != nil
  }
  try check(plan, against: graph.factorizableLayers)
  for layer in layers {
    guard let inputs = calibration?.statistics[layer.name], inputs.columns != layer.columns
    else { continue }
    throw ExplorationError(
      "layer '\(layer.name)' has \(layer.columns) inputs, but its calibration \(inputs.columns)")
  }
  var graph = graph
  var reports: [LayerReport] = []
  let work = layers.filter { plan.layers[$0.name] ?? .dense != .dense }
    .reduce(0) { $0 + Double($1.denseCount) }
  var done = 0.0
  // From the end: a convolution becomes several nodes, which moves what follows it.
  for layer in layers.reversed() {
    let report: LayerReport
    switch plan.layers[layer.name] {
    case nil, .dense:
      let reason = plan.reasons[layer.name] ?? "not asked for"
      report = LayerReport(layer: layer, outcome: .dense(reason: reason))
    case .some(let choice):
      let isFitted = plan.fitted?.contains(layer.name) ?? true
      let inputs = isFitted ? calibration?.statistics[layer.name] : nil
      func show(_ share: Double) { progress((done + share * Double(layer.denseCount)) / work) }
      switch precision {
      case .float:
        report = try apply(
          choice, to: layer, of: &graph, inputs, refinementSweeps, as: Float.self, show)
      case .double:
        report = try apply(
          choice, to: layer, of: &graph, inputs, refinementSweeps, as: Double.self, show)
      }
      show(1)
      done += Double(layer.denseCount)
    }
    reports.append(report)
  }
  return (graph, reports.reversed())
}

private func check(_ plan: Plan, against layers: [LinearLayer]) throws(ExplorationError) {
  let available =
    layers.isEmpty
    ? "there is none" : "there are " + layers.map(\.description).joined(separator: ", ")
  let byName = Dictionary(layers.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
  for (name, choice) in plan.layers.sorted(by: { $0.key < $1.key }) {
    guard let layer = byName[name] else {
      throw ExplorationError(
        "'\(name)' is not a linear layer or ungrouped convolution with constant weights; "
          + "\(available) (outputs×inputs)")
    }
    guard let modes = choice.modes, let (rows, columns) = choice.size else { continue }
    let isPadded =
      plan.padded.contains(name) && layer.convolution == nil
      && (layer.rows...2 * layer.rows).contains(rows)
      && (layer.columns...2 * layer.columns).contains(columns)
    guard isPadded || rows == layer.rows && columns == layer.columns else {
      throw ExplorationError(
        "layer '\(name)' has \(layer.rows) outputs and \(layer.columns) inputs, but \(choice) "
          + "multiplies to \(rows) and \(columns); \(available) (outputs×inputs)")
    }
    if let convolution = layer.convolution,
      !convolution.admits(rowModes: modes.rows, columnModes: modes.columns)
    {
      throw ExplorationError(
        "layer '\(name)' is a convolution, which \(choice) does not fit; its modes can be "
          + convolution.chainText)
    }
  }
}

/// Decomposes one layer's weights and, when it pays, replaces the node.
private func apply<Scalar: MatrixScalar>(
  _ choice: LayerChoice, to layer: LinearLayer, of graph: inout Graph,
  _ inputs: InputStatistics?, _ sweeps: Int, as: Scalar.Type, _ progress: (Double) -> Void
) throws(ExplorationError) -> LayerReport {
  guard let weights = graph[graph.nodes[layer.nodeIndex].inputs[1]].constant else {
    return LayerReport(
      layer: layer, outcome: .dense(reason: "its weights are not constant"))
  }
  let size = choice.size ?? (layer.rows, layer.columns)
  let inputs = inputs?.padded(to: size.columns)
  let matrix = Matrix<Scalar>(
    rows: layer.rows, columns: layer.columns, elements: Scalar.elements(of: weights)
  ).padded(rows: size.rows, columns: size.columns)
  do {
    guard let (train, error) = try decompose(matrix, choice, inputs, sweeps, progress) else {
      return LayerReport(layer: layer, outcome: .dense(reason: "not asked for"))
    }
    let shape = train.shape
    if case .relativeError(let wanted, _, _) = choice {
      let operations = layer.multiplyAccumulates(of: shape)
      let denseOperations = layer.multiplyAccumulates(of: nil)
      guard shape.parameterCount < layer.denseCount, operations < denseOperations else {
        let dense =
          layer.convolution == nil
          ? "\(layer.denseCount)" : "\(layer.denseCount) and \(denseOperations)"
        let reason =
          "a relative error of \(wanted) needs \(shape), which has \(shape.parameterCount) "
          + "parameters and \(operations) multiply-accumulates against \(dense) dense"
        return LayerReport(layer: layer, outcome: .dense(reason: reason))
      }
    }
    if let inputs {
      let correction = train.biasCorrection(for: matrix, inputs: inputs)
      graph.add(Array(correction.prefix(layer.rows)), toBiasOf: layer)
    }
    try graph.replace(layer, by: TTMatrix<Float>(rounding: train.inDouble))
    return LayerReport(
      layer: layer, outcome: .tensorTrain(shape, relativeError: error),
      outputError: inputs.map { train.relativeOutputError(of: matrix, inputs: $0) })
  } catch {
    throw ExplorationError("layer '\(layer.name)' (\(layer.rows)×\(layer.columns)): \(error)")
  }
}

/// The balanced tensor train of a choice and its relative error of the weights; nil for the dense
/// layer.
private func decompose<Scalar: MatrixScalar>(
  _ matrix: Matrix<Scalar>, _ choice: LayerChoice, _ inputs: InputStatistics?, _ sweeps: Int,
  _ progress: (Double) -> Void
) throws -> (TTMatrix<Scalar>, error: Double)? {
  if let inputs {
    let found: TTMatrix<Scalar>
    switch choice {
    case .dense: return nil
    case .shape(let shape):
      found = try TTMatrix.fit(
        matrix, shape: shape.capped, inputs: inputs, sweeps: sweeps, progress: progress
      ).matrix
    case .relativeError(let error, let rowModes, let columnModes):
      found = try TTMatrix.decompose(
        matrix, rowModes: rowModes, columnModes: columnModes, relativeError: error, inputs: inputs
      ).matrix
    }
    return (found, found.relativeWeightError(of: matrix))
  }
  let found: TTDecomposition<Scalar>
  switch choice {
  case .dense: return nil
  case .shape(let shape): found = try TTMatrix.decompose(matrix, shape: shape.capped)
  case .relativeError(let error, let rowModes, let columnModes):
    found = try TTMatrix.decompose(
      matrix, rowModes: rowModes, columnModes: columnModes, relativeError: error)
  }
  return (try found.matrix.balanced(), found.relativeError)
}

extension Graph {
  /// Adds to the bias of a node, or gives it one.
  fileprivate mutating func add(_ correction: [Double], toBiasOf layer: LinearLayer) {
    let node = nodes[layer.nodeIndex]
    var bias = correction
    if node.inputs.count > 2 {
      // A bias that is not constant has no place for a correction.
      guard let old = self[node.inputs[2]].constant?.doubles else { return }
      for index in bias.indices { bias[index] += old[index] }
    }
    let tensor = Tensor(bias.map { Float($0) }, shape: [bias.count])
    nodes[layer.nodeIndex].inputs =
      Array(node.inputs.prefix(2)) + [addConstant("\(node.name).bias", tensor)]
  }

  fileprivate mutating func replace(
    _ layer: LinearLayer, by train: TTMatrix<Float>
  ) throws(GraphError) {
    let node = nodes[layer.nodeIndex]
    if case .linear(let activation) = node.operation {
      let cores = train.cores.enumerated().map { k, core in
        addConstant(
          "\(node.name).core\(k + 1)", Tensor(core, shape: train.shape.coreExtents(k)))
      }
      nodes[layer.nodeIndex].operation = .ttLinear(train.shape, activation: activation)
      nodes[layer.nodeIndex].inputs = [node.inputs[0]] + cores + node.inputs.dropFirst(2)
      if train.rows > layer.rows || train.columns > layer.columns {
        try pad(layer, to: (train.rows, train.columns))
      }
    } else {
      try replaceConvolution(layer, by: train)
    }
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
