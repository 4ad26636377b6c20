import HandcarFormat
import ModelGraph
import TestSupport
import Testing

/// Each pass by itself, on the smallest graph that shows it; see `AffineFoldingTests` for the
/// affine ones.
@Suite struct PassTests {
  @Test func constantsAreFolded() throws {
    var network = Network(seed: 1)
    let x = network.input([2, 3])
    let sum = try network.add(
      .binary(.add, activation: .relu), network.constant([3]), network.constant([1]))
    let y = try network.add(.binary(.multiply, activation: nil), x, sum, name: "y")
    let simple = try network.simplified([.constantFolding], outputs: y)
    #expect(simple.summary == ["y: multiply"])
    #expect(simple.values.count == 3)
    let folded = try #require(simple.values.first { $0.constant != nil }?.constant)
    guard case .float32 = folded.storage else {
      Issue.record("folded constants are float32")
      return
    }
  }

  @Test func integersAreFoldedAndConstantOutputsKept() throws {
    var graph = Graph()
    let a = graph.addConstant("a", Tensor(integers: [7], shape: [1]))
    let b = graph.addConstant("b", Tensor(integers: [-2], shape: [1]))
    graph.outputs = try graph.addNode(.binary(.divide, activation: nil), [a, b], name: "y")
    let simple = try graph.simplified()
    #expect(simple.nodes.isEmpty && simple.values.count == 1)
    #expect(simple[simple.outputs[0]].name == "y")
    #expect(simple[simple.outputs[0]].constant?.integers == [-3])
  }

  @Test func foldingOfLargeResultsIsLeftAlone() throws {
    var graph = Graph()
    let one = graph.addConstant("one", Tensor([1], shape: [1]))
    graph.outputs = try graph.addNode(
      .pad(Padding(before: [1 << 35], after: [0], mode: .edge)), [one], name: "y")
    #expect(try graph.simplified().nodes.count == 1)
  }

  @Test func noOpsAreRemoved() throws {
    var network = Network(seed: 2)
    let x = network.input([2, 1, 3])
    var y = try network.add(.identity, x)
    y = try network.add(.reshape([2, 1, 3]), y)
    y = try network.add(.transpose(permutation: [0, 1, 2]), y)
    y = try network.add(.pad(Padding(before: [0, 0, 0], after: [0, 0, 0], mode: .edge)), y)
    y = try network.add(.reduceMean(axes: [1], keepsAxes: true), y)
    y = try network.add(.concat(axis: 1), y)
    y = try network.add(.activation(.clip(low: -.infinity, high: .infinity)), y)
    y = try network.add(.softmax(axis: 2), y, name: "softmax")
    let z = try network.add(.identity, y, name: "z")
    let simple = try network.simplified([.noOpRemoval], outputs: z)
    #expect(simple.summary == ["softmax: softmax axis 2"])
    #expect(simple[simple.outputs[0]].name == "z")
  }

  @Test func noOpsThatNameAnOutputStay() throws {
    var network = Network(seed: 3)
    let x = network.input([2])
    let y = try network.add(.identity, x, name: "again")
    let z = try network.add(.activation(.tanh), y, name: "tanh")
    let u = try network.add(.identity, z, name: "tanh again")
    let simple = try network.simplified(outputs: x, y, z, u)
    #expect(simple.summary == ["again: identity", "tanh: tanh", "tanh again: identity"])
  }

  @Test func movementsAreMerged() throws {
    var network = Network(seed: 4)
    let x = network.input([2, 3, 4])
    var y = try network.add(.transpose(permutation: [1, 2, 0]), x)
    y = try network.add(.transpose(permutation: [2, 0, 1]), y)
    y = try network.add(.reshape([6, 4]), y)
    y = try network.add(.reshape([1, 24]), y)
    y = try network.add(.transpose(permutation: [1, 0]), y, name: "last")
    let simple = try network.simplified([.noOpRemoval, .deadNodeRemoval], outputs: y)
    #expect(simple.summary == ["last: reshape to [24, 1]"])
  }

  @Test func matrixProductsBecomeLinear() throws {
    for shape in [[4], [3, 4], [2, 3, 4]] {
      var network = Network(seed: 5)
      let x = network.input(shape)
      let y = try network.add(.matrixProduct, x, network.constant([4, 5]), name: "fc")
      #expect(
        try network.simplified([.matrixProductToLinear], outputs: y).summary == ["fc: linear 4→5"])
    }
    var network = Network(seed: 5)
    let y = try network.add(.matrixProduct, network.input([3, 4]), network.input([4, 5]))
    #expect(try network.simplified(outputs: y).nodes.map(\.operation) == [.matrixProduct])
  }

  @Test func activationsAreFusedOnce() throws {
    var network = Network(seed: 14)
    let x = network.input([3, 4])
    var y = try network.add(.linear(activation: nil), x, network.constant([4, 4]), name: "fc")
    y = try network.add(.activation(.relu), y)
    y = try network.add(.activation(.tanh), y, name: "tanh")
    y = try network.add(.binary(.add, activation: nil), y, x, name: "sum")
    y = try network.add(.activation(.sigmoid), y, name: "end")
    let simple = try network.simplified([.activationFusion], outputs: y)
    #expect(simple.summary == ["fc: linear 4→4, relu", "tanh: tanh", "sum: add, sigmoid"])
    #expect(simple[simple.outputs[0]].name == "end")
  }

  @Test func deadNodesAndValuesAreRemoved() throws {
    var network = Network(seed: 15)
    let x = network.input([3])
    let unused = network.input([2])
    let y = try network.add(.activation(.relu), x)
    _ = try network.add(.activation(.tanh), try network.add(.activation(.sigmoid), unused))
    _ = network.constant([7])
    let simple = try network.simplified([.deadNodeRemoval], outputs: y)
    #expect(simple.nodes.count == 1 && simple.values.count == 3 && simple.inputs.count == 2)
  }

  @Test func reportsAndInvalidGraphs() throws {
    var network = Network(seed: 16)
    let y = try network.add(.identity, network.input([3]))
    network.graph.outputs = [try network.add(.activation(.relu), y)]
    let reports = try network.graph.simplified(by: Pass.all).reports
    #expect(reports.map(\.pass) == Pass.all.map(\.name))
    #expect(reports.filter { $0.changeCount > 0 }.map(\.pass) == ["remove no-ops"])
    network.graph.outputs = [.init(99)]
    #expect(throws: GraphError.self) { try network.graph.simplified() }
  }
}
