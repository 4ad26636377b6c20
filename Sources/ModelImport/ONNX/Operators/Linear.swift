internal import HandcarFormat
internal import ModelGraph

/// Gemm and MatMul: a linear layer when the right matrix is a constant, a matrix product otherwise.
extension ONNXOperator {
  static let linear: [String: ONNXOperator] = [
    "Gemm": ONNXOperator(
      inputs: 2...3, attributes: ["alpha", "beta", "transA", "transB", "broadcast"], gemm),
    "MatMul": ONNXOperator(inputs: 2...2, matMul),
  ]

  /// `y = x · B`, with `B (N, M)` or a stack of such.
  private static func matMul(
    _ node: BoundNode, _ builder: inout GraphBuilder
  ) throws(NodeProblem) -> [Graph.ValueID] {
    let x = try node.input(0)
    let right = try node.input(1)
    guard builder.shape(right).count == 2, !builder.shape(x).isEmpty,
      let weight = try linearWeight(right, isTransposed: false, scale: 1, node, &builder)
    else { return try builder.add(.matrixProduct, [x, right], for: node) }
    return try builder.add(.linear(activation: nil), [x, weight], for: node)
  }

  /// `y = α · A' · B' + β · C`, where `'` transposes on demand.
  private static func gemm(
    _ node: BoundNode, _ builder: inout GraphBuilder
  ) throws(NodeProblem) -> [Graph.ValueID] {
    var left = try node.input(0)
    var right = try node.input(1)
    guard builder.shape(left).count == 2, builder.shape(right).count == 2 else {
      throw NodeProblem(
        "needs two matrices, not shapes \(builder.shape(left)) and \(builder.shape(right))")
    }
    let alpha = try node.float("alpha", default: 1)
    let beta = try node.float("beta", default: 1)
    let transposesRight = try node.flag("transB")
    if try node.flag("transA") {
      left = try builder.add(
        .transpose(permutation: [1, 0]), [left], for: node, part: "transposed A")[0]
    }
    let addend = beta == 0 ? nil : node.optionalInput(2)
    if let weight = try linearWeight(
      right, isTransposed: transposesRight, scale: alpha, node, &builder)
    {
      let outputs = builder.shape(weight)[0]
      if let addend, let bias = biasVector(addend, count: outputs, scale: beta, node, &builder) {
        return try builder.add(.linear(activation: nil), [left, weight, bias], for: node)
      }
      let product = try builder.add(.linear(activation: nil), [left, weight], for: node)
      return try adding(addend, scale: beta, to: product, node, &builder)
    }
    if transposesRight {
      right = try builder.add(
        .transpose(permutation: [1, 0]), [right], for: node, part: "transposed B")[0]
    }
    var product = try builder.add(.matrixProduct, [left, right], for: node)
    product[0] = try scaled(product[0], by: alpha, node, "scaled product", &builder)
    return try adding(addend, scale: beta, to: product, node, &builder)
  }

  /// A constant right factor as the weight `(M, N)` of a linear layer, times `scale`; nil when it is no
  /// floating-point constant.
  private static func linearWeight(
    _ right: Graph.ValueID, isTransposed: Bool, scale: Float, _ node: BoundNode,
    _ builder: inout GraphBuilder
  ) throws(NodeProblem) -> Graph.ValueID? {
    guard let tensor = builder.constant(right), tensor.elementType == .float32 else { return nil }
    var weight = right
    if !isTransposed {
      weight = try builder.add(
        .transpose(permutation: [1, 0]), [right], for: node, part: "weight")[0]
    }
    guard scale != 1, let constant = builder.constant(weight) else { return weight }
    try builder.spend(constant.type)
    let scaled = Tensor(constant.floats.map { $0 * scale }, shape: constant.shape)
    return builder.addConstant("\(node.name)/weight", scaled)
  }

  /// A constant that adds the same to every row, as the bias of a linear layer.
  private static func biasVector(
    _ addend: Graph.ValueID, count: Int, scale: Float, _ node: BoundNode,
    _ builder: inout GraphBuilder
  ) -> Graph.ValueID? {
    guard let tensor = builder.constant(addend), tensor.elementType == .float32,
      tensor.shape.count <= 2, tensor.shape.dropLast().allSatisfy({ $0 == 1 }),
      tensor.count == count || tensor.count == 1
    else { return nil }
    if tensor.shape == [count], scale == 1 { return addend }
    let floats = tensor.floats.map { $0 * scale }
    let bias = floats.count == count ? floats : [Float](repeating: floats[0], count: count)
    return builder.addConstant("\(node.name)/bias", Tensor(bias, shape: [count]))
  }

  /// `product + scale · addend`
  private static func adding(
    _ addend: Graph.ValueID?, scale: Float, to product: [Graph.ValueID], _ node: BoundNode,
    _ builder: inout GraphBuilder
  ) throws(NodeProblem) -> [Graph.ValueID] {
    guard let addend else { return product }
    let shape = builder.shape(product[0])
    guard Broadcast.shape(builder.shape(addend), shape) == shape else {
      throw NodeProblem("C of shape \(builder.shape(addend)) does not broadcast to \(shape)")
    }
    let scaledAddend = try scaled(addend, by: scale, node, "scaled C", &builder)
    return try builder.add(
      .binary(.add, activation: nil), [product[0], scaledAddend], for: node, part: "sum")
  }

  private static func scaled(
    _ value: Graph.ValueID, by scale: Float, _ node: BoundNode, _ part: String,
    _ builder: inout GraphBuilder
  ) throws(NodeProblem) -> Graph.ValueID {
    guard scale != 1 else { return value }
    guard builder.type(value).elementType == .float32 else {
      throw NodeProblem("integers times \(scale) are not supported")
    }
    let factor = builder.addConstant("\(node.name)/\(part) factor", Tensor([scale], shape: []))
    return try builder.add(
      .binary(.multiply, activation: nil), [value, factor], for: node, part: part)[0]
  }
}
