import HandcarKernels
import ModelGraph
import _HandcarShims

/// A function of each element. At a kink the derivative is that of the right side for the lower bound and of the
/// inside for a clip, as PyTorch has it; for ReLU it is 0.
struct ActivationStep: Step {
  let activation: Activation
  let count: Int

  func forward(_ memory: StepMemory) {
    var arguments = hck_activate()
    arguments.element_type = UInt32(HCK_TYPE_FLOAT32)
    arguments.count = count
    arguments.input = UnsafeRawPointer(memory.inputs[0])
    arguments.output = UnsafeMutableRawPointer(memory.output)
    arguments.activation = activation.kernelArguments
    Kernels.table.activate(&arguments)
  }

  func backward(_ memory: StepMemory) {
    guard let target = memory.inputGradients[0] else { return }
    let (x, y, gradient) = (memory.inputs[0], memory.output, memory.outputGradient)
    switch activation {
    case .relu:
      for i in 0..<count { target[i] = x[i] > 0 ? gradient[i] : 0 }
    case .leakyRelu(let slope):
      let slope = Float(slope)
      for i in 0..<count { target[i] = x[i] > 0 ? gradient[i] : slope * gradient[i] }
    case .clip(let low, let high):
      let (low, high) = (Float(low), Float(high))
      for i in 0..<count { target[i] = x[i] >= low && x[i] <= high ? gradient[i] : 0 }
    case .sigmoid:
      for i in 0..<count { target[i] = gradient[i] * y[i] * (1 - y[i]) }
    case .tanh:
      for i in 0..<count { target[i] = gradient[i] * (1 - y[i] * y[i]) }
    }
  }
}

extension Activation {
  fileprivate var kernelArguments: hck_activation {
    switch self {
    case .relu: hck_activation(kind: UInt32(HCK_ACTIVATION_RELU), alpha: 0, beta: 0)
    case .leakyRelu(let slope):
      hck_activation(kind: UInt32(HCK_ACTIVATION_LEAKY_RELU), alpha: Float(slope), beta: 0)
    case .clip(let low, let high):
      hck_activation(kind: UInt32(HCK_ACTIVATION_CLIP), alpha: Float(low), beta: Float(high))
    case .sigmoid: hck_activation(kind: UInt32(HCK_ACTIVATION_SIGMOID), alpha: 0, beta: 0)
    case .tanh: hck_activation(kind: UInt32(HCK_ACTIVATION_TANH), alpha: 0, beta: 0)
    }
  }
}
