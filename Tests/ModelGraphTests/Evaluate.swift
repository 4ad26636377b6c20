import HandcarFormat
import ModelGraph
import TestSupport

typealias Operation = ModelGraph.Operation

/// The results of one operation on these inputs.
func evaluate(
  _ operation: Operation, _ inputs: [Tensor], outputCount: Int = 1
) throws -> [Tensor] {
  var graph = Graph()
  let ids = inputs.enumerated().map { graph.addInput("x\($0)", $1.type) }
  graph.outputs = try graph.addNode(
    operation, ids, name: "node", outputNames: (0..<outputCount).map { "y\($0)" })
  return try Interpreter(graph).run(inputs)
}

func evaluate(_ operation: Operation, _ inputs: Tensor...) throws -> Tensor {
  try evaluate(operation, inputs)[0]
}

extension SeededGenerator {
  mutating func tensor(_ shape: [Int]) -> Tensor {
    Tensor(floats(shape.reduce(1, *)), shape: shape)
  }

  mutating func integers(_ shape: [Int], _ type: ElementType, _ range: ClosedRange<Int64>) -> Tensor
  {
    let elements = (0..<shape.reduce(1, *)).map { _ in Int64.random(in: range, using: &self) }
    return Tensor(integers: elements, shape: shape, elementType: type)
  }

  mutating func int(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self) }
}

extension Tensor {
  /// The element at an index, for the plain formulas of the tests; axes of size 1 and missing
  /// leading axes repeat.
  func at(_ index: [Int]) -> Double {
    var position = 0
    for (size, i) in zip(shape, index.suffix(shape.count)) { position = position * size + i % size }
    return doubles[position]
  }

  /// The largest difference to another tensor of equal shape; infinite when the shapes differ or a
  /// NaN occurs.
  func distance(to other: [Double], _ shape: [Int]? = nil) -> Double {
    guard self.shape == shape ?? self.shape, count == other.count else { return .infinity }
    return zip(doubles, other).reduce(0) {
      let difference = abs($1.0 - $1.1)
      return difference.isNaN ? .infinity : max($0, difference)
    }
  }
}

/// All indices of a shape in row-major order.
func indices(_ shape: [Int]) -> [[Int]] {
  shape.reduce([[]]) { prefixes, size in
    prefixes.flatMap { prefix in (0..<size).map { prefix + [$0] } }
  }
}
