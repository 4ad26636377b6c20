import HandcarFormat
import ModelGraph

extension ProgramBuilder {
  mutating func lowerActivation(
    _ node: Graph.Node, _ activation: Activation
  ) throws(LoweringError) {
    describeLayer(
      kind: activation.label, detail: shapeText(shape(node.inputs[0])))
    let source = place(of: node.inputs[0])
    try emitActivation(
      activation, of: source, type(node.inputs[0]), to: define(node.outputs[0]))
  }

  /// Appends an elementwise function; the output may be the source itself.
  mutating func emitActivation(
    _ activation: Activation, of source: Program.Operand, _ type: TensorType,
    to output: Program.Operand
  ) throws(LoweringError) {
    var attributes = ActivateAttributes()
    attributes.count = type.count
    if case .clip(let low, let high) = activation, type.elementType.isInteger {
      attributes.integerLow = Int64(clamping: low)
      attributes.integerHigh = Int64(clamping: high)
      if type.elementType == .uint64, high >= 0x1p63 {
        throw layerError("a clip of uint64 needs an upper bound below 2^63")
      }
    }
    try emit(
      attributes, [source], to: output, elementType: type.elementType, activation: activation)
  }
}

extension Int64 {
  /// The nearest number toward zero; zero for NaN.
  fileprivate init(clamping value: Double) {
    if value.isNaN {
      self = 0
    } else if value.magnitude >= 0x1p63 {
      self = value < 0 ? .min : .max
    } else {
      self = Int64(value)
    }
  }
}
