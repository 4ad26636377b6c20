import HandcarFormat
import ModelGraph
import TensorTrain

/// A network compiled for a fixed batch: a list of steps over one block of memory, planned here, so that running it
/// forward and backward allocates nothing.
///
/// A batch of training is cut into slices, each of which runs this program in a memory of its own (`SliceMemory`);
/// parameters and what is prepared from them are shared.
struct TrainingProgram: Sendable {
  /// A float tensor in the memory of a slice, or among the parameters.
  struct Location: Sendable {
    let isParameter: Bool
    let start: Int
    let count: Int
  }

  struct Node: Sendable {
    let name: String
    let step: any Step
    let inputs: [Location]
    let output: Location
    /// Where the gradient of the output lies; nil in a program, or part of one, without gradients.
    let outputGradient: Int?
    /// Where `backward` writes the gradient of each input; nil where none is wanted.
    let inputGradients: [Location?]
    /// Gradients that were written beside their place, because another reader has written there before, and are
    /// added after the step.
    let additions: [(from: Int, to: Location)]
    let preparedStart: Int
    let keptStart: Int
  }

  let nodes: [Node]
  let parameters: ParameterLayout
  /// Samples of a slice.
  let batch: Int
  let inputs: [Location]
  /// The values asked for, in their order.
  let targets: [Location]
  /// Gradients of the targets, written by the loss; empty in a program without gradients.
  let targetGradients: [Location]
  /// Gradients of the inputs, for those that want them.
  let inputGradients: [Location?]
  let memoryCount: Int
  let scratchStart: Int
  let preparedCount: Int

  /// - Parameters:
  ///   - targets: values of the network that the loss looks at.
  ///   - batch: samples of a slice.
  ///   - slices: how many slices a batch has; it decides how tensor trains are computed.
  ///   - trainable: nil compiles without gradients.
  ///   - differentiatesInputs: whether gradients of the inputs are wanted.
  /// - Throws: `GraphError` for an operation on other than Float32, or when shapes do not follow the batch.
  init(
    _ graph: Graph, targets: [Graph.ValueID], batch: Int, slices: Int = 1,
    training trainable: TrainableParameters?, differentiatesInputs: Bool = false
  ) throws(GraphError) {
    let graph = try graph.resized(toBatch: batch).separatingActivations().pruned(to: targets)
    var compiler = ProgramCompiler(graph, slices: slices, training: trainable, differentiatesInputs)
    nodes = try compiler.compile()
    parameters = compiler.parameters
    self.batch = batch
    inputs = graph.inputs.map { compiler.location(of: $0) }
    self.targets = targets.map { compiler.location(of: $0) }
    targetGradients = targets.compactMap { compiler.gradient(of: $0) }
    inputGradients = graph.inputs.map { compiler.gradient(of: $0) }
    scratchStart = compiler.memory.allocate(nodes.map(\.step.scratchCount).max() ?? 0)
    memoryCount = compiler.memory.count
    preparedCount = compiler.prepared.count
  }

  /// Brings the parameters into the layouts of the steps; once after each change.
  func prepare(_ parameters: UnsafePointer<Float>, _ prepared: UnsafeMutablePointer<Float>) {
    for node in nodes {
      node.step.prepare(
        node.inputs.map { $0.isParameter ? parameters + $0.start : nil },
        prepared + node.preparedStart)
    }
  }

  /// Completes the gradients of the parameters after all slices of a batch have run backward. They are then the sum
  /// over the slices of `parameterGradient`.
  func finish(_ slices: [SliceMemory]) {
    for (index, node) in nodes.enumerated() where node.outputGradient != nil {
      node.step.finish(slices.map { $0.steps[index] })
    }
  }
}
