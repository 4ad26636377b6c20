public import ModelGraph
import TensorTrain

extension Graph {
  /// Puts given TT cores in place of the weight of a linear layer, without any decomposition: the layer
  /// computes exactly what the cores say.
  ///
  /// The activation stays. The bias is that of the file, else the layer's. Call this on a simplified graph,
  /// where the bias of a MatMul is part of the layer. The old weight stays among the constants until unused
  /// values are removed.
  ///
  ///     let cores = try TTLayerCores(contentsOf: "fc1.npz", layout: .t3f, layer: "fc1")
  ///     try graph.replaceLayer("fc1", with: cores)
  ///
  /// - Throws: `ImportError` when there is no linear layer of this name or its size is not that of the cores.
  public mutating func replaceLayer(
    _ name: String, with given: TTLayerCores
  ) throws(ImportError) {
    guard let index = nodes.firstIndex(where: { $0.name == name }) else {
      throw ImportError(
        "no layer '\(name)'; the linear layers are \(linearLayerNames.joined(separator: ", "))")
    }
    guard case .linear(let activation) = nodes[index].operation else {
      throw ImportError(
        "layer '\(name)' is not linear; the linear layers are "
          + linearLayerNames.joined(separator: ", "))
    }
    let inputs = nodes[index].inputs
    let weightShape = self[inputs[1]].type.shape
    let shape = given.shape
    guard weightShape == [shape.rows, shape.columns] else {
      throw ImportError(
        "layer '\(name)' maps \(weightShape[1]) inputs to \(weightShape[0]) outputs, but the cores "
          + "map \(shape.columns) (\(shape.columnModes)) to \(shape.rows) (\(shape.rowModes))"
          + (weightShape == [shape.columns, shape.rows]
            ? "; inputs and outputs are exchanged: check the layout" : ""))
    }
    var newInputs = [inputs[0]]
    for (k, core) in given.cores.enumerated() {
      newInputs.append(addConstant("\(name).core_\(k)", core))
    }
    if let bias = given.bias {
      newInputs.append(addConstant("\(name).bias", bias))
    } else {
      newInputs += inputs.dropFirst(2)
    }
    nodes[index].operation = .ttLinear(shape, activation: activation)
    nodes[index].inputs = newInputs
  }

  private var linearLayerNames: [String] {
    nodes.compactMap { if case .linear = $0.operation { $0.name } else { nil } }
  }
}
