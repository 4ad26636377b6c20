import HandcarFormat
import ModelGraph

/// Sample inputs with the outputs that the reference interpreter computes from them.
struct TestVector: Sendable {
  var inputs: [Tensor]
  /// In the types of the graph's outputs.
  var outputs: [Tensor]

  /// The test vectors that the options ask for. Random ones are left out of a network that is too large for the
  /// interpreter.
  static func vectors(for graph: Graph, _ options: LoweringOptions) throws -> [TestVector] {
    let types = graph.inputs.map { graph[$0].type }
    let samples: [[Tensor]]
    switch options.testInputs {
    case .none: return []
    case .given(let given): samples = given
    case .random(let count, let seed):
      let limit = Interpreter.maximumElementCount
      if graph.values.contains(where: { $0.type.count > limit }) { return [] }
      var generator = NormalGenerator(seed: seed)
      samples = (0..<count).map { _ in types.map { generator.tensor($0) } }
    }
    guard samples.count <= Limits.maximumTestVectorCount else {
      throw LoweringError([
        "\(samples.count) test vectors, more than \(Limits.maximumTestVectorCount)"
      ])
    }
    let interpreter = try Interpreter(graph)
    return try samples.map { TestVector(inputs: $0, outputs: try interpreter.run($0)) }
  }
}

/// Reproducible sample tensors.
struct NormalGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func tensor(_ type: TensorType) -> Tensor {
    if type.elementType.isInteger {
      let limit: UInt64 = type.elementType == .bool ? 2 : 10
      return Tensor(
        integers: (0..<type.count).map { _ in Int64(next() % limit) }, shape: type.shape,
        elementType: type.elementType)
    }
    let numbers = (0..<type.count).map { _ in normal() }
    return type.elementType == .float32
      ? Tensor(numbers.map { Float($0) }, shape: type.shape)
      : Tensor(type: type, storage: .float64(numbers))
  }

  /// The sum of twelve uniform numbers less six has mean 0 and variance 1, and needs no logarithm, whose last
  /// bit may differ between machines.
  private mutating func normal() -> Double {
    (0..<12).reduce(-6) { sum, _ in sum + Double(next() >> 11) * 0x1p-53 }
  }

  /// SplitMix64 (Steele, Lea and Flood, 2014).
  private mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
