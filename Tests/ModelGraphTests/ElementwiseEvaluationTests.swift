import HandcarFormat
import ModelGraph
import TestSupport
import Testing

@Suite struct ElementwiseEvaluationTests {
  @Test func broadcastingOfRandomShapes() throws {
    for seed in UInt64(0)..<60 {
      var generator = SeededGenerator(seed: seed)
      let shape = (0..<generator.int(0...5)).map { _ in generator.int(0...3) }
      let (a, b) = (generator.thinned(shape), generator.thinned(shape))
      let left = generator.tensor(a)
      let right = generator.tensor(b)
      let common = try #require(Broadcast.shape(a, b))
      for binary in BinaryOperator.allCases {
        let y = try evaluate(.binary(binary, activation: nil), left, right)
        let expected = indices(common).map { i in plain(binary, left.at(i), right.at(i)) }
        #expect(y.distance(to: expected, common) < 1e-12, "seed \(seed)")
      }
    }
  }

  private func plain(_ binary: BinaryOperator, _ a: Double, _ b: Double) -> Double {
    switch binary {
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    case .divide: a / b
    }
  }

  @Test func broadcastingAtRankEight() throws {
    let left = Tensor([1, 2], shape: [2, 1, 1, 1, 1, 1, 1, 1])
    let right = Tensor([10, 20, 30], shape: [1, 1, 1, 1, 3])
    let y = try evaluate(.binary(.add, activation: nil), left, right)
    #expect(y.shape == [2, 1, 1, 1, 1, 1, 1, 3] && y.doubles == [11, 21, 31, 12, 22, 32])
  }

  @Test func scalars() throws {
    let y = try evaluate(
      .binary(.subtract, activation: .relu), Tensor([3], shape: []), Tensor([5], shape: []))
    #expect(y.shape == [] && y.doubles == [0])
  }

  @Test(arguments: [
    (ElementType.uint8, BinaryOperator.add, Int64(250), Int64(10), Int64(4)),
    (.uint8, .subtract, 3, 5, 254), (.int8, .multiply, 100, 2, -56), (.int8, .divide, -7, 2, -3),
    (.int8, .divide, -128, -1, -128), (.int32, .divide, 7, 0, 0), (.int16, .add, 32767, 1, -32768),
    (.uint16, .multiply, 256, 256, 0), (.uint32, .subtract, 0, 1, 4_294_967_295),
    (.int64, .add, .max, 1, .min), (.int64, .divide, .min, -1, .min),
    (.uint64, .divide, -1, 2, .max),
    (.uint64, .subtract, 0, 1, -1),
  ])
  func integers(
    type: ElementType, binary: BinaryOperator, left: Int64, right: Int64, expected: Int64
  ) throws {
    let y = try evaluate(
      .binary(binary, activation: nil),
      Tensor(integers: [left], shape: [1], elementType: type),
      Tensor(integers: [right], shape: [1], elementType: type))
    #expect(y.integers == [expected])
  }

  @Test(arguments: [
    (Activation.relu, [-2.0, 0, 3], [0.0, 0, 3]),
    (.leakyRelu(slope: 0.5), [-2, 0, 3], [-1, 0, 3]),
    (.clip(low: -1, high: 1), [-2, 0.5, 3], [-1, 0.5, 1]),
    (.clip(low: 2, high: 1), [-2, 1.5, 3], [1, 1, 1]),
    (.clip(low: -.infinity, high: 1), [-2, 0.5, 3], [-2, 0.5, 1]),
    (.sigmoid, [0, -800, 800], [0.5, 0, 1]), (.tanh, [0, -30, 0.5], [0, -1, 0.46211715726000973]),
  ])
  func activations(activation: Activation, x: [Double], expected: [Double]) throws {
    let y = try evaluate(.activation(activation), Tensor(x.map(Float.init), shape: [3]))
    #expect(y.distance(to: expected) < 1e-15)
  }

  @Test func activationsKeepNaN() {
    for activation in [
      Activation.relu, .leakyRelu(slope: 0.1), .clip(low: 0, high: 1), .sigmoid, .tanh,
    ] {
      #expect(activation.value(at: .nan).isNaN)
    }
  }

  @Test func activationsOfIntegers() throws {
    let x = Tensor(integers: [-128, -3, 0, 5, 127], shape: [5], elementType: .int8)
    #expect(try evaluate(.activation(.relu), x).integers == [0, 0, 0, 5, 127])
    #expect(
      try evaluate(.activation(.clip(low: -4, high: .infinity)), x).integers == [-4, -3, 0, 5, 127])
    #expect(try evaluate(.activation(.clip(low: 4, high: -2)), x).integers == [-2, -2, -2, -2, -2])
    let large = Tensor(integers: [-1, 1], shape: [2], elementType: .uint64)
    #expect(try evaluate(.activation(.clip(low: 2, high: 100)), large).integers == [100, 2])
    #expect(try evaluate(.activation(.relu), large).integers == [-1, 1])
    #expect(try evaluate(.activation(.clip(low: 0, high: .infinity)), large).integers == [-1, 1])
  }
}

extension SeededGenerator {
  /// A shape that broadcasts into `shape`: some axes become 1, leading ones may vanish.
  mutating func thinned(_ shape: [Int]) -> [Int] {
    let result = shape.map { int(0...2) == 0 ? 1 : $0 }
    return int(0...1) == 0 ? result : Array(result.drop { $0 == 1 })
  }
}
