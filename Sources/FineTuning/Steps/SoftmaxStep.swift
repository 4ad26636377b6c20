import HandcarKernels
import _HandcarShims

/// Softmax over the middle axis of `[outer][length][inner]`.
struct SoftmaxStep: Step {
  let outer: Int
  let length: Int
  let inner: Int

  init(shape: [Int], axis: Int) {
    outer = shape[..<axis].reduce(1, *)
    length = shape[axis]
    inner = shape[(axis + 1)...].reduce(1, *)
  }

  func forward(_ memory: StepMemory) {
    var arguments = hck_softmax()
    (arguments.outer, arguments.length, arguments.inner) = (outer, length, inner)
    arguments.input = memory.inputs[0]
    arguments.output = memory.output
    Kernels.table.softmax(&arguments)
  }

  /// dx = y · (dy − Σ dy · y)
  func backward(_ memory: StepMemory) {
    guard let target = memory.inputGradients[0] else { return }
    for o in 0..<outer {
      for i in 0..<inner {
        let start = o * length * inner + i
        var sum: Float = 0
        for k in 0..<length {
          let place = start + k * inner
          sum += memory.outputGradient[place] * memory.output[place]
        }
        for k in 0..<length {
          let place = start + k * inner
          target[place] = memory.output[place] * (memory.outputGradient[place] - sum)
        }
      }
    }
  }
}
