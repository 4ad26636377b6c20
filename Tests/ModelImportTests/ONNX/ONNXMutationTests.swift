import ConformanceSupport
import Foundation
import HandcarFormat
import ModelGraph
import TestSupport
import Testing

@testable import ModelImport

/// Damaged files must give an error or a graph: never a crash, a hang or a huge allocation.
struct ONNXMutationTests {
  private static let mutationsPerFile = 1200

  @Test(arguments: 0..<seeds.count)
  func generatedFiles(_ index: Int) {
    mutate(Self.seeds[index], count: Self.mutationsPerFile, seed: index)
  }

  @Test(.enabled(if: SharedData.isPresent))
  func conformanceFiles() throws {
    for (index, item) in ConformanceCase.all.enumerated() {
      mutate(try Data(contentsOf: item.model), count: 8, seed: 1000 + index)
    }
  }

  /// Files that once did harm. Add one for every such bug.
  @Test func corpus() throws {
    let folder = SharedData.repository.appendingPathComponent("Tests/Corpus/onnx")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    for name in names where name.hasSuffix(".onnx") {
      let data = try Data(contentsOf: folder.appendingPathComponent(name))
      #expect(throws: ImportError.self, "\(name)") { try importONNX(data) }
    }
  }

  private func mutate(_ data: Data, count: Int, seed: Int) {
    var generator = SeededGenerator(seed: UInt64(seed))
    for round in 0..<count {
      let mutant =
        round.isMultiple(of: 3)
        ? data.withExtremeNumber(&generator) : data.mutated(using: &generator)
      do {
        let graph = try importONNX(mutant).graph
        // What was let through must also be sound.
        #expect(throws: Never.self, "seed \(seed), round \(round)") { try graph.validate() }
      } catch {
        #expect(!error.problems.isEmpty, "seed \(seed), round \(round)")
      }
    }
  }

  private static let seeds: [Data] = [
    classifier, convolutional, shapeComputation, typedTensors, oldOpset,
    ONNXFile.single("Slice", [1], [integers(0), integers(1), integers(0), integers(1)]).data,
    ONNXFile.single("Pad", [2, 3], [integers(1, 0, 0, 2)], ["mode": .string("reflect")]).data,
    ONNXFile.single("Reshape", ["N", 6], [integers(0, 2, -1)]).data,
    ONNXFile.single(
      "MaxPool", [1, 1, 9, 8],
      [
        "kernel_shape": .ints([3, 2]), "auto_pad": .string("SAME_UPPER"), "strides": .ints([2, 2]),
      ]
    ).data,
  ]

  private static var classifier: Data {
    var file = ONNXFile()
    file.input("x", ["batch", 6])
    file.initializer("w", counting([6, 4]))
    file.initializer("b", counting([4]))
    file.node("Gemm", ["x", "w", "b"], ["h"], name: "fc", ["alpha": .float(0.5)])
    file.node("Clip", ["h", "", "six"], ["r"])
    file.initializer("six", Tensor([6], shape: []))
    file.node("Softmax", ["r"], ["y"], ["axis": .int(-1)])
    file.output("y", type: 1)
    return file.data
  }

  private static var convolutional: Data {
    var file = ONNXFile(opset: 15)
    file.input("x", ["batch", 2, 7, 8])
    file.initializer("w", counting([4, 1, 3, 2]))
    file.node(
      "Conv", ["x", "w"], ["c"], name: "conv",
      ["group": .int(2), "strides": .ints([2, 1]), "pads": .ints([1, 0, 1, 1])])
    for name in ["scale", "bias", "mean", "variance"] { file.initializer(name, counting([4])) }
    file.node("BatchNormalization", ["c", "scale", "bias", "mean", "variance"], ["n"])
    file.node("AveragePool", ["n"], ["p"], ["kernel_shape": .ints([2, 2]), "ceil_mode": .int(1)])
    file.node("GlobalAveragePool", ["p"], ["g"])
    file.node("Flatten", ["g"], ["y"])
    file.output("y", type: 1)
    return file.data
  }

  private static var shapeComputation: Data {
    var file = ONNXFile(opset: 14)
    file.input("x", ["N", 3, 4])
    file.node("Shape", ["x"], ["s"])
    file.initializer("zero", Tensor(integers: [0], shape: []))
    file.initializer("axis", integers(0))
    file.initializer("rest", integers(-1, 2))
    file.node("Gather", ["s", "zero"], ["n"], ["axis": .int(0)])
    file.node("Unsqueeze", ["n", "axis"], ["n1"])
    file.node("Concat", ["n1", "rest"], ["shape"], ["axis": .int(0)])
    file.node("ConstantOfShape", ["rest2"], ["ones"], ["value": .tensor(integers(1))])
    file.initializer("rest2", integers(3))
    file.node("Mul", ["shape", "ones"], ["shape2"])
    file.node("Div", ["shape2", "ones"], ["shape3"])
    file.node("Expand", ["shape3", "axis3"], ["shape4"])
    file.initializer("axis3", integers(3))
    file.node("Range", ["zero", "n", "n"], ["r"])
    file.node("Where", ["flag", "shape4", "shape2"], ["shape5"])
    file.initializer("flag", Tensor(integers: [1], shape: [1], elementType: .bool))
    file.node("Reshape", ["x", "shape5"], ["y"])
    file.output("y")
    file.output("r")
    return file.data
  }

  private static var typedTensors: Data {
    var file = ONNXFile()
    for (index, type) in [1, 2, 3, 6, 7, 9, 10, 11, 12, 16].enumerated() {
      file.initializer {
        $0.packed(1, [2, 1])
        $0.integer(2, Int64(type))
        $0.string(8, "t\(index)")
        $0.bytes(9, Data(count: [1: 8, 6: 8, 7: 16, 10: 4, 11: 16, 12: 8, 16: 4][type] ?? 2))
      }
      file.node("Cast", ["t\(index)"], ["c\(index)"], ["to": .int(6)])
      file.output("c\(index)", type: 6)
    }
    return file.data
  }

  private static var oldOpset: Data {
    var file = ONNXFile(opset: 6)
    file.input("x", [2, 3, 4])
    file.input("b", [3])
    file.initializer("b", counting([3]))
    file.node("Add", ["x", "b"], ["a"], ["broadcast": .int(1), "axis": .int(1)])
    file.node("Softmax", ["a"], ["s"], ["axis": .int(1)])
    file.node("Dropout", ["s"], ["d"], ["is_test": .int(1), "ratio": .float(0.5)])
    file.node("Transpose", ["d"], ["t"], ["perm": .ints([2, 0, 1])])
    file.node("ReduceMean", ["t"], ["y"], ["axes": .ints([0, 2]), "keepdims": .int(0)])
    file.output("y", type: 1)
    return file.data
  }
}

extension Data {
  /// These bytes with a number of extreme size in place of one byte: a varint of up to ten bytes.
  fileprivate func withExtremeNumber(_ generator: inout SeededGenerator) -> Data {
    let extremes: [UInt64] = [
      0, 1, 0x7F, 0x80, 0xFFFF, 1 << 30, 1 << 31, 1 << 32, 1 << 40, 1 << 62, .max >> 1, 1 << 63,
      .max,
    ]
    var writer = WireWriter()
    writer.varint(extremes.randomElement(using: &generator)!)
    var bytes = self
    let at = Int.random(in: 0..<count, using: &generator)
    bytes.replaceSubrange(at..<at + 1, with: writer.data)
    return bytes
  }
}
