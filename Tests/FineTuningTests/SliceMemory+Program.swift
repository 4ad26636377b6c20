import ModelGraph

@testable import FineTuning

/// Memory in which a training program runs with the parameters of its graph.
func sliceMemory(of program: TrainingProgram, for graph: Graph) -> SliceMemory {
  let parameters = AlignedMemory(count: program.parameters.count)
  parameters.assign(program.parameters.vector(of: graph))
  let prepared = AlignedMemory(count: program.preparedCount)
  program.prepare(parameters.start, prepared.start)
  return SliceMemory(program, parameters: parameters, prepared: prepared)
}
