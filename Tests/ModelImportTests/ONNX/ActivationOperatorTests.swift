import ConformanceSupport
import Foundation
import HandcarFormat
import ModelGraph
import TestSupport
import Testing

@testable import ModelImport

struct ActivationOperatorTests {
  @Test func clipAcrossOpsets() throws {
    let x = Tensor([-9, 0, 9], shape: [3])
    let low = Tensor([-1], shape: [])
    let high = Tensor([2], shape: [])
    for (file, expected) in [
      (ONNXFile.single("Clip", opset: 6, [3], ["min": .float(-1), "max": .float(2)]), [-1, 0, 2]),
      (ONNXFile.single("Clip", opset: 10, [3], ["max": .float(2)]), [-9, 0, 2]),
      (ONNXFile.single("Clip", opset: 11, [3], [low, high]), [-1, 0, 2]),
      (ONNXFile.single("Clip", opset: 13, [3], [nil, high]), [-9, 0, 2]),
      (ONNXFile.single("Clip", opset: 13, [3], [low]), [-1, 0, 9]),
      (ONNXFile.single("Clip", opset: 13, [3]), [-9, 0, 9]),
      (ONNXFile.single("Clip", opset: 13, [3], [high, low]), [-1, -1, -1]),
    ] as [(ONNXFile, [Double])] {
      #expect(try file.run([x])[0].doubles == expected)
    }
    let problems = ONNXFile.single("Clip", [3], [counting([2])]).problems()
    #expect(problems.count == 1 && problems[0].contains("must be one number"), "\(problems)")
  }

  @Test func boundGivenAsConstantInput() throws {
    var file = ONNXFile()
    file.input("x", [2])
    file.input("low", [])
    file.node("Clip", ["x", "low"], ["y"], name: "clip")
    file.output("y")
    #expect(
      file.problems() == [
        "node 'clip' (Clip, opset 17): the lower bound ('low') must be known at import; "
          + "make it a constant, or give its value if it is an input of the model"
      ])
    let options = ONNXImportOptions(constantInputs: ["low": Tensor([1.5], shape: [])])
    let graph = try importONNX(file.data, options: options).graph
    #expect(graph.inputs.map { graph[$0].name } == ["x"])
    #expect(try Interpreter(graph).run([Tensor([1, 2], shape: [2])])[0].doubles == [1.5, 2])
  }

  /// Up to opset 12 the axes from `axis` on count as one.
  @Test func softmaxAcrossOpsets() throws {
    let x = counting([2, 3, 4])
    for (opset, axis, group) in [
      (12, nil, 12), (12, 0, 24), (12, 1, 12), (12, 2, 4), (12, -1, 4), (13, nil, 4), (13, 2, 4),
    ] as [(Int64, Int64?, Int)] {
      var attributes: [String: ONNXFile.Attribute] = [:]
      if let axis { attributes["axis"] = .int(axis) }
      let y = try ONNXFile.single("Softmax", opset: opset, [2, 3, 4], attributes).run([x])[0]
      var expected: [Float] = []
      for start in stride(from: 0, to: 24, by: group) {
        let exponents = x.doubles[start..<start + group].map { exp($0 - x.doubles[start]) }
        let sum = exponents.reduce(0, +)
        expected += exponents.map { Float($0 / sum) }
      }
      #expect(
        difference(y, Tensor(expected, shape: [2, 3, 4])) == nil,
        "opset \(opset), axis \(axis ?? 99)")
    }
    let problems = ONNXFile.single("Softmax", opset: 11, [2, 3], ["axis": .int(2)]).problems()
    #expect(problems.count == 1, "\(problems)")
  }

  @Test func leakyReluDefaultSlope() throws {
    let y = try ONNXFile.single("LeakyRelu", [2]).run([Tensor([-1, 1], shape: [2])])[0]
    #expect(difference(y, Tensor([-0.01, 1], shape: [2])) == nil)
  }

  @Test func batchNormalizationAcrossOpsets() throws {
    let x = counting([2, 3, 2])
    let parameters = [1, 2, 3, 4].map { Tensor([Float](repeating: $0, count: 3), shape: [3]) }
    func file(_ opset: Int64, _ attributes: [String: ONNXFile.Attribute]) -> ONNXFile {
      .single("BatchNormalization", opset: opset, [2, 3, 2], parameters, attributes)
    }
    let expected = x.floats.map { ($0 - 3) / (4 + 1e-5).squareRoot() + 2 }
    for (opset, attributes) in [
      (6, ["is_test": .int(1)]), (7, [:]), (8, ["spatial": .int(1)]), (9, [:]),
      (14, ["training_mode": .int(0)]), (15, ["momentum": .float(0.1)]),
    ] as [(Int64, [String: ONNXFile.Attribute])] {
      let y = try file(opset, attributes).run([x])[0]
      #expect(difference(y, Tensor(expected, shape: [2, 3, 2])) == nil, "opset \(opset)")
    }
    #expect(file(6, [:]).problems().count == 1)
    #expect(file(7, ["spatial": .int(0)]).problems().count == 1)
  }

  /// Normalizing by the batch's own statistics gives mean 0 and variance 1 in each channel.
  @Test func batchNormalizationInTraining() throws {
    var generator = SeededGenerator(seed: 11)
    let x = Tensor(generator.floats(2 * 3 * 5), shape: [2, 3, 5])
    let parameters: [Tensor] = [1, 0, 10, 20].map {
      Tensor([Float](repeating: $0, count: 3), shape: [3])
    }
    var file = ONNXFile(opset: 15)
    file.input("x", [2, 3, 5])
    for (index, parameter) in parameters.enumerated() { file.initializer("c\(index)", parameter) }
    file.node(
      "BatchNormalization", ["x", "c0", "c1", "c2", "c3"], ["y", "mean", "variance"],
      ["training_mode": .int(1), "momentum": .float(0.75), "epsilon": .float(0)])
    for name in ["y", "mean", "variance"] { file.output(name) }
    let outputs = try file.run([x])
    for channel in 0..<3 {
      func elements(_ tensor: Tensor) -> [Double] {
        (0..<10).map { tensor.doubles[$0 / 5 * 15 + channel * 5 + $0 % 5] }
      }
      func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
      let y = elements(outputs[0])
      #expect(abs(mean(y)) < 1e-6 && abs(mean(y.map { $0 * $0 }) - 1) < 1e-6)
      let input = elements(x)
      let variance = mean(input.map { ($0 - mean(input)) * ($0 - mean(input)) })
      #expect(abs(outputs[1].doubles[channel] - (7.5 + mean(input) / 4)) < 1e-6)
      #expect(abs(outputs[2].doubles[channel] - (15 + variance / 4)) < 1e-6)
    }
  }

  @Test func dropout() throws {
    let x = counting([2])
    let half = Tensor([0.5], shape: [])
    let yes = Tensor(integers: [1], shape: [], elementType: .bool)
    for file in [
      ONNXFile.single("Dropout", opset: 6, [2], ["is_test": .int(1)]),
      ONNXFile.single("Dropout", opset: 7, [2], ["ratio": .float(0.5)]),
      ONNXFile.single("Dropout", opset: 12, [2], [half]),
      ONNXFile.single("Dropout", opset: 13, [2], [Tensor([0], shape: []), yes]),
    ] { #expect(try file.run([x])[0].doubles == [1, 2]) }
    for file in [
      ONNXFile.single("Dropout", opset: 6, [2]),
      ONNXFile.single("Dropout", opset: 13, [2], [half, yes]),
    ] {
      #expect(file.problems().count == 1 && file.problems()[0].contains("training mode"))
    }
  }
}
