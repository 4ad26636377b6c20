internal import HandcarFormat
internal import ModelGraph

/// Gather, Slice, Expand, Equal, Where, on constants only.
extension ONNXOperator {
  static let selection: [String: ONNXOperator] = [
    "Gather": ONNXOperator(inputs: 2...2, attributes: ["axis"], gather),
    "Slice": ONNXOperator(inputs: 1...5, attributes: ["axes", "ends", "starts"], slice),
    "Expand": ONNXOperator(since: 8, inputs: 2...2, expand),
    "Equal": ONNXOperator(since: 7, inputs: 2...2, equal),
    "Where": ONNXOperator(since: 9, inputs: 3...3, choose),
  ]

  private static func data(
    _ index: Int, _ node: BoundNode, _ builder: GraphBuilder
  ) throws(NodeProblem) -> Tensor {
    let id = try node.input(index)
    guard let tensor = builder.constant(id) else {
      throw NodeProblem(
        "reads '\(builder.graph[id].name)', which is computed at run time; the operator is "
          + "supported on constants only")
    }
    return tensor
  }

  /// Slices number `indices` along an axis; the shape of `indices` replaces the axis.
  private static func gather(
    _ node: BoundNode, _ builder: inout GraphBuilder
  ) throws(NodeProblem) -> [Graph.ValueID] {
    let data = try data(0, node, builder)
    let indices = try Self.data(1, node, builder)
    let axis = try normalized(try node.integer("axis", default: 0), rank: data.shape.count)
    let length = data.shape[axis]
    var positions: [Int] = []
    for index in indices.integers ?? [] {
      guard index >= -length, index < length else {
        throw NodeProblem("index \(index) does not exist in axis \(axis) of \(data.shape)")
      }
      positions.append(Int(index) + (index < 0 ? length : 0))
    }
    guard positions.count == indices.count else { throw NodeProblem("the indices are no integers") }
    let shape = data.shape[..<axis] + indices.shape + data.shape[(axis + 1)...]
    let type = TensorType(data.elementType, Array(shape))
    try builder.spend(type, limit: ONNXLimits.maximumFoldedCount)
    let outer = data.shape[..<axis].reduce(1, *)
    let inner = data.shape[(axis + 1)...].reduce(1, *)
    var elements: [Int] = []
    elements.reserveCapacity(type.count)
    for block in 0..<outer {
      for position in positions {
        let first = (block * length + position) * inner
        elements += first..<first + inner
      }
    }
    return [builder.addConstant(node.name, data.selecting(elements, type.shape))]
  }

  /// Starts, ends, axes and steps are attributes (without steps) before opset 10, inputs from then on.
  private static func slice(
    _ node: BoundNode, _ builder: inout GraphBuilder
  ) throws(NodeProblem) -> [Graph.ValueID] {
    let data = try data(0, node, builder)
    let rank = data.shape.count
    guard
      let starts = try node.integers(attribute: "starts", orInput: 1, since: 10, builder),
      let ends = try node.integers(attribute: "ends", orInput: 2, since: 10, builder)
    else { throw NodeProblem("starts or ends are missing; export the model again") }
    let stated = try node.integers(attribute: "axes", orInput: 3, since: 10, builder)
    let axes = try normalized(stated ?? Array(starts.indices), rank: rank)
    let steps =
      try node.integers(input: 4, "the steps", builder) ?? [Int](repeating: 1, count: starts.count)
    guard ends.count == starts.count, axes.count == starts.count, steps.count == starts.count,
      steps.allSatisfy({ $0 != 0 && $0 != .min })
    else { throw NodeProblem("starts, ends, axes and steps do not fit together") }
    var shape = data.shape
    var strides = data.rowMajorStrides
    var start = 0
    for (index, axis) in axes.enumerated() {
      let size = data.shape[axis]
      let step = steps[index]
      let highest = step > 0 ? size : size - 1
      let from = bound(starts[index], size, lowest: 0, highest: highest)
      let to = bound(ends[index], size, lowest: step > 0 ? 0 : -1, highest: highest)
      let distance = step > 0 ? to - from : from - to
      shape[axis] = distance > 0 ? (distance - 1) / abs(step) + 1 : 0
      // The stride counts only where there is a second element; then the step is smaller than the axis.
      if shape[axis] > 0 { start += from * strides[axis] }
      strides[axis] = shape[axis] > 1 ? strides[axis] * step : 0
    }
    try builder.spend(TensorType(data.elementType, shape))
    let result = data.strided(shape, strides: strides, start: start)
    return [builder.addConstant(node.name, result)]
  }

  /// A bound that may count from the end, within the axis.
  private static func bound(_ value: Int, _ size: Int, lowest: Int, highest: Int) -> Int {
    min(max(value < 0 ? value + size : value, lowest), highest)
  }

  private static func expand(
    _ node: BoundNode, _ builder: inout GraphBuilder
  ) throws(NodeProblem) -> [Graph.ValueID] {
    let data = try data(0, node, builder)
    let wanted = try node.integers(input: 1, "the shape", builder) ?? []
    let expanded = try broadcast([data], with: wanted, &builder)[0]
    return [builder.addConstant(node.name, expanded)]
  }

  private static func equal(
    _ node: BoundNode, _ builder: inout GraphBuilder
  ) throws(NodeProblem) -> [Graph.ValueID] {
    let operands = try broadcast(
      [try data(0, node, builder), try data(1, node, builder)], &builder)
    let equal: [Int64]
    if let left = operands[0].integers, let right = operands[1].integers {
      equal = zip(left, right).map { $0 == $1 ? 1 : 0 }
    } else {
      equal = zip(operands[0].doubles, operands[1].doubles).map { $0 == $1 ? 1 : 0 }
    }
    let result = Tensor(integers: equal, shape: operands[0].shape, elementType: .bool)
    return [builder.addConstant(node.name, result)]
  }

  private static func choose(
    _ node: BoundNode, _ builder: inout GraphBuilder
  ) throws(NodeProblem) -> [Graph.ValueID] {
    var operands: [Tensor] = []
    for index in 0..<3 { operands.append(try data(index, node, builder)) }
    operands = try broadcast(operands, &builder)
    guard let condition = operands[0].integers, operands[1].elementType == operands[2].elementType
    else { throw NodeProblem("needs a bool and two tensors of one type") }
    let result: Tensor
    if let yes = operands[1].integers, let no = operands[2].integers {
      let elements = condition.indices.map { condition[$0] != 0 ? yes[$0] : no[$0] }
      result = Tensor(type: operands[1].type, storage: .integer(elements))
    } else {
      let yes = operands[1].floats
      let no = operands[2].floats
      let elements = condition.indices.map { condition[$0] != 0 ? yes[$0] : no[$0] }
      result = Tensor(elements, shape: operands[1].shape)
    }
    return [builder.addConstant(node.name, result)]
  }

  /// The tensors repeated to their common shape, which also fits `shape`.
  private static func broadcast(
    _ tensors: [Tensor], with shape: [Int] = [], _ builder: inout GraphBuilder
  ) throws(NodeProblem) -> [Tensor] {
    var common = shape
    for tensor in tensors {
      guard let fitting = Broadcast.shape(common, tensor.shape) else {
        throw NodeProblem("shapes \(common) and \(tensor.shape) do not broadcast")
      }
      common = fitting
    }
    var result: [Tensor] = []
    for tensor in tensors {
      try builder.spend(
        TensorType(tensor.elementType, common), limit: ONNXLimits.maximumFoldedCount)
      result.append(
        tensor.strided(common, strides: Broadcast.strides(tensor.shape, in: common)))
    }
    return result
  }
}

extension Tensor {
  /// The elements with the given numbers, under a new shape.
  fileprivate func selecting(_ elements: [Int], _ shape: [Int]) -> Tensor {
    let storage: Storage =
      switch self.storage {
      case .float32(let floats): .float32(elements.map { floats[$0] })
      case .float64(let doubles): .float64(elements.map { doubles[$0] })
      case .integer(let integers): .integer(elements.map { integers[$0] })
      }
    return Tensor(type: TensorType(elementType, shape), storage: storage)
  }
}
