public import HandcarFormat
public import ModelGraph

// Networks at the borders of what operations take.
extension SampleGraphs {
  /// Operations on tensors without elements.
  public static func resultsOverNothing() throws -> Graph {
    var graph = Graph()
    let x = graph.addInput("x", TensorType(.float32, [2, 0]))
    let weight = graph.addConstant("w", Tensor([], shape: [3, 0]))
    let bias = graph.addConstant("b", Tensor([1, -2, 3], shape: [3]))
    graph.outputs = try graph.addNode(.linear(activation: .relu), [x, weight, bias], name: "l")
    graph.outputs += try graph.addNode(
      .pad(Padding(before: [0, 1], after: [0, 2], mode: .constant(4))), [x], name: "p")
    graph.outputs += try graph.addNode(.softmax(axis: 1), [x], name: "s")
    return graph
  }

  public static let integerTypes: [ElementType] = [
    .int8, .uint8, .int16, .uint16, .int32, .uint32, .int64, .uint64,
  ]

  /// Every operation that takes integers.
  public static func integers(_ type: ElementType) throws -> Graph {
    var graph = Graph()
    let x = graph.addInput("x", TensorType(type, [3, 5]))
    let c = graph.addConstant(
      "c", Tensor(integers: [1, 2, 3, 4, 20], shape: [5], elementType: type))
    var y = x
    for operation in BinaryOperator.allCases {
      y = try graph.addNode(
        .binary(operation, activation: operation == .add ? .clip(low: 2.5, high: 6) : nil),
        [y, c], name: operation.rawValue)[0]
      graph.outputs.append(y)
    }
    graph.outputs += try graph.addNode(.activation(.relu), [y], name: "relu")
    graph.outputs += try graph.addNode(.transpose(permutation: [1, 0]), [y], name: "turned")
    graph.outputs += try graph.addNode(
      .pad(Padding(before: [1, 0], after: [0, 1], mode: .constant(7))), [y], name: "padded")
    graph.outputs += try graph.addNode(.concat(axis: 0), [y, x], name: "joined")
    return graph
  }

  public static func positionsOfMaxima(columnMajor: Bool) throws -> Graph {
    var graph = Graph()
    let x = graph.addInput("x", TensorType(.float32, [2, 3, 5, 6]))
    let pool = Pool(
      kind: .maximum, kernel: [2, 3], strides: [2, 1], dilations: [1, 2], paddingBefore: [1, 1],
      paddingAfter: [0, 1], outputSizes: [3, 4], columnMajorIndices: columnMajor)
    graph.outputs = try graph.addNode(.pool(pool), [x], name: "p", outputNames: ["y", "i"])
    return graph
  }

  /// Weights that are known at run time only are used where they lie.
  public static func runTimeWeights() throws -> Graph {
    var graph = Graph()
    let x = graph.addInput("x", TensorType(.float32, [3, 5]))
    let w = graph.addInput("w", TensorType(.float32, [17, 5]))
    let b = graph.addInput("b", TensorType(.float32, [17]))
    graph.outputs = try graph.addNode(.linear(activation: .tanh), [x, w, b], name: "l")
    let image = graph.addInput("image", TensorType(.float32, [1, 2, 4, 4]))
    let kernel = graph.addInput("kernel", TensorType(.float32, [3, 2, 2, 2]))
    let convolution = Convolution(
      kernel: [2, 2], strides: [1, 1], dilations: [1, 1], paddingBefore: [0, 0],
      paddingAfter: [0, 0])
    graph.outputs += try graph.addNode(.convolution(convolution), [image, kernel], name: "c")
    return graph
  }
}
