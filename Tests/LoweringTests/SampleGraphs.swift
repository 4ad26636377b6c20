import HandcarFormat
import ModelGraph
import TensorTrain
import TestSupport

/// Small networks that several tests share.
enum SampleGraphs {
  /// 8-16-4 with ReLU between.
  static func perceptron() throws -> Graph {
    var generator = SeededGenerator(seed: 1)
    var graph = Graph()
    var x = graph.addInput("x", TensorType(.float32, [1, 8]))
    for (name, rows, columns, activation) in [
      ("hidden", 16, 8, Activation.relu), ("head", 4, 16, nil),
    ] {
      let weight = graph.addConstant(
        name + ".w", Tensor(generator.floats(rows * columns), shape: [rows, columns]))
      let bias = graph.addConstant(name + ".b", Tensor(generator.floats(rows), shape: [rows]))
      x = try graph.addNode(.linear(activation: activation), [x, weight, bias], name: name)[0]
    }
    graph.outputs = [x]
    return graph
  }

  /// One tensor-train layer with a tanh.
  static func tensorTrain(coreCount: Int, batch: Int, bias: Bool, seed: UInt64) throws -> Graph {
    var generator = SeededGenerator(seed: seed)
    let shape = try RandomTensorTrain.shape(coreCount, using: &generator)
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
}
