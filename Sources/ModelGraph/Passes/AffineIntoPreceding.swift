import TensorTrain

extension Pass {
  /// Folds batch normalization, and arithmetic with constants, into the weights and bias of the
  /// layer before: `(W x + b) · s + o = (s W) x + (s b + o)`, s and o for each output.
  public static let affineIntoPreceding = Pass(name: "fold affine nodes into the layer before") {
    editor in
    for index in editor.nodeIndices { editor.foldIntoPreceding(index) }
  }

  /// Folds the addition of a constant into the bias of the layer before, and nothing else.
  public static let biasIntoPreceding = Pass(name: "fold additions into the bias before") {
    editor in
    for index in editor.nodeIndices {
      guard case .binary(let binaryOperator, _) = editor.node(index).operation,
        binaryOperator == .add || binaryOperator == .subtract
      else { continue }
      editor.foldIntoPreceding(index, offsetsOnly: true)
    }
  }
}

/// A layer with weights and without an activation.
private struct Layer {
  let index: Int
  let node: Graph.Node
  /// The axis of its result that counts the outputs.
  let outputAxis: Int
  /// The input that is the bias, when there is one.
  let biasIndex: Int
  /// Whether its outputs can be scaled: the weights of a tensor train cannot, core by core.
  let scales: Bool

  init?(_ index: Int, in editor: GraphEditor) {
    self.index = index
    node = editor.node(index)
    let rank = editor.type(node.outputs[0]).shape.count
    switch node.operation {
    case .linear(activation: nil): (outputAxis, biasIndex, scales) = (rank - 1, 2, true)
    case .ttLinear(let shape, activation: nil):
      (outputAxis, biasIndex, scales) = (rank - 1, 1 + shape.coreCount, false)
    case .convolution(let convolution) where convolution.activation == nil:
      (outputAxis, biasIndex, scales) = (1, 2, true)
    default: return nil
    }
  }
}

extension GraphEditor {
  fileprivate mutating func foldIntoPreceding(_ index: Int, offsetsOnly: Bool = false) {
    let node = node(index)
    guard let x = AxisAffine.argument(of: node, in: self),
      let source = soleProducer(of: x), let layer = Layer(source, in: self),
      let affine = AxisAffine(of: node, along: layer.outputAxis, in: self),
      affine.onlyAdds || !offsetsOnly
    else { return }
    fold(affine, of: index, into: layer)
  }

  private mutating func fold(_ affine: AxisAffine, of consumer: Int, into layer: Layer) {
    var inputs = layer.node.inputs
    let outputs = affine.offset.count
    var bias = [Double](repeating: 0, count: outputs)
    if inputs.count > layer.biasIndex {
      guard let constant = constant(inputs[layer.biasIndex]) else { return }
      bias = constant.doubles
    }
    if !affine.onlyAdds {
      guard layer.scales, let weight = constant(inputs[1]), outputs > 0 else { return }
      let inner = weight.count / outputs
      let elements = weight.doubles.enumerated().map { $1 * affine.scale[$0 / inner] }
      guard let scaled = Tensor(rounding: elements, type: weight.type) else { return }
      inputs[1] = addConstant(graph[inputs[1]].name, scaled)
    }
    let folded = bias.indices.map { bias[$0] * affine.scale[$0] + affine.offset[$0] }
    let type = TensorType(type(layer.node.outputs[0]).elementType, [outputs])
    guard let tensor = Tensor(rounding: folded, type: type) else { return }
    inputs = inputs.prefix(layer.biasIndex) + [addConstant(layer.node.name + ".bias", tensor)]
    absorb(consumer, into: layer.index, layer.node.operation, inputs: inputs)
  }
}
