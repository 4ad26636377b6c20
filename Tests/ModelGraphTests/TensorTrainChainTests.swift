import ModelGraph
import TensorTrain
import TestSupport
import Testing

/// Chains of reshapes and products, written by hand here as an exporter would.
@Suite struct TensorTrainChainTests {
  private let shape: TTShape
  private var network = Network(seed: 11)

  init() throws {
    shape = try TTShape(rowModes: [2, 3, 4], columnModes: [3, 1, 5], ranks: [1, 2, 3, 1])
  }

  /// The chain for inputs `(2, 15)`.
  ///
  /// - Parameter change: what is done to the targets of its reshapes.
  private mutating func chain(
    change: ([[Int]]) -> [[Int]] = { $0 }
  ) throws -> (x: Graph.ValueID, y: Graph.ValueID) {
    let x = network.input([2, 15])
    let matrices = [[8 / 4 * 6, 5], [3 * 2, 3], [2, 6]]
    let states = change([[6, 5, 1], [6, 3, 4], [2, 6, 12], [2, 24]])
    var y = x
    for (matrix, state) in zip(matrices, states) {
      y = try network.add(.reshape(state), y)
      y = try network.add(.matrixProduct, network.constant(matrix), y)
    }
    return (x, try network.add(.reshape(states[3]), y, name: "layer"))
  }

  @Test mutating func aChainIsOneLayer() throws {
    let (_, y) = try chain()
    let simple = try network.simplified([.tensorTrainChains], outputs: y)
    #expect(simple.nodes.map(\.name) == ["layer"])
    #expect(simple.nodes[0].operation == .ttLinear(shape, activation: nil))
    let given = network.graph.values.compactMap(\.constant?.floats)
    let cores = simple.nodes[0].inputs.dropFirst().map { simple[$0].constant?.floats ?? [] }
    #expect(cores == given.reversed())
  }

  @Test mutating func aVectorBehindIsTheBias() throws {
    let (_, y) = try chain()
    let sum = try network.add(
      .binary(.add, activation: nil), network.constant([24]), y, name: "sum")
    let simple = try network.simplified([.tensorTrainChains], outputs: sum)
    #expect(simple.nodes.map(\.name) == ["layer"])
    #expect(simple.nodes[0].inputs.count == 5)
  }

  @Test mutating func oneCoreIsALinearLayer() throws {
    let x = network.input([3, 5])
    let state = try network.add(.reshape([3, 5, 1]), x)
    let product = try network.add(.matrixProduct, network.constant([4, 5]), state)
    let y = try network.add(.reshape([3, 4]), product, name: "layer")
    let simple = try network.simplified([.tensorTrainChains], outputs: y)
    #expect(simple.summary == ["layer: linear 5→4"])
  }

  /// Chains that compute something else, or whose inside somebody else needs.
  @Test mutating func othersStay() throws {
    // The same products, but with digits of the columns in another order.
    let (_, y) = try chain { [$0[0], [12, 3, 2], $0[2], $0[3]] }
    #expect(try network.simplified([.tensorTrainChains], outputs: y).nodes.count == 7)
    network = Network(seed: 12)
    let (_, z) = try chain()
    let inside = network.graph.nodes[3].outputs[0]
    #expect(try network.simplified([.tensorTrainChains], outputs: z, inside).nodes.count == 7)
  }
}
