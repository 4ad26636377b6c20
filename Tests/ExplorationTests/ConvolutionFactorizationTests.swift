import HandcarFormat
import LinearAlgebra
import ModelGraph
import TensorTrain
import TestSupport
import Testing

@testable import Exploration

@Suite("Factorizing convolutions")
struct ConvolutionFactorizationTests {
  private struct Case: CustomTestStringConvertible {
    var channels = (input: 6, output: 8)
    var sizes = [5, 4]
    var kernel = [3, 3]
    var strides = [1, 1]
    var paddingBefore = [1, 1]
    var paddingAfter = [1, 1]
    var dilations = [1, 1]
    var activation: Activation?
    var hasBias = true

    var testDescription: String { "\(channels) \(sizes) \(kernel) \(strides) \(paddingBefore)" }
    var area: Int { kernel.reduce(1, *) }

    /// Two images, the convolution, and something that reads it.
    func network(seed: UInt64) throws -> Graph {
      var random = SeededGenerator(seed: seed)
      var graph = Graph(name: "net")
      let x = graph.addInput("x", TensorType(.float32, [2, channels.input] + sizes))
      let count = channels.output * channels.input * area
      let w = graph.addConstant(
        "w",
        Tensor(random.floats(count), shape: [channels.output, channels.input] + kernel))
      let b = graph.addConstant(
        "b", Tensor(random.floats(channels.output), shape: [channels.output]))
      let convolution = Convolution(
        kernel: kernel, strides: strides, dilations: dilations, paddingBefore: paddingBefore,
        paddingAfter: paddingAfter, activation: activation)
      let y = try graph.addNode(
        .convolution(convolution), hasBias ? [x, w, b] : [x, w], name: "conv")
      graph.outputs = try graph.addNode(.activation(.tanh), [y[0]], name: "tanh")
      return graph
    }
  }

  private static let cases: [Case] = [
    Case(),
    Case(strides: [2, 1], paddingBefore: [0, 1], paddingAfter: [2, 0], activation: .relu),
    Case(dilations: [2, 1], hasBias: false), Case(channels: (1, 7), kernel: [2, 3]),
    Case(
      sizes: [11], kernel: [5], strides: [2], paddingBefore: [2], paddingAfter: [1],
      dilations: [1]),
    // 1×1 with a stride: a chain all the same.
    Case(kernel: [1, 1], strides: [2, 2], paddingBefore: [0, 0], paddingAfter: [0, 0]),
  ]
  private static let pointwise: [Case] = [
    Case(kernel: [1, 1], paddingBefore: [0, 0], paddingAfter: [0, 0], activation: .relu),
    Case(
      channels: (12, 8), sizes: [7], kernel: [1], strides: [1], paddingBefore: [0],
      paddingAfter: [0], dilations: [1], hasBias: false),
  ]

  /// The network with the weights of the train, rebuilt dense, in place of the convolution's.
  private func rebuilt(_ graph: Graph, _ shape: TTShape) throws -> Graph {
    let layer = try #require(graph.factorizableLayers.first)
    var graph = graph
    let id = graph.nodes[layer.nodeIndex].inputs[1]
    let weights = try #require(graph[id].constant)
    let matrix = Matrix(rows: layer.rows, columns: layer.columns, elements: weights.doubles)
    let dense = try TTMatrix.decompose(matrix, shape: shape.capped).matrix.reconstructed()
    graph[id].constant = Tensor(dense.elements.map { Float($0) }, shape: weights.shape)
    return graph
  }

  private func outputs(_ graph: Graph) throws -> [Double] {
    let input = graph[graph.inputs[0]].type
    var random = SeededGenerator(seed: 99)
    let x = Tensor(random.floats(input.count), shape: input.shape)
    return try Interpreter(graph).run([x])[0].doubles
  }

  /// - Returns: the factorized network.
  @discardableResult
  private func check(_ graph: Graph, _ text: String) throws -> Graph {
    let shape = try TTShape(parsing: text)
    let (factorized, reports) = try factorize(
      graph, plan: Plan(layers: ["conv": .shape(shape)]), precision: .double)
    try factorized.validate()
    #expect(factorized.nodes.contains { $0.name == "conv" })
    let expected = try outputs(try rebuilt(graph, shape))
    let found = try outputs(factorized)
    let largest = zip(expected, found).reduce(0) { max($0, abs($1.0 - $1.1)) }
    #expect(found.count == expected.count && largest < 1e-5, "\(text): \(largest)")
    // What was promised is what the graph counts.
    let statistics = GraphStatistics(factorized)
    let bias = graph.nodes[0].inputs.count > 2 ? reports[0].layer.rows : 0
    #expect(reports[0].parameterCount + bias == statistics.parameterCount)
    #expect(reports[0].multiplyAccumulates == statistics.multiplyAdds)
    #expect(reports[0].denseMultiplyAccumulates == GraphStatistics(graph).multiplyAdds)
    return factorized
  }

  @Test(arguments: cases)
  private func chainsComputeTheRebuiltConvolution(_ example: Case) throws {
    let graph = try example.network(seed: 1)
    let geometry = try #require(graph.factorizableLayers[0].convolution)
    #expect(!geometry.isPointwise)
    for chain in geometry.chains {
      let modes = [geometry.rowModes(coreCount: chain.columnModes.count), chain.columnModes]
        .map { $0.map(String.init).joined(separator: "x") }.joined(separator: ":")
      for rank in [1, 2, 1000] { try check(graph, "\(modes):\(rank)") }
    }
  }

  @Test(arguments: pointwise)
  private func pointwiseOnesTakeAnyTrain(_ example: Case) throws {
    let graph = try example.network(seed: 2)
    #expect(graph.factorizableLayers[0].convolution?.isPointwise == true)
    let c = example.channels.input / 3
    for text in ["1x8:\(3 * c)x1", "8x1:1x\(3 * c)", "4x2:3x\(c)", "2x4:\(c)x3", "2x2x2:\(c)x1x3"] {
      for rank in [1, 2, 1000] { try check(graph, "\(text):\(rank)") }
    }
  }

  @Test func ranksByError() throws {
    let graph = try Case().network(seed: 3)
    let plan = Plan(layers: ["conv": try LayerChoice(parsing: "1x1x8:6x9x1:epsilon=0.7")])
    let (_, reports) = try factorize(graph, plan: plan)
    guard case .tensorTrain(let shape, let error) = reports[0].outcome else {
      Issue.record("the convolution stayed dense")
      return
    }
    #expect(shape.columnModes == [6, 9, 1] && error <= 0.7)
  }

  @Test func refusesWhatIsNoChain() throws {
    let graph = try Case().network(seed: 4)
    for text in ["8x1x1:6x9x1:2", "1x8:18x3:2", "4x2:6x9:2"] {
      let error = try #require(throws: ExplorationError.self) {
        try factorize(graph, plan: Plan(layers: ["conv": try LayerChoice(parsing: text)]))
      }
      #expect(error.description.contains("1x1x8:6x9x1, 1x8:6x9, 1x8:54x1"), "\(error)")
    }
  }

  @Test func otherConvolutionsAreNotFactorized() throws {
    var graph = Graph(name: "net")
    let x = graph.addInput("x", TensorType(.float32, [1, 4, 3, 3]))
    let w = graph.addConstant("w", Tensor([Float](repeating: 1, count: 36), shape: [4, 1, 3, 3]))
    let ones = [1, 1]
    let convolution = Convolution(
      kernel: [3, 3], strides: ones, dilations: ones, paddingBefore: ones, paddingAfter: ones,
      groups: 4)
    graph.outputs = try graph.addNode(.convolution(convolution), [x, w], name: "conv")
    #expect(graph.factorizableLayers.isEmpty)
    #expect(try factorize(graph, plan: Plan()).reports.isEmpty)
  }

  /// Fitting to patches: the convolution by hand, from its definition.
  @Test(arguments: cases)
  private func patchesAreWhatOutputsSee(_ example: Case) throws {
    var graph = try example.network(seed: 5)
    graph.outputs = graph.nodes[0].outputs
    graph.nodes.removeLast()
    graph.nodes[0].inputs.removeSubrange(2...)
    guard case .convolution(var convolution) = graph.nodes[0].operation else { return }
    convolution.activation = nil
    graph.nodes[0].operation = .convolution(convolution)
    let (input, output) = (graph[graph.inputs[0]].type, graph[graph.outputs[0]].type)
    var random = SeededGenerator(seed: 6)
    let images = random.floats(input.count)
    let pixels = output.shape[2...].reduce(1, *)
    let patches = convolution.patches(
      of: images, shape: Array(input.shape[1...]), outputSizes: Array(output.shape[2...]),
      perImage: pixels)
    let layer = graph.factorizableLayers[0]
    #expect(patches.count == 2 * pixels * layer.columns)
    let x = Matrix(rows: 2 * pixels, columns: layer.columns, elements: patches.map(Double.init))
    let w = Matrix(
      rows: layer.rows, columns: layer.columns,
      elements: graph[graph.nodes[0].inputs[1]].constant?.doubles ?? [])
    let products = x.multiplied(byTransposeOf: w)
    let expected = try Interpreter(graph).run([Tensor(images, shape: input.shape)])[0].doubles
    // Pixels come in another order in the second image: compare sums over them.
    for image in 0..<2 {
      for channel in 0..<layer.rows {
        let found = (0..<pixels).reduce(0) { $0 + products[image * pixels + $1, channel] }
        let start = (image * layer.rows + channel) * pixels
        let wanted = expected[start..<start + pixels].reduce(0, +)
        #expect(abs(found - wanted) < 1e-4)
      }
    }
  }

  @Test(arguments: 1...20 as ClosedRange<UInt64>)
  func frontOfChainsEqualsBruteForce(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let geometry = ConvolutionGeometry(
      inputChannels: Int.random(in: 1...6, using: &random),
      outputChannels: Int.random(in: 1...6, using: &random),
      kernelArea: [1, 4, 9].randomElement(using: &random)!, inputPixels: 30, outputPixels: 20)
    let (c, s, area) = (geometry.inputChannels, geometry.outputChannels, geometry.kernelArea)
    let w = Matrix(rows: s, columns: c * area, elements: random.doubles(s * c * area))
    var model = CostModel()
    model.stageOverhead = 10
    var problem = LayerProblem(
      rows: s, columns: c * area, convolution: geometry, timeModel: model)
    problem.spectra = try SpectralOracle().table(of: w, at: geometry.cuts)
    var options = SearchOptions.exact
    options.objectives = [.parameters, .multiplyAccumulates, .error]
    options.needsLessTime = false

    // (parameters, operations, error) from the definition of the three convolutions.
    var all: [[Double]] = []
    func add(_ parameters: Int, _ operations: Int, _ shape: String, _ ranks: [Int]) throws {
      let ranks = ranks.map(String.init).joined(separator: "x")
      let train = try TTShape(parsing: "\(shape):\(ranks)")
      guard parameters < s * c * area, train.capped == train else { return }
      let found = try TTMatrix.decompose(w, shape: train).relativeError
      let bounds = problem.candidate(train, order: geometry.order(of: train)).errorBounds!
      #expect(found <= bounds.upperBound + 1e-7 && found >= bounds.lowerBound - 1e-7)
      all.append([Double(parameters), Double(operations), (bounds.upperBound * 1e9).rounded()])
    }
    for a in 1...max(c, s) * area {
      if area > 1 {
        for b in 1...max(c, s) * area where a <= c && b <= s {
          try add(
            c * a + a * area * b + b * s, 30 * c * a + 20 * (a * area * b + b * s),
            "1x1x\(s):\(c)x\(area)x1", [a, b])
        }
        try add(c * a + a * area * s, 30 * c * a + 20 * a * area * s, "1x\(s):\(c)x\(area)", [a])
      }
      try add(
        c * area * a + a * s, 20 * (c * area * a + a * s), "1x\(s):\(c * area)x1", [a])
    }
    var front: Set<[Double]> = []
    for v in Set(all).sorted(by: { $0.lexicographicallyPrecedes($1) })
    where !front.contains(where: { zip($0, v).allSatisfy { $0 <= $1 } }) {
      front.insert(v)
    }
    let found = problem.explore(options)
    let vectors = Set(
      found.candidates.dropFirst().map {
        [
          Double($0.parameters), Double($0.multiplyAccumulates),
          (($0.errorBounds?.upperBound ?? 0) * 1e9).rounded(),
        ]
      })
    #expect(vectors == front, "seed \(seed): \(geometry)")
    #expect(found.report.remaining == found.candidates.count - 1)
  }

  /// Pixels at the right end of the state: the search must price them as the stages do.
  @Test func pointwiseSearchPricesItsCandidates() throws {
    let geometry = ConvolutionGeometry(
      batch: 2, inputChannels: 12, outputChannels: 8, kernelArea: 1, inputPixels: 9,
      outputPixels: 9, isPointwise: true)
    var random = SeededGenerator(seed: 8)
    var problem = LayerProblem(rows: 8, columns: 12, convolution: geometry)
    problem.spectra = try SpectralOracle().table(
      of: Matrix(rows: 8, columns: 12, elements: random.doubles(96)))
    var options = SearchOptions.exact
    options.needsLessTime = false
    options.triesOtherOrders = false
    options.removesDominated = false
    options.largestCoreCount = 3
    let found = problem.explore(options).candidates.dropFirst()
    #expect(found.count > 50)
    for candidate in found {
      let shape = try #require(candidate.shape)
      #expect(
        candidate.multiplyAccumulates
          == 9 * shape.multiplyAccumulates(order: candidate.order, batch: 2))
      #expect(candidate.parameters == shape.parameterCount && candidate.parameters < 96)
    }
    #expect(problem.dense.multiplyAccumulates == 2 * 9 * 96)
  }

  @Test func aNetworkSearchTakesConvolutions() throws {
    let graph = try Case(channels: (12, 16), sizes: [8, 8]).network(seed: 9)
    var search = NetworkSearch(.ratio(2))
    search.layerOptions.needsLessTime = false
    var random = SeededGenerator(seed: 10)
    let size = 12 * 64
    let samples = random.floats(32 * size)
    search.samples = NetworkSamples(count: 32) { graph, range in
      let part = Array(samples[range.lowerBound * size..<range.upperBound * size])
      return try Interpreter(graph).run(
        samples: [Tensor(part, shape: [range.count, 12, 8, 8])])
    }
    let found = try search.explore(graph)
    let best = try #require(found.recommended.evaluation)
    #expect(best.figures.parameters * 2 <= found.dense.parameters)
    #expect(found.evaluated.contains { !$0.candidate.isDense && $0.candidate.options[0].isFitted })
    search.includesConvolutions = false
    search.samples = nil
    #expect(throws: ExplorationError.self) { try search.explore(graph) }
  }
}
