import HandcarFormat
import ModelGraph
import TensorTrain
import TestSupport
import Testing

@Suite struct GraphReportTests {
  private func network() throws -> Graph {
    var network = Network(seed: 1)
    let x = network.input([2, 8, 7, 7])
    let convolution = Convolution(
      kernel: [3, 3], strides: [1, 1], dilations: [1, 1], paddingBefore: [1, 1],
      paddingAfter: [1, 1], activation: .relu)
    var y = try network.add(
      .convolution(convolution), x, network.constant([16, 8, 3, 3]), network.constant([16]),
      name: "conv")
    y = try network.add(.reduceMean(axes: [2, 3], keepsAxes: false), y, name: "mean")
    let shape = try TTShape(rowModes: [2, 3], columnModes: [4, 4], ranks: [1, 2, 1])
    y = try network.add(
      .ttLinear(shape, activation: nil), y, network.constant([1, 2, 4, 2]),
      network.constant([2, 3, 4, 1]), network.constant([6]), name: "tt")
    let weight = network.constant([6, 6])
    y = try network.add(.linear(activation: nil), y, weight, name: "a")
    y = try network.add(.linear(activation: .tanh), y, weight, name: "b")
    network.graph.outputs = [y]
    return network.graph
  }

  @Test func statistics() throws {
    let statistics = GraphStatistics(try network())
    #expect(statistics.nodes.map(\.parameterCount) == [1168, 0, 46, 36, 36])
    // Core 2 first: 4 · (4 · 2 · 3), then (2 · 4) · 2 · 3. Core 1 first: 4 · (4 · 2 · 2), then 2 ·
    // (2 · 4) · 3.
    let rightToLeft = 4 * 4 * 2 * 3 + 2 * 4 * 2 * 3
    let leftToRight = 4 * 4 * 2 * 2 + 2 * 2 * 4 * 3
    #expect(
      statistics.nodes.map(\.multiplyAdds)
        == [2 * 16 * 49 * 72, 0, 2 * min(rightToLeft, leftToRight), 72, 72])
    // The shared weight counts once.
    #expect(statistics.parameterCount == 1168 + 46 + 36)
    #expect(statistics.parameterByteCount == 4 * 1250)
    #expect(statistics.multiplyAdds == statistics.nodes.map(\.multiplyAdds).reduce(0, +))
  }

  @Test func hugeCountsSaturate() throws {
    var graph = Graph()
    let a = graph.addInput("a", TensorType(.float32, [1 << 18, 1 << 18]))
    for index in 0..<600 { try graph.addNode(.matrixProduct, [a, a], name: "m\(index)") }
    let statistics = GraphStatistics(graph)
    #expect(statistics.nodes[0].multiplyAdds == 1 << 54)
    #expect(statistics.multiplyAdds == .max)
  }

  @Test func layers() throws {
    let layers = try network().layers
    #expect(layers.map(\.name) == ["conv", "tt", "a", "b"])
    #expect(layers.map(\.nodeIndex) == [0, 2, 3, 4])
    #expect(layers.map(\.rows) == [16, 6, 6, 6])
    #expect(layers.map(\.columns) == [72, 16, 6, 6])
    #expect(layers.map { $0.tensorTrain != nil } == [false, true, false, false])
    #expect(
      layers.map(\.description) == [
        "conv 3×3 stride 1 pad 1, 8→16, relu", "linear 16→6 as 2x3:4x4:2", "linear 6→6",
        "linear 6→6, tanh",
      ])
  }

  @Test func descriptions() throws {
    let convolution = Convolution(
      kernel: [3], strides: [2], dilations: [2], paddingBefore: [1], paddingAfter: [0], groups: 4)
    #expect(
      Operation.convolution(convolution).description
        == "conv 3 stride 2 pad 1/0 dilation 2 groups 4")
    let pool = Pool(
      kind: .maximum, kernel: [2, 3], strides: [2, 1], dilations: [1, 1], paddingBefore: [0, 1],
      paddingAfter: [0, 1], outputSizes: [1, 1])
    #expect(Operation.pool(pool).description == "max pool 2×3 stride 2×1 pad 0×1")
    let sum = Operation.binary(.add, activation: .leakyRelu(slope: 0.1))
    #expect(sum.description == "add, leaky relu 0.1")
    var graph = Graph()
    let x = graph.addInput("x", TensorType(.float32, [1, 2]))
    graph.outputs = try graph.addNode(.softmax(axis: 1), [x], name: "y")
    #expect(
      graph.description == """
        inputs: x float32 [1, 2]
          y: softmax axis 1 → y float32 [1, 2]
        outputs: y float32 [1, 2]
        """)
  }
}
