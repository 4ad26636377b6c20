extension Pass {
  /// Folds batch normalization, and arithmetic with constants, into the layer behind:
  /// `W (s · x + o) + b = (W s) x + (W o + b)`, s and o for each input.
  ///
  /// A reshape between a batch normalization and a linear layer may spread a channel over several
  /// inputs. A convolution with padding takes the scale only: the zeros around it stay zeros.
  public static let affineIntoFollowing = Pass(name: "fold affine nodes into the layer behind") {
    editor in
    // Backwards, so that a chain of such nodes folds in one go.
    for index in editor.nodeIndices.reversed() { editor.foldIntoFollowing(index) }
  }
}

extension GraphEditor {
  fileprivate mutating func foldIntoFollowing(_ index: Int) {
    let node = node(index)
    guard let x = AxisAffine.argument(of: node, in: self),
      var consumer = soleConsumer(of: node.outputs[0])
    else { return }
    var axis = type(node.outputs[0]).shape.count - 1
    var spread = 1
    if case .reshape(let shape) = self.node(consumer).operation {
      // The reshape must keep the channels and all behind them as one axis, the last.
      let inner = type(x).shape.dropFirst(2).reduce(1, *)
      guard type(x).shape.count >= 2, shape.last == type(x).shape[1] * inner,
        let next = soleConsumer(of: self.node(consumer).outputs[0])
      else { return }
      (axis, spread, consumer) = (1, inner, next)
    }
    let layer = self.node(consumer)
    // The layer must read the result as its data, not as a weight.
    guard layer.inputs.dropFirst().allSatisfy({ constant($0) != nil }) else { return }
    switch layer.operation {
    case .linear:
      guard let affine = AxisAffine(of: node, along: axis, in: self)?.repeating(spread) else {
        return
      }
      fold(affine, of: index, x, into: consumer, inner: 1, groups: 1)
    case .convolution(let convolution):
      guard spread == 1, axis > 0, let affine = AxisAffine(of: node, along: 1, in: self) else {
        return
      }
      let padding = convolution.paddingBefore + convolution.paddingAfter
      guard affine.onlyScales || padding.allSatisfy({ $0 == 0 }) else { return }
      fold(
        affine, of: index, x, into: consumer, inner: convolution.kernel.reduce(1, *),
        groups: convolution.groups)
    default: return
    }
  }

  /// Folds a function of the inputs into weights `(outputs, inputs / groups, inner)`.
  private mutating func fold(
    _ affine: AxisAffine, of index: Int, _ x: Graph.ValueID, into consumer: Int, inner: Int,
    groups: Int
  ) {
    let layer = node(consumer)
    var inputs = layer.inputs
    guard let weight = constant(inputs[1]), weight.count > 0 else { return }
    let outputs = weight.shape[0]
    let inputsPerGroup = weight.shape[1]
    var bias =
      inputs.count > 2 ? constant(inputs[2])?.doubles ?? [] : Array(repeating: 0, count: outputs)
    var elements = weight.doubles
    for position in elements.indices {
      let output = position / (inputsPerGroup * inner)
      let input = output / (outputs / groups) * inputsPerGroup + position / inner % inputsPerGroup
      bias[output] += elements[position] * affine.offset[input]
      elements[position] *= affine.scale[input]
    }
    let biasType = TensorType(weight.elementType, [outputs])
    guard let scaled = Tensor(rounding: elements, type: weight.type),
      let shifted = Tensor(rounding: bias, type: biasType)
    else { return }
    inputs[1] = addConstant(graph[inputs[1]].name, scaled)
    if inputs.count > 2 || !affine.onlyScales {
      inputs = inputs.prefix(2) + [addConstant(layer.name + ".bias", shifted)]
    }
    rewrite(consumer, layer.operation, inputs: inputs)
    bypass(index, of: x)
  }
}
