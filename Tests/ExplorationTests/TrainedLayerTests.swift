import Exploration
import Foundation
import LinearAlgebra
import ModelGraph
import ModelImport
import TensorTrain
import TestSupport
import Testing

/// A trained network on real images. A minute, since the interpreter runs the convolutions of 5,000
/// of them:
///
///     HANDCAR_LARGE_TESTS=1 swift test --filter TrainedLayerTests
@Suite(
  .enabled(
    if: SharedData.isPresent && ProcessInfo.processInfo.environment["HANDCAR_LARGE_TESTS"] != nil))
struct TrainedLayerTests {
  @Test func fittingLowersTheOutputError() throws {
    // Not simplified: weights into which a normalization is folded fit plain TT-SVD much worse.
    var options = ONNXImportOptions()
    options.batch = 4
    let graph = try importModel(
      contentsOf: SharedData.url("models/mnist-cnn.onnx").path, options: options
    ).graph
    let images = try NumPyArray(contentsOf: SharedData.url("mnist/images-5000.npy").path)
    let labels = try NumPyArray(contentsOf: SharedData.url("mnist/labels-5000.npy").path)
      .floats(samples: 0..<5000)

    // The convolutions run once; what follows them is a network of its own.
    let layer = try #require(graph.linearLayers.first { $0.name == "fc1" })
    var head = graph
    head.outputs = [graph.nodes[layer.nodeIndex].inputs[0]]
    head.nodes = Array(graph.nodes[..<layer.nodeIndex])
    var tail = graph
    tail.inputs = head.outputs
    tail.nodes = Array(graph.nodes[layer.nodeIndex...])
    let convolutions = try Interpreter(head)
    let features = try stride(from: 0, to: 5000, by: 250).flatMap { first in
      let pixels = images.floats(
        samples: first..<first + 250, scale: 1 / 255 / 0.3081, offset: -0.1307 / 0.3081)
      return try convolutions.run(samples: [Tensor(pixels, shape: [250, 1, 28, 28])])[0].floats
    }
    func samples(_ range: Range<Int>) -> Tensor {
      let elements = range.lowerBound * layer.columns..<range.upperBound * layer.columns
      return Tensor(Array(features[elements]), shape: [range.count, layer.columns])
    }
    func accuracy(_ network: Graph) throws -> Double {
      let outputs = try Interpreter(network).run(samples: [samples(4000..<5000)])[0].doubles
      let correct = (0..<1000).count { index in
        let scores = outputs[index * 10..<(index + 1) * 10]
        return Float(scores.firstIndex(of: scores.max()!)! - index * 10) == labels[4000 + index]
      }
      return Double(correct) / 1000
    }

    let calibration = try Calibration(of: tail, layers: ["fc1"], samples: [samples(0..<4000)])
    let inputs = try #require(calibration.statistics["fc1"])
    let weights = try #require(graph[graph.nodes[layer.nodeIndex].inputs[1]].constant)
    let matrix = Matrix(rows: layer.rows, columns: layer.columns, elements: weights.floats)
    print("dense: \(try accuracy(tail))")
    for text in ["4x8:88x132:32", "4x8:88x132:16", "4x8:88x132:8", "2x2x2x4:8x11x11x12:16"] {
      let plan = Plan(layers: ["fc1": try LayerChoice(parsing: text)])
      let plain = try factorize(tail, plan: plan)
      let fitted = try factorize(tail, plan: plan, calibration: calibration)
      let plainError = try TTMatrix.decompose(matrix, shape: TTShape(parsing: text).capped)
        .matrix.relativeOutputError(of: matrix, inputs: inputs)
      let fittedError = try #require(fitted.reports[0].outputError)
      let (before, after) = (try accuracy(plain.graph), try accuracy(fitted.graph))
      print(
        "\(text): accuracy \(before) plain, \(after) fitted; output error \(plainError) plain, "
          + "\(fittedError) fitted")
      #expect(fittedError < plainError)
      // Outputs that are closer on the whole are not always right more often.
      #expect(after > before - 0.015)
    }
  }
}
