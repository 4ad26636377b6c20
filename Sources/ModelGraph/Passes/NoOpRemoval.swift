extension Pass {
  /// Removes nodes that change nothing, and merges neighbours that only reorder or rename axes.
  public static let noOpRemoval = Pass(name: "remove no-ops") { editor in
    for index in editor.nodeIndices {
      editor.mergeMovement(index)
      let node = editor.node(index)
      let x = editor.type(node.inputs[0])
      if node.outputs.count == 1, x == editor.type(node.outputs[0]), node.operation.isNoOp(on: x) {
        editor.bypass(index)
      }
    }
  }
}

extension Operation {
  /// Whether the operation gives back its first input, when the type of the result equals that
  /// input's.
  fileprivate func isNoOp(on x: TensorType) -> Bool {
    switch self {
    case .identity, .reshape, .concat: true
    case .transpose(let permutation): permutation == Array(permutation.indices)
    case .pad(let padding): (padding.before + padding.after).allSatisfy { $0 == 0 }
    case .reduceMean(let axes, _): axes.allSatisfy { x.shape[$0] == 1 }
    case .activation(.clip(let low, let high)): low == -.infinity && high == .infinity
    case .linear, .ttLinear, .matrixProduct, .binary, .convolution, .batchNormalization,
      .activation,
      .softmax, .pool:
      false
    }
  }
}

extension GraphEditor {
  /// Lets a reshape or transposition read what the same kind of node before it reads, and turns a
  /// transposition that moves only axes of size 1 into a reshape.
  fileprivate mutating func mergeMovement(_ index: Int) {
    let node = node(index)
    let x = type(node.inputs[0])
    if case .transpose(let permutation) = node.operation, permutation.keepsOrder(of: x.shape) {
      rewrite(index, .reshape(type(node.outputs[0]).shape), inputs: node.inputs)
    }
    guard let source = producer(of: node.inputs[0]) else { return }
    let previous = self.node(source)
    switch (previous.operation, self.node(index).operation) {
    case (.reshape, .reshape(let shape)):
      rewrite(index, .reshape(shape), inputs: previous.inputs)
    case (.transpose(let first), .transpose(let second)):
      rewrite(index, .transpose(permutation: second.map { first[$0] }), inputs: previous.inputs)
    default: break
    }
  }
}

extension [Int] {
  /// Whether a permutation, not the identity, leaves the axes longer than 1 in their order.
  fileprivate func keepsOrder(of shape: [Int]) -> Bool {
    let moved = filter { shape[$0] != 1 }
    return moved == moved.sorted() && self != Array(indices)
  }
}
