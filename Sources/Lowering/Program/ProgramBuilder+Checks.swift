import HandcarFormat
import ModelGraph

extension ProgramBuilder {
  /// Bytes of one run-time tensor at most. Every product of sizes that an operation record holds then fits its
  /// field, too (`Limits.maximumDimension`).
  static var maximumValueByteCount: Int { Limits.maximumDimension }

  /// Checks every value against the limits of the format before any size is multiplied.
  static func checkLimits(of graph: Graph) throws(LoweringError) {
    var problems: [String] = []
    for value in graph.values {
      if let problem = sizeProblem(of: value) {
        problems.append("value '\(value.name)': \(problem)")
      }
    }
    for (kind, count) in [("inputs", graph.inputs.count), ("outputs", graph.outputs.count)]
    where count > Limits.maximumTensorCount {
      problems.append("the network has \(count) \(kind), more than \(Limits.maximumTensorCount)")
    }
    guard problems.isEmpty else { throw LoweringError(problems) }
  }

  private static func sizeProblem(of value: Graph.Value) -> String? {
    let shape = value.type.shape
    if shape.count > Limits.maximumRank {
      return "it has \(shape.count) axes, more than \(Limits.maximumRank)"
    }
    if let size = shape.first(where: { $0 < 0 || $0 > Limits.maximumDimension }) {
      return "an axis of size \(size) is outside 0…\(Limits.maximumDimension)"
    }
    let byteCount = checkedProduct(shape.filter { $0 > 0 } + [value.type.elementType.byteCount])
    guard let byteCount, value.constant != nil || byteCount <= maximumValueByteCount else {
      return "a tensor of shape \(shape) exceeds \(maximumValueByteCount) bytes"
    }
    return nil
  }

  /// - Throws: unless all inputs and outputs are `float32`.
  func requireFloat32(_ node: Graph.Node, _ operation: String) throws(LoweringError) {
    let types = (node.inputs + node.outputs).map { type($0).elementType }
    if let other = types.first(where: { $0 != .float32 }) {
      throw LoweringError(node: node.name, "\(operation) computes in float32, not in \(other)")
    }
  }
}

/// Such as `1x28x28`; `scalar` without axes.
func shapeText(_ shape: [Int]) -> String {
  shape.isEmpty ? "scalar" : shape.map(String.init).joined(separator: "x")
}
