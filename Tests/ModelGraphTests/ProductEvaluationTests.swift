import HandcarFormat
import ModelGraph
import TensorTrain
import TestSupport
import Testing

@Suite struct ProductEvaluationTests {
  @Test func linearByHand() throws {
    let x = Tensor([1, 2, 3, 4], shape: [2, 2])
    let weight = Tensor([1, 0, 0, 1, -1, -1], shape: [3, 2])
    let bias = Tensor([10, 20, 0], shape: [3])
    let y = try evaluate(.linear(activation: .relu), x, weight, bias)
    #expect(y.doubles == [11, 22, 0, 13, 24, 0])
    #expect(y.shape == [2, 3])
  }

  @Test(arguments: [0, 1, 7, 8, 9, 31])
  func linearAgainstTheFormula(columns: Int) throws {
    var generator = SeededGenerator(seed: UInt64(columns))
    let x = generator.tensor([2, 3, columns])
    let weight = generator.tensor([5, columns])
    let y = try evaluate(.linear(activation: nil), x, weight)
    let expected = indices([2, 3, 5]).map { i in
      (0..<columns).reduce(0.0) { $0 + x.at([i[0], i[1], $1]) * weight.at([i[2], $1]) }
    }
    #expect(y.distance(to: expected, [2, 3, 5]) < 1e-14)
  }

  @Test func linearWithoutSamplesOrOutputs() throws {
    let none = Tensor([], shape: [0, 4])
    #expect(
      try evaluate(.linear(activation: nil), none, Tensor([1, 2, 3, 4], shape: [1, 4])).shape == [
        0, 1,
      ])
    let vector = Tensor([1, 2], shape: [2])
    #expect(try evaluate(.linear(activation: nil), vector, Tensor([], shape: [0, 2])).shape == [0])
  }

  /// The defining sum of a tensor train, written digit by digit.
  private func entry(_ shape: TTShape, _ cores: [Tensor], _ row: Int, _ column: Int) -> Double {
    var (i, j) = (row, column)
    var right = [1.0]
    for k in (0..<shape.coreCount).reversed() {
      let (p, q) = (i % shape.rowModes[k], j % shape.columnModes[k])
      i /= shape.rowModes[k]
      j /= shape.columnModes[k]
      right = (0..<shape.ranks[k]).map { a in
        (0..<shape.ranks[k + 1]).reduce(0.0) { $0 + cores[k].at([a, p, q, $1]) * right[$1] }
      }
    }
    return right[0]
  }

  @Test(arguments: [
    ([3], [4], [1, 1]), ([2, 3], [4, 1], [1, 5, 1]), ([2, 1, 3], [3, 2, 2], [1, 4, 2, 1]),
    ([1, 2, 2, 2], [2, 2, 1, 3], [1, 2, 3, 2, 1]),
  ])
  func ttLinear(rowModes: [Int], columnModes: [Int], ranks: [Int]) throws {
    var generator = SeededGenerator(seed: 5)
    let shape = try TTShape(rowModes: rowModes, columnModes: columnModes, ranks: ranks)
    let cores = (0..<shape.coreCount).map { generator.tensor(shape.coreExtents($0)) }
    let x = generator.tensor([3, shape.columns])
    let bias = generator.tensor([shape.rows])
    let expected = indices([3, shape.rows]).map { i in
      let sum = (0..<shape.columns).reduce(0.0) {
        $0 + entry(shape, cores, i[1], $1) * x.at([i[0], $1])
      }
      return max(0, sum + bias.at([i[1]]))
    }
    // Cores as inputs, and as constants, which the interpreter turns into a dense weight
    // beforehand.
    let y = try evaluate(.ttLinear(shape, activation: .relu), [x] + cores + [bias])[0]
    #expect(y.distance(to: expected, [3, shape.rows]) < 1e-13)
    var graph = Graph()
    let input = graph.addInput("x", x.type)
    let constants = (cores + [bias]).map { graph.addConstant("c", $0) }
    graph.outputs = try graph.addNode(
      .ttLinear(shape, activation: .relu), [input] + constants, name: "tt")
    let all = try Interpreter(graph).runKeepingAll([x])
    #expect(all.count == graph.values.count)
    #expect(all[graph.outputs[0].index].distance(to: expected) < 1e-13)
  }

  @Test func matrixProductOfRandomShapes() throws {
    for seed in UInt64(0)..<40 {
      var generator = SeededGenerator(seed: seed)
      let (rows, depth, columns) = (
        generator.int(0...4), generator.int(0...5), generator.int(1...4)
      )
      let batch = (0..<generator.int(0...3)).map { _ in generator.int(1...3) }
      let thinned = batch.map { generator.int(0...1) == 0 ? 1 : $0 }
      let left = generator.tensor(batch + [rows, depth])
      let right = generator.tensor(Array(thinned.drop { $0 == 1 }) + [depth, columns])
      let y = try evaluate(.matrixProduct, left, right)
      let shape = batch + [rows, columns]
      let expected = indices(shape).map { i in
        let (b, r, c) = (Array(i.dropLast(2)), i[i.count - 2], i[i.count - 1])
        return (0..<depth).reduce(0.0) { $0 + left.at(b + [r, $1]) * right.at(b + [$1, c]) }
      }
      #expect(y.distance(to: expected, shape) < 1e-14, "seed \(seed)")
    }
  }

  @Test func matrixProductOfVectors() throws {
    let vector = Tensor([1, 2, 3], shape: [3])
    let matrices = Tensor((1...12).map(Float.init), shape: [2, 3, 2])
    #expect(try evaluate(.matrixProduct, vector, vector).doubles == [14])
    #expect(try evaluate(.matrixProduct, vector, vector).shape == [])
    let left = try evaluate(.matrixProduct, vector, matrices)
    #expect(left.shape == [2, 2] && left.doubles == [22, 28, 58, 64])
    let right = try evaluate(.matrixProduct, matrices.reshaped([2, 2, 3]), vector)
    #expect(right.shape == [2, 2] && right.doubles == [14, 32, 50, 68])
    let row = try evaluate(.matrixProduct, vector, Tensor([1, 0, 1], shape: [3, 1]))
    #expect(row.shape == [1] && row.doubles == [4])
  }

  @Test func matrixProductOfIntegersWrapsAround() throws {
    let a = Tensor(integers: [100, 100], shape: [1, 2], elementType: .int8)
    let b = Tensor(integers: [3, 1], shape: [2, 1], elementType: .int8)
    #expect(try evaluate(.matrixProduct, a, b).integers == [Int64(Int8(truncatingIfNeeded: 400))])
  }
}
