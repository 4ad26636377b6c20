public import _HandcarShims

/// output = (input − mean) / sqrt(variance + epsilon) · scale + bias over [outer][channels][inner].
@inlinable @inline(always)
public func normalize<Target: InstructionSet>(
  _: Target.Type, _ arguments: UnsafePointer<hck_normalize>
) {
  typealias Vector = Target.Vector
  let a = arguments.pointee
  let clamp = Clamp(a.activation)
  for channel in 0..<a.channels {
    let factor = a.scale[channel] / hcs_square_root(a.variance[channel] + a.epsilon)
    let mean = Vector(repeating: a.mean[channel])
    let scale = Vector(repeating: factor)
    let bias = Vector(repeating: a.bias[channel])
    for outer in 0..<a.outer {
      let offset = (outer &* a.channels &+ channel) &* a.inner
      map(Vector.self, a.input + offset, a.output + offset, a.inner) { x in
        clamp(bias.addingProduct(x - mean, scale))
      }
    }
  }
  finishActivation(
    Target.self, a.activation, a.output, count: a.outer &* a.channels &* a.inner)
}
