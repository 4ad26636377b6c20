internal import HandcarFormat
internal import ModelGraph

/// Shape, Size, Range: numbers that are known because shapes are.
extension ONNXOperator {
  static let shapeArithmetic: [String: ONNXOperator] = [
    "Shape": ONNXOperator(inputs: 1...1, attributes: ["start", "end"], shape),
    "Size": ONNXOperator(inputs: 1...1) { (node, builder) throws(NodeProblem) in
      let count = Int64(builder.type(try node.input(0)).count)
      return [builder.addConstant(node.name, Tensor(integers: [count], shape: []))]
    },
    "Range": ONNXOperator(since: 11, inputs: 3...3, range),
  ]

  private static func shape(
    _ node: BoundNode, _ builder: inout GraphBuilder
  ) throws(NodeProblem) -> [Graph.ValueID] {
    let shape = builder.shape(try node.input(0))
    let start = clamped(try node.integer("start", default: 0), rank: shape.count)
    let end = clamped(try node.integer("end", default: shape.count), rank: shape.count)
    let sizes = start < end ? shape[start..<end].map { Int64($0) } : []
    return [builder.addConstant(node.name, Tensor(integers: sizes, shape: [sizes.count]))]
  }

  /// A bound of a range of axes, which may count from the end or lie beyond.
  private static func clamped(_ bound: Int, rank: Int) -> Int {
    min(max(bound < 0 ? bound + rank : bound, 0), rank)
  }

  /// `start, start + delta, …` before `limit`.
  private static func range(
    _ node: BoundNode, _ builder: inout GraphBuilder
  ) throws(NodeProblem) -> [Graph.ValueID] {
    var parameters: [Tensor] = []
    for (index, meaning) in ["the start", "the limit", "the step"].enumerated() {
      guard let tensor = try node.constant(index, meaning, builder), tensor.count == 1 else {
        throw NodeProblem("\(meaning) must be one number")
      }
      parameters.append(tensor)
    }
    let elementType = parameters[0].elementType
    let numbers = parameters.map { $0.doubles[0] }
    let count = ((numbers[1] - numbers[0]) / numbers[2]).rounded(.up)
    guard parameters.allSatisfy({ $0.elementType == elementType }), numbers[2] != 0,
      count <= Double(ONNXLimits.maximumFoldedCount)
    else {
      throw NodeProblem("a range from \(numbers[0]) to \(numbers[1]) by \(numbers[2])")
    }
    let type = TensorType(elementType, [max(Int(count), 0)])
    try builder.spend(type)
    let positions = 0..<type.count
    if let start = parameters[0].integers?[0], let step = parameters[2].integers?[0] {
      let elements = positions.map { elementType.wrapping(start &+ Int64($0) &* step) }
      return [builder.addConstant(node.name, Tensor(type: type, storage: .integer(elements)))]
    }
    let elements = positions.map { Float(numbers[0] + Double($0) * numbers[2]) }
    return [builder.addConstant(node.name, Tensor(elements, shape: type.shape))]
  }
}
