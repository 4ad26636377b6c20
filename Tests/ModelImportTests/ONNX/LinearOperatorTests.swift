import ConformanceSupport
import HandcarFormat
import ModelGraph
import TestSupport
import Testing

@testable import ModelImport

struct LinearOperatorTests {
  private func matrix(_ tensor: Tensor, isTransposed: Bool) -> [[Double]] {
    let columns = tensor.shape[1]
    let elements = tensor.doubles
    let rows = (0..<tensor.shape[0]).map { Array(elements[$0 * columns..<($0 + 1) * columns]) }
    guard isTransposed else { return rows }
    return (0..<columns).map { column in rows.map { $0[column] } }
  }

  /// Gemm with every combination of transpositions, scales and shapes of C, with constant and with run-time B,
  /// against the three loops of its definition.
  @Test(arguments: [[], [1], [4], [1, 4], [3, 1], [3, 4], nil] as [[Int]?])
  func gemm(shapeOfC: [Int]?) throws {
    var generator = SeededGenerator(seed: 7)
    for (isAConst, isBConst) in [(false, true), (false, false), (true, false)] {
      for (transA, transB, alpha, beta) in [
        (0, 0, 1, 1), (1, 0, 0.5, -2), (0, 1, -3, 0), (1, 1, 1, 2),
      ] {
        let a = Tensor(generator.floats(15), shape: transA == 1 ? [5, 3] : [3, 5])
        let b = Tensor(generator.floats(20), shape: transB == 1 ? [4, 5] : [5, 4])
        let c = shapeOfC.map { Tensor(generator.floats($0.reduce(1, *)), shape: $0) }
        var file = ONNXFile()
        for (name, tensor, isConstant) in [("a", a, isAConst), ("b", b, isBConst)] {
          if isConstant {
            file.initializer(name, tensor)
          } else {
            file.input(name, tensor.shape.map { .size(Int64($0)) })
          }
        }
        if let c { file.initializer("c", c) }
        file.node(
          "Gemm", ["a", "b"] + (c == nil ? [] : ["c"]), ["y"], name: "fc",
          [
            "transA": .int(Int64(transA)), "transB": .int(Int64(transB)),
            "alpha": .float(Float(alpha)), "beta": .float(Float(beta)),
          ])
        file.output("y")
        let inputs = (isAConst ? [] : [a]) + (isBConst ? [] : [b])
        let y = try file.run(inputs)[0]

        let left = matrix(a, isTransposed: transA == 1)
        let right = matrix(b, isTransposed: transB == 1)
        var expected: [Float] = []
        for row in 0..<3 {
          for column in 0..<4 {
            var sum = (0..<5).reduce(0.0) { $0 + left[row][$1] * right[$1][column] } * alpha
            if let c, let shapeOfC {
              let strides = Broadcast.strides(shapeOfC, in: [3, 4])
              sum += beta * c.doubles[row * strides[0] + column * strides[1]]
            }
            expected.append(Float(sum))
          }
        }
        #expect(
          difference(y, Tensor(expected, shape: [3, 4]), relative: 1e-5) == nil,
          "trans \(transA) \(transB), alpha \(alpha), beta \(beta), B constant: \(isBConst)")
      }
    }
  }

  @Test func gemmWithConstantsIsOneLinearLayer() throws {
    var file = ONNXFile()
    file.input("x", ["batch", 5])
    file.initializer("w", counting([5, 4]))
    file.initializer("b", counting([4]))
    file.node("Gemm", ["x", "w", "b"], ["y"], name: "fc1")
    file.output("y")
    let graph = try importONNX(file.data).graph
    #expect(graph.nodes.map(\.name) == ["fc1"])
    #expect(graph.nodes[0].operation == .linear(activation: nil))
    #expect(graph[graph.nodes[0].inputs[1]].type.shape == [4, 5])
    #expect(graph[graph.outputs[0]].name == "y")
  }

  @Test func matMul() throws {
    for (left, right) in [
      ([2, 3], [3, 4]), ([3], [3, 4]), ([2, 3], [3]), ([3], [3]), ([2, 1, 5, 3], [7, 3, 4]),
      ([2, 5, 3], [3, 4]),
    ] {
      let a = counting(left)
      let b = counting(right)
      for isConstant in [true, false] {
        var file = ONNXFile()
        file.input("a", left.map { .size(Int64($0)) })
        if isConstant {
          file.initializer("b", b)
        } else {
          file.input("b", right.map { .size(Int64($0)) })
        }
        file.node("MatMul", ["a", "b"], ["y"])
        file.output("y")
        let model = try importONNX(file.data)
        let isLinear = model.graph.nodes[0].operation == .linear(activation: nil)
        #expect(isLinear == (isConstant && right.count == 2))
        let y = try Interpreter(model.graph).run(isConstant ? [a] : [a, b])[0]
        // Element (0, …, 0) is the product of the first row and the first column.
        let columns = right.count == 1 ? 1 : right[right.count - 1]
        let first = (0..<3).reduce(0.0) { $0 + a.doubles[$1] * b.doubles[$1 * columns] }
        #expect(y.doubles[0] == first, "\(left) · \(right)")
      }
    }
  }

  @Test func oldBroadcasting() throws {
    // Opset 6: y (2, 3, 4) + b (3) along axis 1.
    let x = counting([2, 3, 4])
    var file = ONNXFile.single(
      "Add", opset: 6, [2, 3, 4], [counting([3])], ["axis": .int(1), "broadcast": .int(1)])
    let y = try file.run([x])[0]
    let expected = x.floats.enumerated().map { $1 + Float($0 / 4 % 3 + 1) }
    #expect(difference(y, Tensor(expected, shape: [2, 3, 4])) == nil)
    file = ONNXFile.single(
      "Sub", opset: 6, [2, 3], [counting([3])], ["broadcast": .int(1)])
    #expect(try file.run([counting([2, 3])])[0].floats == [0, 0, 0, 3, 3, 3])
    file = ONNXFile.single(
      "Add", opset: 6, [2, 3], [counting([3])], ["axis": .int(2), "broadcast": .int(1)])
    #expect(
      file.problems() == ["node 'node' (Add, opset 6): axis 2 does not exist in a tensor of 2 axes"]
    )
  }
}
