import HandcarFormat
import ModelGraph
import TensorTrain
import TestSupport
import Testing

/// The passes that fold batch normalization and arithmetic into the weights of a neighbour.
@Suite struct AffineFoldingTests {
  @Test(arguments: BinaryOperator.allCases, [false, true])
  func arithmeticFoldsIntoTheLayerBefore(binary: BinaryOperator, constantFirst: Bool) throws {
    for shape in [[], [1], [5], [1, 5]] {
      var network = Network(seed: 6)
      let x = network.input([3, 4])
      let layer = try network.add(
        .linear(activation: nil), x, network.constant([5, 4]), network.constant([5]), name: "fc")
      let constant = network.constant(shape)
      let y = try network.add(
        .binary(binary, activation: nil), constantFirst ? constant : layer,
        constantFirst ? layer : constant)
      let simple = try network.simplified([.affineIntoPreceding], outputs: y)
      let isAffine = binary != .divide || !constantFirst
      #expect(simple.summary.first == "fc: linear 4→5")
      #expect(simple.nodes.count == (isAffine ? 1 : 2), "\(binary) \(shape)")
    }
  }

  @Test func batchNormalizationFoldsIntoTheLayerBefore() throws {
    var network = Network(seed: 7)
    let x = network.input([2, 4, 5, 5])
    let convolution = Convolution(
      kernel: [3, 3], strides: [1, 1], dilations: [1, 1], paddingBefore: [1, 1],
      paddingAfter: [1, 1], groups: 2)
    var y = try network.add(
      .convolution(convolution), x, network.constant([6, 2, 3, 3]), name: "conv")
    y = try network.batchNormalization(y)
    #expect(
      try network.simplified([.affineIntoPreceding], outputs: y).summary
        == ["conv: conv 3×3 stride 1 pad 1 groups 2, 4→6"])
  }

  @Test func tensorTrainsTakeABiasButNoScale() throws {
    var network = Network(seed: 8)
    let shape = try TTShape(rowModes: [2, 3], columnModes: [2, 2], ranks: [1, 2, 1])
    let x = network.input([3, 4])
    var y = try network.add(
      .ttLinear(shape, activation: nil), x, network.constant([1, 2, 2, 2]),
      network.constant([2, 3, 2, 1]), name: "tt")
    y = try network.add(.binary(.add, activation: nil), y, network.constant([6]))
    y = try network.add(.binary(.multiply, activation: nil), y, network.constant([6]), name: "mul")
    y = try network.add(.activation(.relu), y)
    #expect(
      try network.simplified(outputs: y).summary
        == ["tt: linear 4→6 as 2x3:2x2:2", "mul: multiply, relu"])
  }

  @Test func sharedResultsAreNotFolded() throws {
    var network = Network(seed: 9)
    let x = network.input([3, 4])
    let layer = try network.add(.linear(activation: nil), x, network.constant([4, 4]))
    let y = try network.add(.binary(.add, activation: nil), layer, network.constant([4]))
    let z = try network.add(.activation(.relu), layer)
    #expect(try network.simplified(outputs: y, z).nodes.count == 3)
    // An output of the graph has a reader that no node shows.
    #expect(try network.simplified(outputs: layer, y).nodes.count == 2)
    // Both operands are the same value.
    let twice = try network.add(.binary(.multiply, activation: nil), z, z)
    #expect(try network.simplified(outputs: twice).nodes.count == 2)
  }

  @Test func foldingThatOverflowsIsLeftAlone() throws {
    var network = Network(seed: 10)
    let x = network.input([1, 2])
    let huge = network.graph.addConstant("huge", Tensor([2e38, 2e38], shape: [2]))
    let layer = try network.add(.linear(activation: nil), x, network.constant([2, 2]))
    let y = try network.add(.binary(.multiply, activation: nil), layer, huge)
    let z = try network.add(.binary(.multiply, activation: nil), y, huge)
    let zero = network.graph.addConstant("zero", Tensor([0], shape: []))
    network.graph.outputs = [
      try network.add(.binary(.divide, activation: nil), z, zero, name: "end")
    ]
    let simple = try network.graph.simplified()
    #expect(simple.summary.last == "end: divide")
    #expect(simple.values.allSatisfy { $0.constant?.floats.allSatisfy(\.isFinite) ?? true })
  }

  @Test func batchNormalizationFoldsIntoTheLayerBehind() throws {
    var network = Network(seed: 11)
    let x = network.input([2, 3, 4, 2])
    var y = try network.batchNormalization(x)
    y = try network.add(.reshape([2, 24]), y, name: "flatten")
    y = try network.add(.linear(activation: nil), y, network.constant([5, 24]), name: "fc")
    let simple = try network.simplified([.affineIntoFollowing], outputs: y)
    #expect(simple.summary == ["flatten: reshape to [2, 24]", "fc: linear 24→5"])
  }

  @Test(arguments: [0, 1], [false, true])
  func scalesFoldIntoAConvolutionBehind(padding: Int, shifts: Bool) throws {
    var network = Network(seed: 12)
    let x = network.input([2, 4, 6])
    let convolution = Convolution(
      kernel: [3], strides: [2], dilations: [1], paddingBefore: [padding], paddingAfter: [0],
      groups: 2)
    var y = try network.add(
      .binary(shifts ? .add : .multiply, activation: nil), x, network.constant([4, 1]))
    y = try network.add(
      .convolution(convolution), y, network.constant([6, 2, 3]), network.constant([6]))
    let simple = try network.simplified([.affineIntoFollowing], outputs: y)
    #expect(simple.nodes.count == (padding == 1 && shifts ? 2 : 1))
  }

  @Test func aScaledWeightIsNoData() throws {
    var network = Network(seed: 13)
    let data = network.input([3, 4])
    let weight = network.input([5, 4])
    let scaled = try network.add(.binary(.multiply, activation: nil), weight, network.constant([4]))
    let y = try network.add(.linear(activation: nil), data, scaled)
    #expect(try network.simplified(outputs: y).nodes.count == 2)
  }
}
