internal import HandcarFormat
public import ModelGraph
public import TensorTrain
public import TestSupport

/// Small networks that several tests share.
public enum SampleGraphs {
  /// 8-16-4 with ReLU between.
  public static func perceptron() throws -> Graph {
    try perceptron(batch: 1, sizes: [8, 16, 4], seed: 1)
  }

  /// Linear layers with ReLU between.
  public static func perceptron(batch: Int, sizes: [Int], seed: UInt64) throws -> Graph {
    var generator = SeededGenerator(seed: seed)
    var graph = Graph()
    var x = graph.addInput("x", TensorType(.float32, [batch, sizes[0]]))
    for (layer, rows) in sizes.enumerated().dropFirst() {
      let columns = sizes[layer - 1]
      let name = layer == sizes.count - 1 ? "head" : layer == 1 ? "hidden" : "hidden\(layer)"
      let weight = graph.addConstant(
        name + ".w", Tensor(generator.floats(rows * columns), shape: [rows, columns]))
      let bias = graph.addConstant(name + ".b", Tensor(generator.floats(rows), shape: [rows]))
      let activation = layer == sizes.count - 1 ? nil : Activation.relu
      x = try graph.addNode(.linear(activation: activation), [x, weight, bias], name: name)[0]
    }
    graph.outputs = [x]
    return graph
  }

  /// One tensor-train layer of a random shape, with a tanh.
  public static func tensorTrain(
    coreCount: Int, batch: Int, bias: Bool, seed: UInt64
  ) throws -> Graph {
    var generator = SeededGenerator(seed: seed)
    let shape = try RandomTensorTrain.shape(coreCount, using: &generator)
    return try tensorTrain(shape, batch: batch, bias: bias, using: &generator)
  }

  /// One tensor-train layer of a shape, with a tanh.
  public static func tensorTrain(
    _ shape: TTShape, batch: Int, bias: Bool, using generator: inout SeededGenerator
  ) throws -> Graph {
    var graph = Graph()
    var inputs = [graph.addInput("x", TensorType(.float32, [batch, shape.columns]))]
    for (index, core) in RandomTensorTrain.cores(of: shape, using: &generator).enumerated() {
      inputs.append(
        graph.addConstant("core\(index)", Tensor(core, shape: shape.coreExtents(index))))
    }
    if bias {
      inputs.append(
        graph.addConstant("b", Tensor(generator.floats(shape.rows), shape: [shape.rows])))
    }
    graph.outputs = try graph.addNode(
      .ttLinear(shape, activation: .tanh), inputs, name: "tt \(shape)")
    return graph
  }

  /// Convolutions of every form over odd sizes, a pool and a softmax.
  public static func convolutions(batch: Int, seed: UInt64) throws -> Graph {
    var generator = SeededGenerator(seed: seed)
    var graph = Graph()
    var x = graph.addInput("x", TensorType(.float32, [batch, 3, 17, 13]))
    for (name, filters, channels, kernel, stride, groups) in [
      ("general", 7, 3, 3, 2, 1), ("depthwise", 7, 1, 3, 1, 7), ("pointwise", 19, 7, 1, 1, 1),
    ] {
      let weight = graph.addConstant(
        name + ".w",
        Tensor(
          generator.floats(filters * channels * kernel * kernel),
          shape: [filters, channels, kernel, kernel]))
      let bias = graph.addConstant(name + ".b", Tensor(generator.floats(filters), shape: [filters]))
      let convolution = Convolution(
        kernel: [kernel, kernel], strides: [stride, stride], dilations: [1, 1],
        paddingBefore: [kernel / 2, kernel / 2], paddingAfter: [kernel / 2, kernel / 2],
        groups: groups, activation: .relu)
      x = try graph.addNode(.convolution(convolution), [x, weight, bias], name: name)[0]
    }
    x = try graph.addNode(.reduceMean(axes: [2, 3], keepsAxes: false), [x], name: "mean")[0]
    graph.outputs = try graph.addNode(.softmax(axis: 1), [x], name: "softmax")
    return graph
  }
}
