import HandcarFormat
import ModelGraph
import ModelImport
import TensorTrain
import TestSupport
import Testing

@testable import FineTuning

/// A whole network against the gradients that PyTorch finds for it, in Double (`Tools/goldens/torch_gradients.py`).
@Suite("Gradients of PyTorch")
struct PeerGradientTests {
  @Test func wholeNetwork() throws {
    let golden = try ArrayArchive(
      contentsOf: Goldens.path("FineTuningTests", "gradients.npz"))
    let graph = try network(golden)
    for batch in [4, 2] {
      let program = try TrainingProgram(
        graph, targets: graph.outputs, batch: batch, training: .all, differentiatesInputs: true)
      let slice = sliceMemory(of: program, for: graph)
      let (x, weights) = (try golden.tensor("x").floats, try golden.tensor("weights").floats)
      var gradients = [Double](repeating: 0, count: program.parameters.trainableCount)
      var (outputs, inputGradients): ([Double], [Double]) = ([], [])
      // In slices of a batch, whose gradients add up.
      for start in stride(from: 0, to: 4, by: batch) {
        let part = x.count / 4 * start..<x.count / 4 * (start + batch)
        _ = slice.input(0).update(fromContentsOf: x[part])
        slice.forward()
        outputs += slice.target(0).map { Double($0) }
        _ = slice.targetGradient(0).update(
          fromContentsOf: weights[(start * 7)..<((start + batch) * 7)])
        slice.backward()
        program.finish([slice])
        inputGradients += try #require(slice.inputGradient(0)).map { Double($0) }
        for index in gradients.indices {
          gradients[index] += Double(slice.parameterGradient[index])
        }
      }
      compare("output", outputs, try golden.tensor("output").doubles)
      compare("x", inputGradients, try golden.tensor("x.gradient").doubles)
      for entry in program.parameters.trainable {
        let name = graph[entry.value].name
        compare(
          name, Array(gradients[entry.start..<(entry.start + entry.count)]),
          try golden.tensor(name + ".gradient").doubles)
      }
      #expect(program.parameters.trainable.count == 13)
    }
  }

  private func compare(_ name: String, _ found: [Double], _ expected: [Double]) {
    #expect(found.count == expected.count)
    let scale = expected.map(abs).max() ?? 0
    let worst = zip(found, expected).map { abs($0 - $1) }.max() ?? 0
    #expect(worst <= 1e-5 * scale, "\(name): off by \(worst) of \(scale)")
  }

  private func network(_ golden: ArrayArchive) throws -> Graph {
    var graph = Graph(name: "golden")
    func constants(_ names: String...) throws -> [Graph.ValueID] {
      try names.map { graph.addConstant($0, try golden.tensor($0)) }
    }
    func convolution(_ kernel: Int, stride: Int, groups: Int, _ activation: Activation?)
      -> Operation
    {
      let padding = [kernel / 2, kernel / 2]
      return .convolution(
        Convolution(
          kernel: [kernel, kernel], strides: [stride, stride], dilations: [1, 1],
          paddingBefore: padding, paddingAfter: padding, groups: groups, activation: activation))
    }
    func pool(_ kind: Pool.Kind, _ size: Int) -> Operation {
      .pool(
        Pool(
          kind: kind, kernel: [2, 2], strides: [2, 2], dilations: [1, 1], paddingBefore: [0, 0],
          paddingAfter: [0, 0], outputSizes: [size, size]))
    }
    let x = graph.addInput("x", TensorType(.float32, [1, 3, 16, 16]))
    let shape = try TTShape(rowModes: [5, 2, 2], columnModes: [4, 4, 4], ranks: [1, 3, 2, 1])
    let steps: [(String, Operation, [Graph.ValueID])] = [
      (
        "conv1", convolution(3, stride: 1, groups: 1, .relu), try constants("conv1.w", "conv1.b")
      ),
      ("conv2", convolution(3, stride: 2, groups: 8, nil), try constants("conv2.w", "conv2.b")),
      (
        "norm", .batchNormalization(epsilon: 1e-5),
        try constants("scale", "bias", "mean", "variance")
      ),
      ("clip", .activation(.clip(low: 0, high: 6)), []),
      ("pool1", pool(.maximum, 4), []),
      (
        "conv3", convolution(1, stride: 1, groups: 1, .leakyRelu(slope: 0.1)),
        try constants("conv3.w")
      ),
      ("pool2", pool(.average(includesPadding: false), 2), []),
      ("flatten", .reshape([1, 64]), []),
      (
        "fc1", .ttLinear(shape, activation: .tanh),
        try constants("core1", "core2", "core3", "fc1.b")
      ),
      ("fc2", .linear(activation: nil), try constants("fc2.w", "fc2.b")),
      ("softmax", .softmax(axis: 1), []),
    ]
    var value = x
    for (name, operation, constants) in steps {
      value = try graph.addNode(operation, [value] + constants, name: name)[0]
    }
    graph.outputs = [value]
    return graph
  }
}
