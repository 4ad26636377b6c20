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
    if let bounds = activation.integerBounds(of: type.elementType) {
      attributes.integerLow = bounds.low
      attributes.integerHigh = bounds.high
    }
    try emit(
      attributes, [source], to: output, elementType: type.elementType, activation: activation)
  }
}

extension Activation {
  /// The bounds of a function that is a clip on an integer type; nil when there are none.
  fileprivate func integerBounds(of type: ElementType) -> (low: Int64, high: Int64)? {
    guard let range = type.integerRange else { return nil }
    switch self {
    case .relu: return (max(0, range.lowerBound), range.upperBound)
    case .clip(let low, let high):
      return (range.clamping(low.rounded(.up)), range.clamping(high.rounded(.down)))
    case .leakyRelu, .sigmoid, .tanh: return nil
    }
  }
}

extension ElementType {
  /// The values that an integer bound can have; those of `uint64` end at `Int64.max`.
  fileprivate var integerRange: ClosedRange<Int64>? {
    switch self {
    case .uint8: 0...Int64(UInt8.max)
    case .int8: Int64(Int8.min)...Int64(Int8.max)
    case .uint16: 0...Int64(UInt16.max)
    case .int16: Int64(Int16.min)...Int64(Int16.max)
    case .uint32: 0...Int64(UInt32.max)
    case .int32: Int64(Int32.min)...Int64(Int32.max)
    case .uint64: 0...Int64.max
    case .int64: Int64.min...Int64.max
    case .bool, .float32, .float64: nil
    }
  }
}

extension ClosedRange<Int64> {
  /// The nearest value inside; the lower bound for not-a-number.
  fileprivate func clamping(_ value: Double) -> Int64 {
    if !(value > Double(lowerBound)) { return lowerBound }
    return value >= Double(upperBound) ? upperBound : Int64(value)
  }
}
