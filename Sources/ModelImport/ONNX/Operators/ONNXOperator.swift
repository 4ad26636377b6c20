internal import ModelGraph

/// How nodes of one operator are imported.
struct ONNXOperator: Sendable {
  /// Adds what a node computes to the graph and returns its outputs: values made for this node alone, which
  /// the caller renames.
  typealias Importer =
    @Sendable (BoundNode, inout GraphBuilder) throws(NodeProblem) -> [Graph.ValueID]

  /// Opsets in which the operator means what the importer makes of it.
  let opsets: ClosedRange<Int>
  /// How many inputs a node may list.
  let inputs: ClosedRange<Int>
  /// Attributes in any of these opsets.
  let attributes: Set<String>
  let importer: Importer

  init(
    since: Int = ONNXLimits.opsets.lowerBound, inputs: ClosedRange<Int>,
    attributes: Set<String> = [], _ importer: @escaping Importer
  ) {
    opsets = since...ONNXLimits.opsets.upperBound
    self.inputs = inputs
    self.attributes = attributes
    self.importer = importer
  }

  /// Every operator that can be imported, by its name in ONNX.
  static let all: [String: ONNXOperator] = {
    let families = [
      arithmetic, linear, convolutions, pooling, normalization, activations, reductions, shaping,
      padding, constants, shapeArithmetic, selection,
    ]
    return families.reduce(into: [:]) { $0.merge($1) { _, new in new } }
  }()

  static func find(_ node: ONNXNode, opset: Int) throws(NodeProblem) -> ONNXOperator {
    guard node.domain.isEmpty else {
      throw NodeProblem(
        "operators of the domain '\(node.domain)' are not supported; "
          + "export the model with standard operators")
    }
    guard let definition = all[node.operatorType] else {
      throw NodeProblem(
        "the operator is not supported; express it with supported ones before the export")
    }
    guard definition.opsets ~= opset else {
      throw NodeProblem("the operator exists from opset \(definition.opsets.lowerBound) on")
    }
    return definition
  }

  /// Checks what can be checked without knowing the inputs.
  func check(_ node: ONNXNode) throws(NodeProblem) {
    guard inputs ~= node.inputs.count else {
      throw NodeProblem(
        "has \(node.inputs.count) inputs, expected \(inputs.lowerBound)"
          + (inputs.count > 1 ? " or more" : "") + "; export the model again")
    }
    let unknown = node.attributes.map(\.name).filter { !attributes.contains($0) }
    guard unknown.isEmpty else {
      throw NodeProblem(
        "the attributes \(unknown) are not supported; export the model without them")
    }
  }
}
