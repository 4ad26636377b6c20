import ModelGraph
import TensorTrain

extension Graph {
  /// Puts the convolutions of a tensor train in the place of one. The last node of them keeps the
  /// name, bias and activation, and makes the same value.
  ///
  /// A state `[P][K][Q]` of a pointwise convolution lies as an image of P samples, K channels and
  /// Q pixels: between the stages there is nothing but another reading of the same elements.
  /// - Throws: `GraphError` when a type does not follow from another, which no train of the layer's
  ///   own size brings about.
  mutating func replaceConvolution(
    _ layer: LinearLayer, by train: TTMatrix<Float>
  ) throws(GraphError) {
    let node = nodes[layer.nodeIndex]
    guard case .convolution(let convolution) = node.operation, let geometry = layer.convolution
    else { return }
    let first = nodes.count
    let (inputShape, outputShape) = (
      self[node.inputs[0]].type.shape, self[node.outputs[0]].type.shape
    )
    let steps = geometry.steps(of: train.shape, order: geometry.order(of: train.shape))
    var (value, shape) = (node.inputs[0], inputShape)
    /// Reads the value as an image of another form.
    func read(as wanted: [Int], _ name: String) throws(GraphError) {
      guard shape != wanted else { return }
      value = try addNode(.reshape(wanted), [value], name: name)[0]
      shape = wanted
    }
    var takesBias = false
    for (index, step) in steps.enumerated() {
      let name = "\(node.name).core\(step.stage.core + 1)"
      let isLast = index == steps.count - 1
      // Where the state has no modes beside the channels, an image stays one.
      let isImage = step.stage.P == geometry.batch && !geometry.isSplit(step.stage)
      let spatial = step.hasKernel || isImage ? convolution.kernel.count : 2
      if !isImage {
        let pixels = geometry.outputPixels
        try read(
          as: [step.stage.P, step.stage.K, step.stage.Q / pixels, pixels], name + ".input")
      } else if geometry.isPointwise {
        try read(as: [geometry.batch, step.stage.K] + inputShape[2...], name + ".input")
      }
      let single = [Int](repeating: 1, count: spatial)
      let none = [Int](repeating: 0, count: spatial)
      var operation =
        step.hasKernel
        ? convolution
        : Convolution(
          kernel: single, strides: single, dilations: single, paddingBefore: none,
          paddingAfter: none)
      takesBias = isLast && isImage
      operation.activation = takesBias ? convolution.activation : nil
      let kernel = step.hasKernel ? convolution.kernel : single
      let weights = addConstant(
        name + ".weight",
        Tensor(
          train.stageMatrix(step.stage),
          shape: [step.stage.R, step.stage.K / kernel.reduce(1, *)] + kernel))
      let bias = takesBias ? Array(node.inputs.dropFirst(2)) : []
      value = try addNode(.convolution(operation), [value, weights] + bias, name: name)[0]
      shape = self[value].type.shape
    }
    if !takesBias {
      try read(as: outputShape, node.name + ".output")
      if node.inputs.count > 2 {
        let perChannel = [outputShape[1]] + outputShape.dropFirst(2).map { _ in 1 }
        let bias = try addNode(
          .reshape(perChannel), [node.inputs[2]], name: node.name + ".bias")[0]
        _ = try addNode(
          .binary(.add, activation: convolution.activation), [value, bias], name: node.name)
      } else if let activation = convolution.activation {
        _ = try addNode(.activation(activation), [value], name: node.name)
      }
    }
    var added = Array(nodes[first...])
    nodes.removeSubrange(first...)
    added[added.count - 1].name = node.name
    added[added.count - 1].outputs = node.outputs
    nodes.replaceSubrange(layer.nodeIndex...layer.nodeIndex, with: added)
  }
}

extension ConvolutionGeometry {
  /// Whether modes of the state lie beside the pixels.
  fileprivate func isSplit(_ stage: TTStage) -> Bool { isPointwise && stage.Q != outputPixels }
}
