import HandcarFormat
import ModelGraph

extension ProgramBuilder {
  mutating func lowerPad(_ node: Graph.Node, _ padding: Padding) throws(LoweringError) {
    let input = type(node.inputs[0])
    let output = type(node.outputs[0])
    if (padding.before + padding.after).allSatisfy({ $0 == 0 }) {
      alias(node.outputs[0], to: node.inputs[0])
      return
    }
    describeLayer(
      kind: "pad", detail: "\(shapeText(input.shape))→\(shapeText(output.shape))")
    var source = place(of: node.inputs[0])
    // What lies around the rest repeats the rest, so cropping comes first; a constant needs no such care.
    let crop = padding.cropping
    let cropped = TensorType(input.elementType, crop.shape(of: input.shape))
    if padding.mode.repeatsInput, cropped != input, cropped != output {
      let rest = addBuffer("\(node.name).cropped", byteCount: cropped.byteCount)
      try emitPad(of: source, input, crop, to: rest, output: cropped)
      source = rest
      try emitPad(of: source, cropped, padding.growing, to: define(node.outputs[0]), output: output)
    } else {
      try emitPad(of: source, input, padding, to: define(node.outputs[0]), output: output)
    }
  }

  private mutating func emitPad(
    of source: Program.Operand, _ input: TensorType, _ padding: Padding,
    to destination: Program.Operand, output: TensorType
  ) throws(LoweringError) {
    var attributes = PadAttributes()
    attributes.rank = input.shape.count
    attributes.inputSizes = InlineArray(input.shape)
    attributes.outputSizes = InlineArray(output.shape)
    attributes.before = InlineArray(padding.before)
    switch padding.mode {
    case .constant(let value): attributes.value = input.elementType.bits(of: value)
    case .reflect: attributes.mode = .reflect
    case .edge: attributes.mode = .edge
    case .wrap: attributes.mode = .wrap
    }
    try emit(attributes, [source], to: destination, elementType: input.elementType)
  }
}

extension ElementType {
  /// The bits of a number in this type, in the low bytes.
  fileprivate func bits(of value: Double) -> Int64 {
    switch self {
    case .float32: Int64(Float(value).bitPattern)
    case .float64: Int64(bitPattern: value.bitPattern)
    default: Int64(exactly: value.rounded(.towardZero)) ?? 0
    }
  }
}

extension Padding {
  /// The negative amounts alone.
  fileprivate var cropping: Padding {
    Padding(before: before.map { min($0, 0) }, after: after.map { min($0, 0) }, mode: .constant(0))
  }

  /// The positive amounts alone.
  fileprivate var growing: Padding {
    Padding(before: before.map { max($0, 0) }, after: after.map { max($0, 0) }, mode: mode)
  }

  fileprivate func shape(of input: [Int]) -> [Int] {
    input.indices.map { input[$0] + before[$0] + after[$0] }
  }
}

extension Padding.Mode {
  /// Whether what is put around a tensor depends on the tensor.
  fileprivate var repeatsInput: Bool { if case .constant = self { false } else { true } }
}
