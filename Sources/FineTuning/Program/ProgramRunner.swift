import ModelGraph

/// A compiled network with its parameters and the memories of its slices.
///
/// Unchecked: parameters change only between batches.
final class ProgramRunner: @unchecked Sendable {
  let program: TrainingProgram
  let slices: [SliceMemory]
  private let parameterMemory: AlignedMemory
  private let prepared: AlignedMemory

  /// - Parameters:
  ///   - batch: samples of one slice.
  ///   - trainable: nil runs forward only.
  init(
    _ graph: Graph, targets: [Graph.ValueID], batch: Int, slices count: Int,
    training trainable: TrainableParameters?
  ) throws(GraphError) {
    program = try TrainingProgram(
      graph, targets: targets, batch: batch, slices: count, training: trainable)
    let parameters = AlignedMemory(count: program.parameters.count)
    parameters.assign(program.parameters.vector(of: graph))
    let prepared = AlignedMemory(count: program.preparedCount)
    parameterMemory = parameters
    self.prepared = prepared
    var slices: [SliceMemory] = []
    for _ in 0..<count {
      slices.append(SliceMemory(program, parameters: parameters, prepared: prepared))
    }
    self.slices = slices
    prepare()
  }

  /// The vector that `program.parameters` lays out; call `prepare` after a change.
  var parameters: UnsafeMutablePointer<Float> { parameterMemory.start }

  /// The trainable part of the vector.
  var trainedElements: [Float] {
    get { Array(UnsafeBufferPointer(start: parameters, count: program.parameters.trainableCount)) }
    set {
      precondition(newValue.count == program.parameters.trainableCount)
      for (index, element) in newValue.enumerated() { parameters[index] = element }
      prepare()
    }
  }

  func prepare() { program.prepare(parameters, prepared.start) }
}
