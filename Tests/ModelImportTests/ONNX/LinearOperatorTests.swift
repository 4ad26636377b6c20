import ConformanceSupport
import HandcarFormat
import ModelGraph
import TestSupport
import Testing

@testable import ModelImport

struct LinearOperatorTests {
  /// One Gemm node and its definition.
  private struct GemmCase {
    var transposesA = false
    var transposesB = false
    var alpha: Float = 1
    var beta: Float = 1
    var isAConstant = false
    var isBConstant = false
    var a: Tensor
    var b: Tensor
    var c: Tensor?

    var file: ONNXFile {
      var file = ONNXFile()
      add("a", a, isConstant: isAConstant, to: &file)
      add("b", b, isConstant: isBConstant, to: &file)
      if let c { file.initializer("c", c) }
      let attributes: [String: ONNXFile.Attribute] = [
        "transA": .int(transposesA ? 1 : 0), "transB": .int(transposesB ? 1 : 0),
        "alpha": .float(alpha), "beta": .float(beta),
      ]
      file.node("Gemm", c == nil ? ["a", "b"] : ["a", "b", "c"], ["y"], name: "fc", attributes)
      file.output("y")
      return file
    }

    private func add(_ name: String, _ tensor: Tensor, isConstant: Bool, to file: inout ONNXFile) {
      if isConstant {
        file.initializer(name, tensor)
      } else {
        file.input(name, tensor.shape.map { .size(Int64($0)) })
      }
    }

    /// Three loops.
    var expected: Tensor {
      let left = a.doubles
      let right = b.doubles
      var elements: [Float] = []
      for row in 0..<3 {
        for column in 0..<4 {
          var sum = 0.0
          for k in 0..<5 {
            let factor = left[transposesA ? k * 3 + row : row * 5 + k]
            sum += factor * right[transposesB ? column * 5 + k : k * 4 + column]
          }
          sum *= Double(alpha)
          if let c {
            let strides = Broadcast.strides(c.shape, in: [3, 4])
            sum += Double(beta) * c.doubles[row * strides[0] + column * strides[1]]
          }
          elements.append(Float(sum))
        }
      }
      return Tensor(elements, shape: [3, 4])
    }
  }

  /// Every combination of transpositions, scales, shapes of C, and constant and run-time operands.
  @Test(arguments: [[], [1], [4], [1, 4], [3, 1], [3, 4], nil] as [[Int]?])
  func gemm(shapeOfC: [Int]?) throws {
    var generator = SeededGenerator(seed: 7)
    for choice in 0..<32 {
      let transposesA = choice & 1 != 0
      let transposesB = choice & 2 != 0
      let gemm = GemmCase(
        transposesA: transposesA, transposesB: transposesB, alpha: choice & 4 != 0 ? -0.5 : 1,
        beta: choice & 4 != 0 ? 2 : 1, isAConstant: choice & 24 == 16,
        isBConstant: choice & 8 != 0,
        a: Tensor(generator.floats(15), shape: transposesA ? [5, 3] : [3, 5]),
        b: Tensor(generator.floats(20), shape: transposesB ? [4, 5] : [5, 4]),
        c: shapeOfC.map { Tensor(generator.floats($0.reduce(1, *)), shape: $0) })
      var inputs: [Tensor] = []
      if !gemm.isAConstant { inputs.append(gemm.a) }
      if !gemm.isBConstant { inputs.append(gemm.b) }
      let y = try gemm.file.run(inputs)
      let problem = difference(y, [gemm.expected], relative: 1e-5)
      #expect(problem == nil, "choice \(choice)")
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
