import HandcarFormat
import ModelGraph
import TestSupport
import Testing

/// All passes together.
@Suite struct SimplifiedTests {
  @Test func aConvolutionalNetwork() throws {
    var network = Network(seed: 1)
    let x = network.input([2, 1, 8, 8])
    let convolution = Convolution(
      kernel: [3, 3], strides: [1, 1], dilations: [1, 1], paddingBefore: [0, 0],
      paddingAfter: [0, 0])
    var y = try network.add(
      .convolution(convolution), x, network.constant([4, 1, 3, 3]), name: "conv")
    y = try network.add(.binary(.add, activation: nil), y, network.constant([4, 1, 1]))
    y = try network.add(.activation(.relu), y)
    y = try network.batchNormalization(y)
    y = try network.add(.identity, y)
    y = try network.add(.reshape([2, 144]), y, name: "flatten")
    y = try network.add(.matrixProduct, y, network.constant([144, 5]), name: "fc")
    y = try network.add(.binary(.add, activation: nil), y, network.constant([5]))
    y = try network.batchNormalization(y)
    y = try network.add(.activation(.clip(low: 0, high: 6)), y)
    #expect(
      try network.simplified(outputs: y).summary == [
        "conv: conv 3×3 stride 1 pad 0, 1→4, relu", "flatten: reshape to [2, 144]",
        "fc: linear 144→5, clip 0.0…6.0",
      ])
  }

  @Test func randomGraphs() throws {
    var removed = 0
    for seed in UInt64(0)..<150 {
      var network = Network(seed: seed)
      try network.grow(count: 12)
      let simple = try network.simplified(comment: "seed \(seed)")
      #expect(simple.nodes.count <= network.graph.nodes.count, "seed \(seed)")
      removed += network.graph.nodes.count - simple.nodes.count
      let again = try simple.simplified()
      #expect(again.nodes.count == simple.nodes.count, "seed \(seed)")
    }
    #expect(removed > 300)
  }
}

extension Network {
  /// Appends random nodes to random values of the graph, and makes some results outputs.
  fileprivate mutating func grow(count: Int) throws {
    var open = [input([2, 4]), input([2, 3, 4, 4]), constant([2, 4])]
    for _ in 0..<count {
      // Mostly the newest value, so that chains arise.
      let x = generator.int(0...2) == 0 ? open[generator.int(0...(open.count - 1))] : open.last!
      open.append(try step(x))
    }
    let others = open.dropFirst(3).dropLast().filter { _ in generator.int(0...7) == 0 }
    graph.outputs = [open.last!] + others
  }

  private mutating func step(_ x: Graph.ValueID) throws -> Graph.ValueID {
    let shape = shape(x)
    switch generator.int(0...11) {
    case 0, 1:
      let activations: [Activation] = [
        .relu, .leakyRelu(slope: 0.1), .clip(low: -1, high: 1), .tanh,
      ]
      return try add(.activation(activations[generator.int(0...3)]), x)
    case 2: return try add(.matrixProduct, x, constant([shape.last!, generator.int(1...5)]))
    case 3:
      return try add(.linear(activation: nil), x, constant([generator.int(1...5), shape.last!]))
    case 4, 5: return try arithmetic(x)
    case 6, 7: return shape.count > 1 ? try batchNormalization(x) : try add(.identity, x)
    case 8: return try add(.reshape([shape[0], shape.dropFirst().reduce(1, *)]), x)
    case 9:
      return try add(.transpose(permutation: shape.indices.shuffled(using: &generator)), x)
    case 10 where shape.count == 4: return try convolution(x)
    default: return try add(.identity, x)
    }
  }

  /// x and a constant along one axis, or x and itself, in either order.
  private mutating func arithmetic(_ x: Graph.ValueID) throws -> Graph.ValueID {
    let shape = shape(x)
    var other = x
    if generator.int(0...4) > 0 {
      var small = shape.map { _ in 1 }
      let axis = generator.int(0...(shape.count - 1))
      small[axis] = shape[axis]
      other = constant(small)
    }
    let binary = [BinaryOperator.add, .subtract, .multiply][generator.int(0...2)]
    return try generator.int(0...1) == 0
      ? add(.binary(binary, activation: nil), x, other)
      : add(.binary(binary, activation: nil), other, x)
  }

  private mutating func convolution(_ x: Graph.ValueID) throws -> Graph.ValueID {
    let shape = shape(x)
    let padding = generator.int(0...1)
    let kernel = [min(2, shape[2]), min(2, shape[3])]
    let convolution = Convolution(
      kernel: kernel, strides: [1, 1], dilations: [1, 1], paddingBefore: [padding, 0],
      paddingAfter: [0, padding])
    let outputs = generator.int(1...4)
    return try add(
      .convolution(convolution), x, constant([outputs, shape[1]] + kernel), constant([outputs]))
  }
}
