import ConformanceSupport
import Foundation
import HandcarFormat
import ModelGraph
import TestSupport
import Testing

@testable import ModelImport

struct ONNXImportTests {
  @Test func namesAreKept() throws {
    var file = ONNXFile(name: "network")
    file.input("features", ["batch", 4])
    file.node("Relu", ["features"], ["h"], name: "act")
    file.node("Relu", ["h"], ["h2"], name: "act")
    file.node("Relu", ["h2"], ["h3"])
    file.node("Sigmoid", ["h3"], ["scores"], name: "head")
    file.output("scores")
    let model = try importONNX(file.data)
    #expect(model.graph.name == "network")
    #expect(model.producer == "tests")
    #expect(model.graph.nodes.map(\.name) == ["act", "act_2", "h3", "head"])
    #expect(model.graph.inputs.map { model.graph[$0].name } == ["features"])
    #expect(model.graph.outputs.map { model.graph[$0].name } == ["scores"])
    #expect(model.notes.isEmpty)
  }

  @Test func everyProblemIsReported() {
    var file = ONNXFile()
    file.input("x", ["batch", "time", 4])
    file.input("z", [2], type: .float64)
    file.input("ok", [2, 3])
    file.node("LSTM", ["x"], ["h"], name: "lstm")
    file.node("Relu", ["h"], ["h2"], name: "fine")
    file.node("Gelu", ["h2"], ["h3"], name: "behind an unknown shape")
    file.node("Relu", ["ok"], ["r"], name: "other domain", domain: "com.microsoft")
    file.node("Transpose", ["ok"], ["t"], name: "odd", ["perm": .ints([1]), "extra": .int(1)])
    file.node("Transpose", ["ok"], ["t2"], name: "wrong", ["perm": .ints([1])])
    file.node("Relu", ["nothing"], ["n"], name: "loose")
    file.node("Relu", ["ok", "ok"], ["m"], name: "many")
    file.node("Constant", [], ["c"], name: "text", ["value_string": .string("a")])
    file.output("h3")
    file.output("missing")
    let expected = [
      "input 'x': axis 1 has the symbolic size 'time'",
      "input 'z': has elements of type float64",
      "node 'lstm' (LSTM, opset 17): the operator is not supported",
      "node 'behind an unknown shape' (Gelu, opset 17): the operator is not supported",
      "node 'other domain' (Relu, opset 17): operators of the domain 'com.microsoft'",
      "node 'odd' (Transpose, opset 17): the attributes [\"extra\"] are not supported",
      "node 'wrong' (Transpose, opset 17): [1] is no permutation",
      "node 'loose' (Relu, opset 17): reads 'nothing'",
      "node 'many' (Relu, opset 17): has 2 inputs, expected 1;",
      "node 'text' (Constant, opset 17): the attributes [\"value_string\"]",
      "output 'missing': no node computes it",
    ]
    let problems = file.problems()
    #expect(problems.count == expected.count)
    for (problem, start) in zip(problems, expected) { #expect(problem.hasPrefix(start)) }
  }

  /// Where the file states the type of a failed node's result, the nodes behind it are checked fully.
  @Test func statedTypesStandIn() {
    var file = ONNXFile()
    file.input("x", [2])
    file.node("Gelu", ["x"], ["h"], name: "a")
    file.value(13, "h", [2, 3], type: 1)
    file.node("Flatten", ["h"], ["y"], name: "b", ["axis": .int(5)])
    file.output("y")
    let problems = file.problems()
    #expect(problems.count == 2 && problems[1].contains("axis 5"), "\(problems)")
  }

  @Test func symbolicDimensions() throws {
    var file = ONNXFile()
    file.input("x", ["N", "time", 4])
    file.input("y", ["time", "N"])
    file.input("z", ["", 2, ""])
    file.output("x")
    func shapes(_ options: ONNXImportOptions) throws -> [[Int]] {
      let graph = try importONNX(file.data, options: options).graph
      return graph.inputs.map { graph[$0].type.shape }
    }
    #expect(
      file.problems() == [
        "input 'z': axis 2 has the symbolic size 'z[2]'; give a size for this name"
      ])
    #expect(
      try shapes(ONNXImportOptions(batch: 3, dimensions: ["z[2]": 5, "time": 7]))
        == [[3, 7, 4], [7, 3], [3, 2, 5]])
    #expect(
      file.problems(options: ONNXImportOptions(dimensions: ["z[2]": 1, "q": 2]))
        == ["a size is given for dimension 'q', which no input of the model has"])
    #expect(file.problems(options: ONNXImportOptions(dimensions: ["z[2]": -1])).count == 1)
    #expect(file.problems(options: ONNXImportOptions(dimensions: ["z[2]": .max])).count == 1)
  }

  @Test func batchWithoutEffectIsNoted() throws {
    let file = ONNXFile.single("Relu", [1, 2])
    #expect(try importONNX(file.data, options: ONNXImportOptions(batch: 4)).notes.count == 1)
  }

  @Test func constantInputs() throws {
    var file = ONNXFile()
    file.input("x", [6])
    file.input("shape", [2], type: .int64)
    file.node("Reshape", ["x", "shape"], ["y"])
    file.output("y")
    func problems(_ constants: [String: Tensor]) -> [String] {
      file.problems(options: ONNXImportOptions(constantInputs: constants))
    }
    #expect(problems(["shape": integers(2, 3)]).isEmpty)
    #expect(problems(["shape": integers(2, 3), "q": integers(1)]).count == 1)
    #expect(problems(["shape": integers(6)])[0].contains("has shape [1]"))
    #expect(problems(["shape": counting([2])])[0].contains("float32"))
    #expect(problems([:]).count == 1)
  }

  @Test(
    arguments: [
      (10, [0x00, 0x3C, 0x00, 0xC0], [1, -2]),  // float16
      (16, [0x80, 0x3F, 0x00, 0xC0], [1, -2]),  // bfloat16
      (11, [0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 0, 0, 0, 0, 0, 0, 0, 0xC0], [1, -2]),  // float64
      (1, [0, 0, 0x80, 0x3F, 0, 0, 0, 0xC0], [1, -2]),
    ] as [(Int64, [UInt8], [Float])])
  func floatingInitializers(_ type: Int64, _ bytes: [UInt8], _ expected: [Float]) throws {
    var file = ONNXFile()
    file.initializer {
      $0.integer(1, 2)
      $0.integer(2, type)
      $0.string(8, "c")
      $0.bytes(9, Data(bytes))
    }
    file.output("c")
    let model = try importONNX(file.data)
    #expect(model.graph[model.graph.outputs[0]].constant == Tensor(expected, shape: [2]))
    #expect(model.notes.count == (type == 1 ? 0 : 1))
  }

  @Test func typedFields() throws {
    // (data type, field, elements, expected)
    for (type, field, elements, expected) in [
      (10, 5, [0x3C00, 0xC000], [1, -2]), (16, 5, [0x3F80, 0xC000], [1, -2]),
      (3, 5, [-1, 127], [-1, 127]), (2, 5, [255, 256], [255, 0]), (4, 5, [65535, 1], [65535, 1]),
      (6, 5, [-1, 5], [-1, 5]), (9, 5, [1, 0], [1, 0]), (7, 7, [.min, .max], [.min, .max]),
      (12, 11, [4_294_967_295, 0], [4_294_967_295, 0]), (13, 11, [-1, 1], [-1, 1]),
    ] as [(Int64, UInt64, [Int64], [Int64])] {
      for isPacked in [true, false] {
        var file = ONNXFile()
        file.initializer {
          $0.packed(1, [2])
          $0.integer(2, type)
          $0.string(8, "c")
          if isPacked {
            $0.packed(field, elements)
          } else {
            for element in elements { $0.integer(field, element) }
          }
        }
        file.output("c")
        let graph = try importONNX(file.data).graph
        let constant = try #require(graph[graph.outputs[0]].constant)
        #expect(
          (constant.integers ?? constant.floats.map { Int64($0) }) == expected, "type \(type)")
      }
    }
    var file = ONNXFile()
    file.initializer {
      $0.packed(1, [2])
      $0.integer(2, 11)
      $0.string(8, "c")
      $0.packed(10, fixed: [1.5, -2])
    }
    file.output("c")
    let graph = try importONNX(file.data).graph
    #expect(graph[graph.outputs[0]].constant?.floats == [1.5, -2])
  }

  @Test(
    arguments: [
      ([2], 1, 12, "12 bytes for 2 elements"), ([3], 1, 11, "11 bytes"), ([-1], 1, 0, "shape"),
      ([.max, .max], 1, 0, "shape"), ([1 << 40, 0, 1 << 40], 1, 0, "shape"),
      ([1], 8, 4, "type string"),
      ([1], 99, 4, "type number 99"), ([1], -1, 4, "type number -1"),
      ([1, 1, 1, 1, 1, 1, 1, 1, 1], 1, 4, "shape"),
    ] as [([Int64], Int64, Int, String)])
  func damagedInitializers(
    _ shape: [Int64], _ type: Int64, _ byteCount: Int, _ message: String
  ) {
    var file = ONNXFile()
    file.initializer {
      $0.packed(1, shape)
      $0.integer(2, type)
      $0.string(8, "c")
      $0.bytes(9, Data(count: byteCount))
    }
    file.output("c")
    let problems = file.problems()
    #expect(problems.count == 1 && problems[0].hasPrefix("initializer 'c': "), "\(problems)")
    #expect(problems.first?.contains(message) == true, "\(problems)")
  }

  @Test func initializersListedAsInputs() throws {
    var file = ONNXFile(opset: 8)
    file.input("x", [2])
    file.input("c", [2])
    file.initializer("c", counting([2]))
    file.node("Add", ["x", "c"], ["y"])
    file.output("y")
    let graph = try importONNX(file.data).graph
    #expect(graph.inputs.map { graph[$0].name } == ["x"])
  }

  @Test func otherFiles() {
    func problem(_ data: Data) -> String {
      do {
        _ = try importONNX(data, name: "a.onnx")
        return ""
      } catch { return error.description }
    }
    #expect(problem(Data()).hasPrefix("a.onnx: not an ONNX model: it holds no graph"))
    #expect(problem(Data("PK\u{3}\u{4}zip file".utf8)).hasPrefix("a.onnx: not an ONNX model"))
    for opset in [Int64.min, 0, 5, 27, .max] {
      #expect(problem(ONNXFile(opset: opset).data).hasPrefix("a.onnx: opset \(opset) is not"))
    }
    #expect(throws: ImportError.self) { try importONNX(contentsOf: "/nowhere/model.onnx") }
    #expect(throws: ImportError.self) { try importONNX(contentsOf: NSTemporaryDirectory()) }
  }

  @Test func namesCannotBreakLines() {
    var file = ONNXFile()
    file.input("x", [2])
    file.node("Odd\n\u{1B}[2Jtype", ["x"], ["y"], name: String(repeating: "long", count: 1000))
    file.output("y")
    let problems = file.problems()
    #expect(problems.count == 1 && problems[0].count < 1100)
    file = ONNXFile()
    file.input("x", [2])
    file.node("Odd\n\u{1B}[2Jtype", ["x"], ["y"], name: "n")
    file.output("y")
    #expect(file.problems()[0].hasPrefix("node 'n' (Odd  [2Jtype, opset 17): "))
  }

  /// Exporters list outputs that nobody reads; only those that are read must be supported.
  @Test func outputsThatNobodyReads() throws {
    var file = ONNXFile(opset: 7)
    file.input("x", [2])
    file.node("Dropout", ["x"], ["y", "mask"], ["ratio": .float(0.5)])
    file.output("y")
    #expect(file.problems().isEmpty)
    file.output("mask")
    #expect(file.problems().count == 1)
    file = ONNXFile(opset: 7)
    file.input("x", [2, 3])
    for name in ["a", "b", "c", "d"] { file.initializer(name, counting([3])) }
    file.node("BatchNormalization", ["x", "a", "b", "c", "d"], ["y", "mean"], name: "bn")
    file.output("y")
    #expect(file.problems().first?.contains("training mode before opset 14") == true)
  }

  /// Quadratic work in the number of axes would hang.
  @Test func manyAxes() {
    let ones = Tensor(integers: [Int64](repeating: 1, count: 100_000), shape: [100_000])
    let axes = Tensor(integers: (0..<100_000).map { Int64($0) }, shape: [100_000])
    #expect(ONNXFile.single("Unsqueeze", [1], [axes]).problems().count == 1)
    for type in ["Reshape", "Unsqueeze", "Squeeze", "Pad"] {
      #expect(ONNXFile.single(type, [1], [ones]).problems().count == 1, "\(type)")
    }
    let empty = WireWriter()
    var graph = WireWriter()
    for _ in 0...1 << 17 { graph.bytes(1, empty.data) }
    var model = WireWriter()
    model.bytes(7, graph.data)
    #expect(throws: ImportError.self) { try importONNX(model.data) }
  }

  @Test func definedTwice() {
    var file = ONNXFile()
    file.input("x", [2])
    file.node("Relu", ["x"], ["y"], name: "a")
    file.node("Relu", ["x"], ["y"], name: "b")
    file.node("Relu", ["x"], ["x"], name: "c")
    file.output("y")
    #expect(file.problems().count == 2)
  }
}
