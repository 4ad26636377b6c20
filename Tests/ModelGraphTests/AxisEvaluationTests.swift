import Foundation
import HandcarFormat
import ModelGraph
import TestSupport
import Testing

@Suite struct AxisEvaluationTests {
  @Test func softmaxAlongEachAxis() throws {
    var generator = SeededGenerator(seed: 11)
    let x = generator.tensor([2, 3, 4])
    for axis in 0..<3 {
      let y = try evaluate(.softmax(axis: axis), x)
      let expected = indices(x.shape).map { i in
        let sum = (0..<x.shape[axis]).reduce(0.0) { sum, k in
          var j = i
          j[axis] = k
          return sum + exp(x.at(j))
        }
        return exp(x.at(i)) / sum
      }
      #expect(y.distance(to: expected) < 1e-15)
    }
    let large = try evaluate(.softmax(axis: 0), Tensor([1000, 1000], shape: [2]))
    #expect(large.doubles == [0.5, 0.5])
    #expect(try evaluate(.softmax(axis: 1), Tensor([], shape: [3, 0])).shape == [3, 0])
  }

  @Test func batchNormalization() throws {
    let x = Tensor([1, 2, 3, 4, 5, 6, 7, 8], shape: [2, 2, 2])
    let parameters = [[2, 1], [0, 10], [1, 4], [3, 0]].map { Tensor($0, shape: [2]) }
    let y = try evaluate(.batchNormalization(epsilon: 1), [x] + parameters)[0]
    #expect(y.doubles == [0, 1, 9, 10, 4, 5, 13, 14])
    let flat = try evaluate(
      .batchNormalization(epsilon: 1), [Tensor([1, 3], shape: [1, 2])] + parameters)[0]
    #expect(flat.doubles == [0, 9])
  }

  @Test func means() throws {
    let x = Tensor((0..<12).map(Float.init), shape: [2, 3, 2])
    #expect(try evaluate(.reduceMean(axes: [1], keepsAxes: true), x).doubles == [2, 3, 8, 9])
    #expect(
      try evaluate(.reduceMean(axes: [0, 2], keepsAxes: false), x).doubles == [3.5, 5.5, 7.5])
    #expect(try evaluate(.reduceMean(axes: [2, 0, 1], keepsAxes: false), x).doubles == [5.5])
    #expect(try evaluate(.reduceMean(axes: [], keepsAxes: false), x).doubles == x.doubles)
    let empty = try evaluate(.reduceMean(axes: [0], keepsAxes: false), Tensor([], shape: [0, 2]))
    #expect(empty.doubles.allSatisfy(\.isNaN) && empty.count == 2)
  }

  @Test func transpositionsOfRandomShapes() throws {
    for seed in UInt64(0)..<30 {
      var generator = SeededGenerator(seed: seed)
      let shape = (0..<generator.int(0...5)).map { _ in generator.int(1...4) }
      let permutation = Array(shape.indices).shuffled(using: &generator)
      let x = generator.tensor(shape)
      let y = try evaluate(.transpose(permutation: permutation), x)
      let expected = indices(permutation.map { shape[$0] }).map { o in
        var i = o
        for (axis, source) in permutation.enumerated() { i[source] = o[axis] }
        return x.at(i)
      }
      #expect(y.doubles == expected, "seed \(seed)")
    }
  }

  @Test func concatenation() throws {
    let a = Tensor([1, 2, 3, 4], shape: [2, 2])
    let b = Tensor([5, 6], shape: [2, 1])
    let empty = Tensor([], shape: [2, 0])
    #expect(try evaluate(.concat(axis: 1), a, empty, b).doubles == [1, 2, 5, 3, 4, 6])
    #expect(try evaluate(.concat(axis: 0), a, a).doubles == [1, 2, 3, 4, 1, 2, 3, 4])
    let integers = Tensor(integers: [7, 8], shape: [2], elementType: .uint8)
    #expect(try evaluate(.concat(axis: 0), integers, integers).integers == [7, 8, 7, 8])
  }

  @Test(arguments: [
    (Padding.Mode.constant(9), 2, 1, [9.0, 9, 1, 2, 3, 9]), (.edge, 2, 1, [1, 1, 1, 2, 3, 3]),
    (.reflect, 2, 1, [3, 2, 1, 2, 3, 2]), (.wrap, 2, 1, [2, 3, 1, 2, 3, 1]),
    (.constant(9), -1, 2, [2, 3, 9, 9]), (.edge, -2, 2, [3, 3, 3]),
    (.wrap, -1, 3, [2, 3, 2, 3, 2]),
    (.reflect, 2, -1, [1, 2, 1, 2]), (.reflect, 5, 0, [2, 1, 2, 3, 2, 1, 2, 3]),
    (.constant(0), -2, -1, []),
  ])
  func padding(mode: Padding.Mode, before: Int, after: Int, expected: [Double]) throws {
    let operation = Operation.pad(Padding(before: [before], after: [after], mode: mode))
    #expect(try evaluate(operation, Tensor([1, 2, 3], shape: [3])).doubles == expected)
    // The same along an inner axis of a larger tensor.
    let inner = Operation.pad(
      Padding(before: [0, before, 0], after: [0, after, 0], mode: mode))
    let y = try evaluate(inner, Tensor([1, 1, 2, 2, 3, 3], shape: [1, 3, 2]))
    #expect(y.doubles == expected.flatMap { [$0, $0] })
  }

  @Test func paddingOfIntegersAndEmptyTensors() throws {
    let padding = Operation.pad(Padding(before: [1], after: [1], mode: .constant(7)))
    let x = Tensor(integers: [1], shape: [1], elementType: .int64)
    #expect(try evaluate(padding, x).integers == [7, 1, 7])
    #expect(try evaluate(padding, Tensor([], shape: [0])).doubles == [7, 7])
  }

  @Test func reshapeAndIdentity() throws {
    let x = Tensor([1, 2, 3, 4], shape: [4])
    #expect(try evaluate(.reshape([2, 1, 2]), x).shape == [2, 1, 2])
    #expect(try evaluate(.reshape([]), Tensor([1], shape: [1, 1])).doubles == [1])
    #expect(try evaluate(.identity, x).doubles == [1, 2, 3, 4])
  }
}
