import HandcarFormat
import ModelGraph

extension ProgramBuilder {
  /// A convolution over one axis is one over two with height 1.
  mutating func lowerConvolution(
    _ node: Graph.Node, _ convolution: Convolution
  ) throws(LoweringError) {
    try requireFloat32(node, "a convolution")
    let input = shape(node.inputs[0])
    let output = shape(node.outputs[0])
    let attributes = ConvolutionAttributes(convolution, input: input, output: output)
    guard let scratchByteCount = attributes.scratchByteCount,
      scratchByteCount <= Self.maximumValueByteCount
    else {
      throw LoweringError(
        node: node.name,
        "the convolution needs more than \(Self.maximumValueByteCount) bytes of scratch")
    }
    let bias = node.inputs.count > 2 ? place(of: node.inputs[2]) : .absent
    let perOutput = shape(node.inputs[1]).dropFirst().reduce(1, *)
    describeLayer(
      kind: "convolution",
      detail: "\(shapeText(Array(input[1...])))→\(shapeText(Array(output[1...])))"
        + " kernel \(shapeText(convolution.kernel))"
        + (convolution.groups > 1 ? " groups \(convolution.groups)" : "")
        + suffix(convolution.activation),
      multiplyAdds: type(node.outputs[0]).count * perOutput)
    let inputs = [place(of: node.inputs[0]), place(of: node.inputs[1]), bias]
    let scratch =
      scratchByteCount > 0
      ? addBuffer("\(node.name).scratch", byteCount: scratchByteCount) : .absent
    try emit(
      attributes, inputs, auxiliary: scratch, to: define(node.outputs[0]),
      activation: convolution.activation)
  }
}

extension ConvolutionAttributes {
  /// - Parameters: shapes `(batch, channels, spatial…)` of one or two spatial axes.
  fileprivate init(_ convolution: Convolution, input: [Int], output: [Int]) {
    self.init()
    batch = input[0]
    groups = convolution.groups
    inputChannels = input[1]
    outputChannels = output[1]
    (inputHeight, inputWidth) = Self.pair(Array(input[2...]), missing: 1)
    (outputHeight, outputWidth) = Self.pair(Array(output[2...]), missing: 1)
    (kernelHeight, kernelWidth) = Self.pair(convolution.kernel, missing: 1)
    (strideHeight, strideWidth) = Self.pair(convolution.strides, missing: 1)
    (dilationHeight, dilationWidth) = Self.pair(convolution.dilations, missing: 1)
    (paddingTop, paddingLeft) = Self.pair(convolution.paddingBefore, missing: 0)
  }

  /// Height and width of a list for one or two axes.
  private static func pair(_ list: [Int], missing: Int) -> (Int, Int) {
    list.count == 1 ? (missing, list[0]) : (list[0], list[1])
  }
}
