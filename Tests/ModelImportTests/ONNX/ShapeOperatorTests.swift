import ConformanceSupport
import HandcarFormat
import ModelGraph
import TestSupport
import Testing

@testable import ModelImport

struct ShapeOperatorTests {
  private func shape(_ file: ONNXFile) throws -> [Int] {
    let graph = try importONNX(file.data).graph
    return graph[graph.outputs[0]].type.shape
  }

  @Test(
    arguments: [
      ([6, 4], false, [6, 4]), ([-1], false, [24]), ([0, -1], false, [2, 12]),
      ([0, 0, 2, 2], false, [2, 3, 2, 2]), ([4, -1, 3], false, [4, 2, 3]),
      ([2, 3, 4, 1], true, [2, 3, 4, 1]),
      ([5, -1], false, nil), ([-1, -1], false, nil), ([24, 0, 0, 0], false, nil),
      ([0, 24], true, nil),
      ([-2, -12], false, nil), ([.max, .max], false, nil), ([.max, -1, .max], false, nil),
    ] as [([Int64], Bool, [Int]?)])
  func reshape(_ wanted: [Int64], _ allowsZero: Bool, _ expected: [Int]?) throws {
    let file = ONNXFile.single(
      "Reshape", [2, 3, 4], [Tensor(integers: wanted, shape: [wanted.count])],
      ["allowzero": .int(allowsZero ? 1 : 0)])
    if let expected {
      #expect(try shape(file) == expected)
    } else {
      #expect(file.problems().count == 1)
    }
  }

  @Test func squeezeAndUnsqueezeAcrossOpsets() throws {
    #expect(try shape(.single("Squeeze", opset: 7, [1, 3, 1], ["axes": .ints([0])])) == [3, 1])
    #expect(try shape(.single("Squeeze", opset: 11, [1, 3, 1], ["axes": .ints([-1])])) == [1, 3])
    #expect(try shape(.single("Squeeze", opset: 13, [1, 3, 1], [integers(0, 2)])) == [3])
    #expect(try shape(.single("Squeeze", opset: 13, [1, 3, 1])) == [3])
    #expect(ONNXFile.single("Squeeze", [1, 3, 1], [integers(1)]).problems().count == 1)
    #expect(try shape(.single("Unsqueeze", opset: 7, [3], ["axes": .ints([0, 2])])) == [1, 3, 1])
    #expect(try shape(.single("Unsqueeze", opset: 13, [3], [integers(-1, 0)])) == [1, 3, 1])
    #expect(ONNXFile.single("Unsqueeze", [3], [integers(0, 0)]).problems().count == 1)
    #expect(ONNXFile.single("Unsqueeze", [3], [integers(3)]).problems().count == 1)
  }

  @Test func flatten() throws {
    for (axis, expected) in [
      (0, [1, 24]), (1, [2, 12]), (2, [6, 4]), (3, [24, 1]), (-1, [6, 4]),
    ] {
      #expect(try shape(.single("Flatten", [2, 3, 4], ["axis": .int(Int64(axis))])) == expected)
    }
    #expect(ONNXFile.single("Flatten", [2, 3], ["axis": .int(.min)]).problems().count == 1)
  }

  @Test func transposeConcat() throws {
    #expect(try shape(.single("Transpose", [2, 3, 4])) == [4, 3, 2])
    #expect(ONNXFile.single("Transpose", [2, 3], ["perm": .ints([0, 0])]).problems().count == 1)
    let file = ONNXFile.single("Concat", [2, 1], [counting([2, 3])], ["axis": .int(-1)])
    #expect(try file.run([Tensor([8, 9], shape: [2, 1])])[0].doubles == [8, 1, 2, 3, 9, 4, 5, 6])
  }

  @Test func padAcrossOpsets() throws {
    let x = counting([1, 2])
    let expected: [Double] = [7, 1, 2]
    let pads: [Int64] = [0, 1, 0, 0]
    let seven = Tensor([7], shape: [])
    for file in [
      ONNXFile.single("Pad", opset: 10, [1, 2], ["pads": .ints(pads), "value": .float(7)]),
      ONNXFile.single("Pad", opset: 13, [1, 2], [integers(0, 1, 0, 0), seven]),
      ONNXFile.single("Pad", opset: 18, [1, 2], [integers(1, 0), seven, integers(-1)]),
    ] { #expect(try file.run([x])[0].doubles == expected) }
    let mirrored = ONNXFile.single(
      "Pad", [1, 2], [integers(0, 1, 0, -1)], ["mode": .string("reflect")])
    #expect(try shape(mirrored) == [1, 2])
    for pads in [integers(0, .min, 0, 0), integers(1), integers(0, .max, 0, .max)] {
      #expect(ONNXFile.single("Pad", [1, 2], [pads]).problems().count == 1)
    }
  }

  @Test func reduceMeanAcrossOpsets() throws {
    let x = counting([2, 3])
    for (file, shape, first) in [
      (ONNXFile.single("ReduceMean", opset: 11, [2, 3], ["axes": .ints([-1])]), [2, 1], 2),
      (ONNXFile.single("ReduceMean", opset: 13, [2, 3], ["keepdims": .int(0)]), [], 3.5),
      (
        ONNXFile.single("ReduceMean", opset: 18, [2, 3], [integers(0)], ["keepdims": .int(0)]), [3],
        2.5
      ),
      (ONNXFile.single("ReduceMean", opset: 18, [2, 3]), [1, 1], 3.5),
      (
        ONNXFile.single("ReduceMean", opset: 18, [2, 3], ["noop_with_empty_axes": .int(1)]),
        [2, 3], 1
      ),
    ] as [(ONNXFile, [Int], Double)] {
      let y = try file.run([x])[0]
      #expect(y.shape == shape && y.doubles[0] == first)
    }
  }

  @Test func constantForms() throws {
    for (value, expected) in [
      (["value": .tensor(counting([2]))], [1, 2]), (["value_float": .float(2.5)], [2.5]),
      (["value_floats": .floats([1, 3])], [1, 3]),
    ] as [([String: ONNXFile.Attribute], [Double])] {
      var file = ONNXFile(opset: 13)
      file.input("x", [1])
      file.node("Constant", [], ["c"], value)
      file.node("Mul", ["x", "c"], ["y"])
      file.output("y")
      #expect(try file.run([Tensor([1], shape: [1])])[0].doubles == expected)
    }
    for (value, expected) in [
      (["value_int": .int(6)], [6]), (["value_ints": .ints([3, -1])], [3, 2]),
    ] as [([String: ONNXFile.Attribute], [Int])] {
      var file = ONNXFile(opset: 13)
      file.input("x", [2, 3])
      file.node("Constant", [], ["c"], value)
      if expected.count == 1 {
        file.node("Unsqueeze", ["c", "zero"], ["s"])
        file.initializer("zero", integers(0))
      }
      file.node("Reshape", ["x", expected.count == 1 ? "s" : "c"], ["y"])
      file.output("y")
      // The initializer comes after its reader in the file; the order of fields does not matter.
      #expect(try shape(file) == expected)
    }
  }

  /// What PyTorch writes for `x.view(x.size(0), -1)` and `x.expand(...)`.
  @Test func shapesComputedFromShapes() throws {
    var file = ONNXFile(opset: 14)
    file.input("x", ["N", 3, 4])
    file.node("Shape", ["x"], ["s"])
    file.initializer("zero", Tensor(integers: [0], shape: []))
    file.initializer("axis", integers(0))
    file.initializer("rest", integers(-1))
    file.node("Gather", ["s", "zero"], ["n"], ["axis": .int(0)])
    file.node("Unsqueeze", ["n", "axis"], ["n1"])
    file.node("Cast", ["n1"], ["n1c"], ["to": .int(7)])
    file.node("Concat", ["n1c", "rest"], ["shape"], ["axis": .int(0)])
    file.node("Reshape", ["x", "shape"], ["flat"])
    // 12 / 3 · 1 − 2 + 4 = 6, through Slice, Div, Sub, Add.
    file.initializer("one", integers(1))
    file.initializer("two", integers(2))
    file.initializer("three", integers(3))
    file.node("Slice", ["s", "two", "three"], ["four"])
    file.node("Slice", ["s", "one", "two"], ["c"])
    file.node("Mul", ["four", "c"], ["twelve"])
    file.node("Div", ["twelve", "c"], ["quotient"])
    file.node("Sub", ["quotient", "two"], ["difference"])
    file.node("Add", ["difference", "four"], ["six"])
    file.node("Concat", ["six", "rest"], ["shape2"], ["axis": .int(0)])
    file.node("Reshape", ["flat", "shape2"], ["y"])
    file.output("y")
    #expect(try shape(file) == [6, 2])
    let options = ONNXImportOptions(batch: 5)
    let graph = try importONNX(file.data, options: options).graph
    #expect(graph[graph.outputs[0]].type.shape == [6, 10])
    #expect(graph.nodes.count == 2)
  }

  @Test func selection() throws {
    func constant(
      _ type: String, _ inputs: [Tensor], opset: Int64 = 17,
      _ attributes: [String: ONNXFile.Attribute] = [:]
    ) throws -> Tensor {
      var file = ONNXFile(opset: opset)
      for (index, input) in inputs.enumerated() { file.initializer("i\(index)", input) }
      file.node(type, inputs.indices.map { "i\($0)" }, ["y"], attributes)
      file.output("y")
      let graph = try importONNX(file.data).graph
      return try #require(graph[graph.outputs[0]].constant)
    }
    let data = counting([2, 3])
    let gathered = try constant("Gather", [data, integers(-1, 0)], ["axis": .int(1)])
    #expect(gathered == Tensor([3, 1, 6, 4], shape: [2, 2]))
    #expect(
      try constant("Slice", [data, integers(-1), integers(.min), integers(1), integers(-2)])
        == Tensor([3, 1, 6, 4], shape: [2, 2]))
    #expect(
      try constant(
        "Slice", [data], opset: 9,
        ["starts": .ints([1]), "ends": .ints([.max]), "axes": .ints([1])])
        == Tensor([2, 3, 5, 6], shape: [2, 2]))
    #expect(
      try constant("Slice", [data, integers(2), integers(1)]) == Tensor([], shape: [0, 3]))
    #expect(
      try constant("Expand", [integers(1, 2), integers(2, 1)])
        == Tensor(integers: [1, 2, 1, 2], shape: [2, 2]))
    let equal = try constant("Equal", [integers(1, 2, -1), integers(-1)])
    #expect(equal == Tensor(integers: [0, 0, 1], shape: [3], elementType: .bool))
    #expect(try constant("Where", [equal, integers(8), integers(1, 2, 3)]) == integers(1, 2, 8))
    func scalar(_ value: Int64) -> Tensor { Tensor(integers: [value], shape: []) }
    #expect(try constant("Range", [scalar(7), scalar(1), scalar(-3)]) == integers(7, 4))
    #expect(try constant("Range", [scalar(1), scalar(1), scalar(1)]).count == 0)
    #expect(
      try constant("ConstantOfShape", [integers(1, 2)], ["value": .tensor(integers(9))])
        == Tensor(integers: [9, 9], shape: [1, 2]))
    #expect(try constant("Size", [data]) == scalar(6))
    #expect(
      try constant("Shape", [data], ["start": .int(-1), "end": .int(99)]) == integers(3))
    for (type, inputs) in [
      ("ConstantOfShape", [integers(1 << 40, 1 << 40)]), ("ConstantOfShape", [integers(1 << 30)]),
      ("Range", [scalar(0), scalar(.max), scalar(1)]),
      ("Range", [scalar(0), scalar(1), scalar(0)]),
      ("Expand", [data, integers(1 << 40, 1, 1)]), ("Gather", [data, integers(2)]),
      ("Slice", [data, integers(0), integers(1), integers(5)]),
      ("Slice", [data, integers(0), integers(1), integers(0), integers(0)]),
    ] { #expect(throws: ImportError.self) { try constant(type, inputs) } }
  }

  @Test func castOfConstants() throws {
    func cast(_ tensor: Tensor, _ type: Int64) throws -> Tensor {
      var file = ONNXFile()
      file.initializer("c", tensor)
      file.node("Cast", ["c"], ["y"], ["to": .int(type)])
      file.output("y")
      let graph = try importONNX(file.data).graph
      return try #require(graph[graph.outputs[0]].constant)
    }
    let floats = Tensor([-1.9, 1.9, 300, .infinity, .nan], shape: [5])
    #expect(try cast(floats, 7).integers == [-1, 1, 300, .max, 0])
    #expect(try cast(floats, 2).integers?.prefix(3) == [255, 1, 44])
    #expect(try cast(floats, 9).integers == [1, 1, 1, 1, 1])
    #expect(try cast(integers(3, -4), 1) == Tensor([3, -4], shape: [2]))
    #expect(try cast(integers(3, 1 << 40), 6).integers == [3, 0])
    #expect(ONNXFile.single("Cast", [2], ["to": .int(7)]).problems().count == 1)
    #expect(
      try ONNXFile.single("Cast", [2], ["to": .int(1)]).run([counting([2])])[0].doubles == [1, 2])
  }
}
