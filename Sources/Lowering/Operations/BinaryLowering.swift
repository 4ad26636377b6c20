import HandcarFormat
import ModelGraph

extension ProgramBuilder {
  mutating func lowerBinary(
    _ node: Graph.Node, _ operation: BinaryOperator, _ activation: Activation?
  ) throws(LoweringError) {
    let elementType = type(node.outputs[0]).elementType
    let target = shape(node.outputs[0])
    let axes = StridedAxes(
      merging: target,
      strides: node.inputs.map { Broadcast.strides(shape($0), in: target) })
    var attributes = BinaryAttributes()
    attributes.operation =
      switch operation {
      case .add: .add
      case .subtract: .subtract
      case .multiply: .multiply
      case .divide: .divide
      }
    attributes.rank = axes.sizes.count
    attributes.sizes = InlineArray(axes.sizes)
    attributes.leftStrides = InlineArray(axes.strides[0])
    attributes.rightStrides = InlineArray(axes.strides[1])
    describeLayer(
      kind: operation.rawValue,
      detail: node.inputs.map { shapeText(shape($0)) }.joined(separator: ", ")
        + suffix(activation))
    let inputs = node.inputs.map { place(of: $0) }
    let output = define(node.outputs[0])
    // The fused activation of a record is a function of floats.
    let isFused = elementType == .float32
    try emit(
      attributes, inputs, to: output, elementType: elementType,
      activation: isFused ? activation : nil)
    if let activation, !isFused {
      try emitActivation(
        activation, of: output, type(node.outputs[0]), to: output)
    }
  }
}
