import HandcarFormat
import ModelGraph

extension Program: CustomStringConvertible {
  /// One line for each input, layer, step and output:
  ///
  ///     input x float32 1x64 in b0
  ///     fc1: linear 64→10, relu
  ///       contraction P1 K64 R10 Q1 panels (b0 x, p0, p1) → b1 fc1, relu
  ///     output fc1 float32 1x10 in b1
  public var description: String {
    var lines = inputs.map { "input " + describe($0) }
    for layer in layers {
      lines.append("\(layer.name): \(layer.kind) \(layer.detail)")
      lines += steps[layer.steps].map { "  " + describe($0) }
    }
    lines += outputs.map { "output " + describe($0) }
    return lines.joined(separator: "\n")
  }

  private func describe(_ binding: Binding) -> String {
    "\(binding.name) \(binding.type.elementType) \(shapeText(binding.type.shape)) "
      + "in b\(binding.buffer)"
  }

  private func describe(_ step: Step) -> String {
    let name = step.kind.map { "\($0)" } ?? "unknown"
    let sources = step.operands.dropLast().filter { $0 != .absent }.map { describe($0) }
    let activation = ActivationKind(rawValue: step.record.activation) ?? .none
    return "\(name)\(sizes(of: step)) (\(sources.joined(separator: ", "))) → "
      + describe(step.output) + (activation == .none ? "" : ", \(activation)")
  }

  private func sizes(of step: Step) -> String {
    guard step.kind == .contraction, let sizes = ContractionAttributes(step.record) else {
      return ""
    }
    return " P\(sizes.batch) K\(sizes.depth) R\(sizes.rows) Q\(sizes.columns) \(sizes.layout)"
  }

  private func describe(_ operand: Operand) -> String {
    switch operand {
    case .absent: "nothing"
    case .parameter(let parameter, _): "p\(parameter)"
    case .buffer(let buffer, let offset, _):
      "b\(buffer) \(buffers[buffer].name)" + (offset > 0 ? " from byte \(offset)" : "")
    }
  }
}
