/// The work of one node: its value and, in reverse, its gradients.
///
/// A step holds sizes and tables only; everything that changes lies in the memory it is given, so that the slices
/// of a batch run the same steps at the same time.
protocol Step: Sendable {
  /// Floats made from the parameters by `prepare`, shared by all slices.
  var preparedCount: Int { get }
  /// Floats kept from `forward` to `backward`.
  var keptCount: Int { get }
  /// Floats that are free to use during one call.
  var scratchCount: Int { get }

  /// Brings parameters into the layouts that products read; runs once after each update.
  func prepare(_ inputs: [UnsafePointer<Float>?], _ prepared: UnsafeMutablePointer<Float>)
  /// Writes the whole output.
  func forward(_ memory: StepMemory)
  /// Overwrites each wanted gradient of an input, given the gradient of the output.
  func backward(_ memory: StepMemory)
  /// What is left to do for gradients of parameters once all slices have run backward.
  func finish(_ slices: [StepMemory])
}

extension Step {
  var preparedCount: Int { 0 }
  var keptCount: Int { 0 }
  var scratchCount: Int { 0 }
  func prepare(_ inputs: [UnsafePointer<Float>?], _ prepared: UnsafeMutablePointer<Float>) {}
  func finish(_ slices: [StepMemory]) {}
}

/// Where a step reads and writes, for one slice of the batch. Fixed when the memory is laid out.
struct StepMemory {
  let inputs: [UnsafePointer<Float>]
  let output: UnsafeMutablePointer<Float>
  let outputGradient: UnsafePointer<Float>
  /// nil where nobody wants the gradient.
  let inputGradients: [UnsafeMutablePointer<Float>?]
  let prepared: UnsafeMutablePointer<Float>
  let kept: UnsafeMutablePointer<Float>
  let scratch: UnsafeMutablePointer<Float>
}
