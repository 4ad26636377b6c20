/// The memory in which one slice of a batch runs a program.
///
/// Unchecked: one thread at a time runs a slice, and slices share only parameters, which none writes.
final class SliceMemory: @unchecked Sendable {
  private let program: TrainingProgram
  private let memory: AlignedMemory
  private let parameterGradients: AlignedMemory
  /// What the steps point into.
  private let inUse: [AlignedMemory]
  let steps: [StepMemory]

  /// - Parameters:
  ///   - parameters: the vector that `program.parameters` lays out.
  ///   - prepared: what `program.prepare` fills.
  init(_ program: TrainingProgram, parameters: AlignedMemory, prepared: AlignedMemory) {
    self.program = program
    inUse = [parameters, prepared]
    let memory = AlignedMemory(count: program.memoryCount)
    let hasGradients = !program.targetGradients.isEmpty
    let gradients = AlignedMemory(count: hasGradients ? program.parameters.trainableCount : 0)
    self.memory = memory
    parameterGradients = gradients
    // A method and not a closure here: Swift 6.3.1 crashes when it optimises the latter.
    steps = program.nodes.map {
      Self.stepMemory(
        of: $0, memory.start, parameters: parameters.start, gradients: gradients.start,
        prepared: prepared.start, scratch: memory.start + program.scratchStart)
    }
  }

  private static func stepMemory(
    of node: TrainingProgram.Node, _ memory: UnsafeMutablePointer<Float>,
    parameters: UnsafeMutablePointer<Float>, gradients: UnsafeMutablePointer<Float>,
    prepared: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>
  ) -> StepMemory {
    var inputs: [UnsafePointer<Float>] = []
    for input in node.inputs {
      inputs.append(UnsafePointer((input.isParameter ? parameters : memory) + input.start))
    }
    var inputGradients: [UnsafeMutablePointer<Float>?] = []
    for gradient in node.inputGradients {
      if let gradient {
        inputGradients.append((gradient.isParameter ? gradients : memory) + gradient.start)
      } else {
        inputGradients.append(nil)
      }
    }
    return StepMemory(
      inputs: inputs, output: memory + node.output.start,
      outputGradient: UnsafePointer(memory + (node.outputGradient ?? 0)),
      inputGradients: inputGradients, prepared: prepared + node.preparedStart,
      kept: memory + node.keptStart, scratch: scratch)
  }

  /// Where input `index` is to be written before `forward`.
  func input(_ index: Int) -> UnsafeMutableBufferPointer<Float> { buffer(program.inputs[index]) }

  /// Target `index` after `forward`.
  func target(_ index: Int) -> UnsafeMutableBufferPointer<Float> { buffer(program.targets[index]) }

  /// Where the loss writes the gradient of target `index` before `backward`.
  func targetGradient(_ index: Int) -> UnsafeMutableBufferPointer<Float> {
    buffer(program.targetGradients[index])
  }

  /// The gradient of input `index` after `backward`.
  func inputGradient(_ index: Int) -> UnsafeMutableBufferPointer<Float>? {
    program.inputGradients[index].map { buffer($0) }
  }

  /// The gradient of the trainable parameters after `backward`.
  var parameterGradient: UnsafeMutablePointer<Float> { parameterGradients.start }

  func forward() {
    for (node, step) in zip(program.nodes, steps) { node.step.forward(step) }
  }

  func backward() {
    for index in program.nodes.indices.reversed() {
      let node = program.nodes[index]
      if node.outputGradient == nil { continue }
      node.step.backward(steps[index])
      for (from, to) in node.additions {
        let target = (to.isParameter ? parameterGradients : memory).start + to.start
        add(memory.start + from, to: target, to.count)
      }
    }
  }

  private func buffer(_ location: TrainingProgram.Location) -> UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: memory.start + location.start, count: location.count)
  }
}
