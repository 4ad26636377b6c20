import HandcarFormat

extension Pass {
  /// Evaluates the nodes whose inputs are all constants.
  public static let constantFolding = Pass(name: "fold constants") { editor in
    for index in editor.nodeIndices {
      let node = editor.node(index)
      let inputs = node.inputs.compactMap { editor.constant($0)?.widened }
      let types = node.outputs.map(editor.type)
      guard inputs.count == node.inputs.count,
        types.allSatisfy({ $0.count <= foldingLimit }),
        node.operation.cost(of: node, in: editor.graph) <= foldingLimit
      else { continue }
      let results = NodeEvaluation(inputs: inputs, resultTypes: types).results(of: node.operation)
      editor.replaceByConstants(index, results.map(\.narrowed))
    }
  }

  /// Larger nodes stay as they are: folding them would cost minutes, or let a small file fill the
  /// memory.
  private static let foldingLimit = 1 << 28
}

extension Operation {
  /// Roughly the steps of an evaluation.
  fileprivate func cost(of node: Graph.Node, in graph: Graph) -> Int {
    switch self {
    case .pool(let pool):
      return saturatingProduct(of: graph[node.outputs[0]].type.shape + pool.kernel)
    case .ttLinear:
      // The interpreter would rebuild the dense matrix.
      return .max
    default: return graph.multiplyAdds(of: node)
    }
  }
}

extension Tensor {
  /// The same tensor as a constant of the graph holds it: rounded to its element type.
  var narrowed: Tensor {
    guard elementType == .float32 else { return self }
    return Tensor(type: type, storage: .float32(floats))
  }

  /// A constant of a floating-point type; nil when a number is not finite after rounding.
  init?(rounding elements: [Double], type: TensorType) {
    let tensor = Tensor(type: type, storage: .float64(elements)).narrowed
    guard tensor.doubles.allSatisfy(\.isFinite) else { return nil }
    self = tensor
  }
}
